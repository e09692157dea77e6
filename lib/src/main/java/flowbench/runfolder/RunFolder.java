package flowbench.runfolder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import flowbench.settings.ProjectFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The folder of one run, {@code runs/<run id>}: its manifest and its CSV files. */
public final class RunFolder {
    private static final String MANIFEST = "run.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** Of anything a second. */
    private static final double LARGEST_THROUGHPUT = 1e18;

    /** Those of one moment by their id. */
    private static final Comparator<RunFolder> BY_START = Comparator.comparing(
                    (RunFolder run) -> run.manifest().startedAt())
            .thenComparing(run -> run.manifest().runId());

    private final Path path;
    private final CsvFile<SampleColumn> samples;
    private final CsvFile<OperationColumn> operations;
    private final CsvFile<EventColumn> events;
    private final CsvFile<TelemetryColumn> telemetry;
    private Manifest manifest;

    private RunFolder(Path path, Manifest manifest) {
        this.path = path;
        this.manifest = manifest;
        this.samples = new CsvFile<>(path.resolve("samples.csv"), SampleColumn.class);
        this.operations = new CsvFile<>(path.resolve("operations.csv"), OperationColumn.class);
        this.events = new CsvFile<>(path.resolve("events.csv"), EventColumn.class);
        this.telemetry = new CsvFile<>(path.resolve("telemetry.csv"), TelemetryColumn.class);
    }

    /**
     * Makes the folder of a new run, with its manifest and CSV files that hold their header rows.
     *
     * @param data the data folder; the run's folder is made in its {@code runs}
     * @param scenario what the folder is named after
     * @param manifest makes the manifest of a run id
     * @throws UserException if the folder cannot be written
     */
    public static RunFolder create(Path data, String scenario, Function<String, Manifest> manifest) {
        Path runs = data.resolve("runs");
        try {
            Files.createDirectories(runs);
            String id = RunId.of(Instant.now(), scenario);
            RunFolder folder = new RunFolder(Files.createDirectory(runs.resolve(id)), manifest.apply(id));
            folder.update(folder.manifest);
            folder.samples.create();
            folder.operations.create();
            folder.events.create();
            folder.telemetry.create();
            return folder;
        } catch (IOException e) {
            throw new UserException(
                    "DATA_DIR: a run cannot be written below " + runs + " (" + e + "); choose a folder that can.", e);
        }
    }

    /**
     * Opens the folder of a run.
     *
     * @throws UserException if there is no run in it
     */
    public static RunFolder open(Path path) {
        Path file = path.resolve(MANIFEST);
        if (!Files.exists(file)) {
            throw new UserException(path + ": is not a run folder: it has no " + MANIFEST + ".");
        }
        try {
            Manifest manifest = JSON.readValue(Files.readString(file), Manifest.class);
            if (manifest == null || manifest.runId().isEmpty()) {
                throw new UserException(file + ": names no run: run_id is missing.");
            }
            return new RunFolder(path, manifest);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new UserException(file + ":" + line + ": is not what Flowbench writes of a run.", e);
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** All runs below a data folder, oldest first; folders without a manifest that can be read are passed over. */
    public static List<RunFolder> all(Path data) {
        return in(data.resolve("runs"));
    }

    /** This run and the complete runs that are saved in the same folder, oldest first; no copies of this one. */
    public List<RunFolder> beside() {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        return in(path.toAbsolutePath().normalize().getParent()).stream()
                .filter(run -> run.manifest().runId().equals(manifest.runId())
                        ? run.path().getFileName().toString().equals(name)
                        : run.manifest().status() == Manifest.Status.COMPLETE)
                .toList();
    }

    /** Which of some folders hold the same run, a sentence for each run that more than one holds. */
    public static List<String> copies(List<RunFolder> runs) {
        Map<String, List<String>> places = new LinkedHashMap<>();
        runs.forEach(run -> places.computeIfAbsent(run.manifest().runId(), id -> new ArrayList<>())
                .add(run.path().toString()));
        return places.entrySet().stream()
                .filter(place -> place.getValue().size() > 1)
                .map(place -> String.join(" and ", place.getValue()) + " hold the same run, " + place.getKey()
                        + ": they are copies, and no measurements of their own.")
                .toList();
    }

    /** The complete runs of the same scenario that are saved in the same folder, up to this one, oldest first. */
    public List<RunFolder> history() {
        return beside().stream()
                .filter(other -> other.manifest().scenario().equals(manifest.scenario()))
                .filter(other -> other.manifest().startedAt().compareTo(manifest.startedAt()) <= 0)
                .toList();
    }

    /** Runs in the order in which they were started. */
    public static List<RunFolder> oldestFirst(List<RunFolder> runs) {
        return runs.stream().sorted(BY_START).toList();
    }

    /** The one of some runs that was started last. */
    public static RunFolder newest(List<RunFolder> runs) {
        return Collections.max(runs, BY_START);
    }

    private static List<RunFolder> in(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.sorted(Comparator.comparing(Path::getFileName))
                    .flatMap(folder -> find(folder).stream())
                    .toList();
        } catch (IOException e) {
            throw new UserException(runs + ": cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    /**
     * The run in a folder or, where that is a folder of runs, all of them that can be read, oldest first.
     *
     * @throws UserException if there is none
     */
    public static List<RunFolder> at(Path folder) {
        List<RunFolder> inside = Files.exists(folder.resolve(MANIFEST)) ? List.of() : in(folder);
        return inside.isEmpty() ? List.of(open(folder)) : inside;
    }

    /** The run in a folder, if there is one: another's damaged run must not stand in the way of a good one. */
    private static Optional<RunFolder> find(Path folder) {
        try {
            return Optional.of(open(folder));
        } catch (UserException e) {
            return Optional.empty();
        }
    }

    /**
     * The runs to look at: those that {@link Setting#RUN_FOLDERS} names, or else the newest complete one.
     *
     * @throws UserException if a folder that is named holds no run, if a file is named, or if none is named and none is
     *     complete
     */
    public static List<RunFolder> chosen(Settings settings) {
        String files = settings.text(Setting.IMPORT_FILES);
        if (!files.isEmpty()) {
            throw new UserException(
                    "IMPORT_FILES: " + files
                            + " is no run folder; \"lib/bench run import\" makes run folders of what other tools have measured.");
        }
        String named = settings.text(Setting.RUN_FOLDERS);
        if (!named.isEmpty()) {
            return Arrays.stream(named.split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .flatMap(folder -> at(Path.of(folder)).stream())
                    .toList();
        }
        Path data = ProjectFolder.data(settings);
        List<RunFolder> complete = all(data).stream()
                .filter(run -> run.manifest().status() == Manifest.Status.COMPLETE)
                .toList();
        if (complete.isEmpty()) {
            throw new UserException("RUN_FOLDERS: no complete run is saved in " + data.resolve("runs")
                    + "; measure one with \"lib/bench run\", or name a run folder.");
        }
        return List.of(complete.get(complete.size() - 1));
    }

    /** Where the run is. */
    public Path path() {
        return path;
    }

    /** What is known of the run. */
    public Manifest manifest() {
        return manifest;
    }

    /** The file of raw values. */
    public CsvFile<SampleColumn> samples() {
        return samples;
    }

    /** The file of timed calls. */
    public CsvFile<OperationColumn> operations() {
        return operations;
    }

    /** The file of events, if the run has one. */
    public Optional<CsvFile<EventColumn>> events() {
        return Files.exists(events.path()) ? Optional.of(events) : Optional.empty();
    }

    /** The file of what the probes read, if the run has one. */
    public Optional<CsvFile<TelemetryColumn>> telemetry() {
        return Files.exists(telemetry.path()) ? Optional.of(telemetry) : Optional.empty();
    }

    /** The folder of the charts, which may be deleted and made again from the CSV files. */
    public Path charts() {
        return path.resolve("charts");
    }

    /** The folder of files for other tools, which may be deleted and made again from the CSV files. */
    public Path exports() {
        return path.resolve("exports");
    }

    /** Replaces the manifest, whole or not at all. */
    public void update(Manifest changed) {
        // The channels below would refuse an interrupted thread, and an interrupted run is one whose end must be
        // written.
        boolean interrupted = Thread.interrupted();
        try {
            Path draft = path.resolve(MANIFEST + ".new");
            Files.writeString(draft, JSON.writeValueAsString(changed) + "\n");
            // On disk before it takes the old one's place: a power cut leaves one of the two, whole.
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, path.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
            manifest = changed;
        } catch (IOException e) {
            throw new UserException("DATA_DIR: " + path.resolve(MANIFEST) + " cannot be written: " + e + ".", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Appends the rows of one finished iteration; they are on disk when this returns. */
    public void append(List<Sample> values, List<Operation> calls, List<Event> announced, List<ProbeReading> readings) {
        try {
            telemetry.append(() -> readings.stream().map(this::cells).iterator());
            events.append(() -> announced.stream().map(this::cells).iterator());
            operations.append(() -> calls.stream().map(this::cells).iterator());
            samples.append(() -> values.stream().map(this::cells).iterator());
        } catch (IOException e) {
            throw new UserException("DATA_DIR: samples cannot be written to " + path + ": " + e.getMessage() + ".", e);
        }
    }

    private Object[] cells(Sample s) {
        return new Object[] {
            manifest.runId(),
            manifest.scenario(),
            manifest.engine(),
            s.fork(),
            s.iteration(),
            s.kind(),
            s.phase(),
            s.metric().name(),
            s.metric().unit(),
            s.metric().better(),
            plain(s.value()),
            s.startedAt()
        };
    }

    private Object[] cells(Operation o) {
        return new Object[] {
            manifest.runId(),
            o.fork(),
            o.iteration(),
            o.kind(),
            o.phase(),
            o.operation(),
            o.worker(),
            o.intendedNs(),
            o.startedNs(),
            o.acquireNs(),
            o.latencyNs(),
            o.outcome(),
            o.sqlstate()
        };
    }

    private Object[] cells(Event e) {
        return new Object[] {
            manifest.runId(),
            e.fork(),
            e.iteration(),
            e.kind(),
            e.channel(),
            e.flowRun(),
            e.step(),
            e.type(),
            e.written(),
            cell(e.committedNs()),
            cell(e.deliveredNs()),
            e.seen(),
            e.duplicates(),
            e.outcome(),
            e.cause().map(EventCause::toString).orElse("")
        };
    }

    private Object[] cells(ProbeReading r) {
        return new Object[] {
            manifest.runId(),
            r.fork(),
            r.iteration(),
            r.kind(),
            r.phase(),
            r.elapsedNs(),
            r.metric().probe(),
            r.metric().name(),
            r.metric().unit(),
            plain(r.value())
        };
    }

    private static Object cell(OptionalLong nanos) {
        return nanos.isPresent() ? nanos.getAsLong() : "";
    }

    /** The shortest text that reads back as the same double, with no exponent and no ".0". */
    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static double value(CsvRow<SampleColumn> row, Metric metric) {
        if (metric.unit().equals(Metric.DURATION.unit())) {
            return row.duration(SampleColumn.VALUE);
        }
        double value = row.number(SampleColumn.VALUE);
        if (metric.isThroughput() && (value < 0 || value > LARGEST_THROUGHPUT)) {
            throw row.refused(
                    SampleColumn.VALUE,
                    "\"" + row.text(SampleColumn.VALUE)
                            + "\" is no throughput: nothing is done less often than never, or"
                            + " more than a billion times in a nanosecond.");
        }
        return value;
    }

    /** The metric of a row, which has one unit and one direction in all of the file. */
    private static Metric metric(CsvRow<SampleColumn> row, Map<String, Metric> known) {
        Metric metric = new Metric(
                row.text(SampleColumn.METRIC),
                row.text(SampleColumn.UNIT),
                row.word(SampleColumn.BETTER, Better.class));
        Metric before = known.computeIfAbsent(metric.name(), name -> metric);
        if (!metric.unit().equals(before.unit())) {
            throw row.refused(
                    SampleColumn.UNIT,
                    "metric \"" + metric.name() + "\" is in \"" + metric.unit() + "\" here and in \"" + before.unit()
                            + "\" before; a metric has one unit.");
        }
        if (metric.better() != before.better()) {
            throw row.refused(
                    SampleColumn.BETTER,
                    "metric \"" + metric.name() + "\" is better " + metric.better() + " here and " + before.better()
                            + " before; a metric has one direction.");
        }
        return before;
    }

    /**
     * Reads every raw value.
     *
     * @param notices takes what had to be passed over, a sentence each
     * @throws UserException if the file is bad, a metric has two units or two directions in it
     */
    public List<Sample> readSamples(Consumer<String> notices) {
        List<Sample> all = new ArrayList<>();
        Map<String, Metric> known = new HashMap<>();
        Optional<String> cut = samples.read(row -> {
            Metric metric = metric(row, known);
            all.add(new Sample(
                    row.count(SampleColumn.FORK),
                    row.count(SampleColumn.ITERATION),
                    row.word(SampleColumn.KIND, Kind.class),
                    row.word(SampleColumn.PHASE, Phase.class),
                    metric,
                    value(row, metric),
                    row.instant(SampleColumn.STARTED_AT)));
        });
        cut.ifPresent(notices);
        long forks = all.stream().mapToInt(Sample::fork).distinct().count();
        if (manifest.status() == Manifest.Status.COMPLETE
                && !all.isEmpty()
                && forks < manifest.forks().size()) {
            notices.accept(samples.path() + " holds " + forks + " of the "
                    + manifest.forks().size() + " forks that were measured; the rest of the file is lost.");
        }
        return all;
    }

    /**
     * Checks that its files end with a whole row, and its samples with the last fork. What is whole can be read all the same; this
     * is for those who must know that it is not all that was written.
     *
     * @throws UserException if a last line was cut off while it was written, or samples of whole forks are lost
     */
    public void requireWhole() {
        List<String> lost = new ArrayList<>();
        readSamples(lost::add);
        Optional<String> cut = lost.stream()
                .findFirst()
                .or(operations::cut)
                .or(() -> events().flatMap(CsvFile::cut))
                .or(() -> telemetry().flatMap(CsvFile::cut));
        cut.ifPresent(sentence -> {
            throw new UserException(sentence);
        });
    }

    /** The path, so that a run shown at the prompt says where it is. */
    @Override
    public String toString() {
        return path + " (" + manifest.status() + ")";
    }
}
