package flowbench.analysis;

import flowbench.runfolder.Better;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.Autocorrelation;
import flowbench.statistics.Course;
import flowbench.statistics.Course.Type;
import flowbench.statistics.Drift;
import flowbench.statistics.Scale;
import flowbench.statistics.Segmentation.Segment;
import flowbench.statistics.StartEffect;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Whether the iterations of a run came to a steady state, and whether its warm-up was long enough for that. Each fork
 * is judged by itself, warm-up included, where it has {@value Course#LEAST} iterations or more ({@link Course}).
 * However few there are, forks are also taken together: whether the first measured iteration is like those after it
 * ({@link StartEffect}), and whether measured iterations drift ({@link Drift}).
 *
 * <p>Of flat runs of normal values about 6 % are warned of at most, by simulation (2 + 5 iterations, warm-up and
 * measured: 1 fork 3.8 %, 3 forks 2.2 %, 10 forks 5.3 %; 1 fork of 2 + 28 6.2 %; 5 + 20: 3 forks 4.5 %, 10 forks
 * 6.3 %).
 */
public final class SteadyState implements Result {
    private static final int MOST_SHOWN = 10;

    /**
     * The course of one fork.
     *
     * @param fork from 1
     * @param warmup how many of its iterations were warm-up
     * @param measured how many were measured
     * @param course that they take together
     */
    public record Fork(int fork, int warmup, int measured, Course course) {
        /** How many measured iterations came before the steady state; none where there is no steady state. */
        int early() {
            return Math.max(0, course.steadyFrom().orElse(1) - 1 - warmup);
        }
    }

    /**
     * One iteration of all forks against the iterations after it.
     *
     * @param iteration from 1, warm-up counted
     * @param kind whether it was warm-up in all forks
     * @param effect the difference
     */
    public record Iteration(int iteration, Kind kind, StartEffect effect) {}

    private final Manifest manifest;
    private final Phase phase;
    private final Metric metric;
    private final List<Fork> forks;
    private final List<double[]> all;
    private final Optional<StartEffect> start;
    private final OptionalInt enough;
    private final Optional<Drift> drift;
    private final Optional<Autocorrelation> autocorrelation;

    private SteadyState(Manifest manifest, Phase phase, Metric metric, List<Sample> samples) {
        this.manifest = manifest;
        this.phase = phase;
        this.metric = metric;
        Map<Integer, List<Sample>> byFork = samples.stream()
                .sorted(Comparator.comparingInt(Sample::iteration))
                .collect(Collectors.groupingBy(Sample::fork, TreeMap::new, Collectors.toList()));
        this.all = values(byFork.values(), sample -> true);
        List<double[]> measured = values(byFork.values(), sample -> sample.kind() == Kind.MEASURED);
        List<Course> courses = Course.of(metric.better() == Better.HIGHER, all);
        List<Fork> judged = new ArrayList<>();
        byFork.forEach((fork, own) -> {
            int warmup = (int) own.stream().filter(s -> s.kind() == Kind.WARMUP).count();
            judged.add(new Fork(fork, warmup, own.size() - warmup, courses.get(judged.size())));
        });
        this.forks = List.copyOf(judged);
        this.start = StartEffect.of(measured);
        this.enough = enough(measured);
        this.drift = Drift.of(measured);
        this.autocorrelation = measured.isEmpty() ? Optional.empty() : Autocorrelation.of(measured);
    }

    private static List<double[]> values(Collection<List<Sample>> forks, Predicate<Sample> which) {
        return forks.stream()
                .map(own ->
                        own.stream().filter(which).mapToDouble(Sample::value).toArray())
                .filter(values -> values.length > 0)
                .toList();
    }

    /**
     * Of the metric that the run's scenario is about: steps a second or, where it has no steps, events or messages.
     *
     * @throws UserException if a file is bad, or if nothing was measured
     */
    public static SteadyState of(RunFolder run) {
        List<Sample> samples = run.readSamples(cut -> {});
        List<String> names = names(samples);
        return Metric.mainOf(names)
                .map(name -> of(run.manifest(), samples, name))
                .orElseThrow(() -> nothingMeasured(run));
    }

    /**
     * Of a metric in the phase that has it; {@code duration_ns} is that of execute.
     *
     * @throws UserException if a file is bad, or if no measured value has that name
     */
    public static SteadyState of(RunFolder run, String metric) {
        return of(run, run.readSamples(cut -> {}), metric);
    }

    /**
     * The same, of samples that were read already.
     *
     * @throws UserException if no measured value has that name
     */
    public static SteadyState of(RunFolder run, List<Sample> samples, String metric) {
        List<String> names = names(samples);
        if (names.isEmpty()) {
            throw nothingMeasured(run);
        }
        if (!names.contains(metric)) {
            throw new UserException("Metric \"" + metric + "\" was not measured in "
                    + run.manifest().runId() + "; it has " + String.join(", ", names) + ".");
        }
        return of(run.manifest(), samples, metric);
    }

    /** The warnings of each throughput that was measured. */
    static List<Warning> warnings(Manifest manifest, List<Sample> samples) {
        List<String> names = names(samples);
        return Metric.THROUGHPUTS.stream()
                .map(Metric::name)
                .filter(names::contains)
                .flatMap(name -> of(manifest, samples, name).warnings().stream())
                .toList();
    }

    Manifest manifest() {
        return manifest;
    }

    private static UserException nothingMeasured(RunFolder run) {
        return UserException.nothingMeasured("Nothing measured in " + run.path() + ": "
                + run.samples().path().getFileName() + " holds no measured iteration.");
    }

    /** The names of the metrics that were measured, in their order. */
    private static List<String> names(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> sample.kind() == Kind.MEASURED)
                .map(sample -> sample.metric().name())
                .distinct()
                .toList();
    }

    /** Of a metric that was measured. */
    private static SteadyState of(Manifest manifest, List<Sample> samples, String name) {
        Sample one = samples.stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().name().equals(name))
                .min(Comparator.comparing((Sample sample) -> sample.phase() != Phase.EXECUTE)
                        .thenComparing(Sample::phase))
                .orElseThrow();
        return new SteadyState(
                manifest,
                one.phase(),
                one.metric(),
                samples.stream()
                        .filter(sample -> sample.kind() != Kind.FAILED
                                && sample.phase() == one.phase()
                                && sample.metric().equals(one.metric()))
                        .toList());
    }

    int warmup() {
        return forks.stream().mapToInt(Fork::warmup).max().orElse(0);
    }

    /** How much warm-up would do; absent where this run cannot say. */
    private OptionalInt enough(List<double[]> measured) {
        if (forks.stream().anyMatch(fork -> fork.course().type() == Type.NO_STEADY_STATE)) {
            return OptionalInt.empty();
        }
        int byCourse = warmup() + forks.stream().mapToInt(Fork::early).max().orElse(0);
        if (start.filter(StartEffect::notable).isEmpty()) {
            return OptionalInt.of(byCourse);
        }
        OptionalInt more = StartEffect.enough(measured);
        return more.isEmpty() ? more : OptionalInt.of(Math.max(byCourse, warmup() + more.getAsInt()));
    }

    /** The class that the forks share, or {@link Type#INCONSISTENT}. */
    public Type verdict() {
        return Course.common(forks.stream().map(Fork::course).toList());
    }

    /** The course of each fork. */
    public List<Fork> forks() {
        return forks;
    }

    /**
     * The first iterations, each against those after it, over all forks: those of the warm-up, those that should have
     * been, and one more; at most ten.
     */
    public List<Iteration> iterations() {
        List<Iteration> iterations = new ArrayList<>();
        for (int i = 0; i <= Math.min(Math.max(warmup(), enough.orElse(0)), MOST_SHOWN - 1); i++) {
            int from = i;
            Kind kind = i < warmup() ? Kind.WARMUP : Kind.MEASURED;
            StartEffect.of(all.stream()
                            .filter(values -> values.length > from)
                            .map(values -> Arrays.copyOfRange(values, from, values.length))
                            .toList())
                    .ifPresent(effect -> iterations.add(new Iteration(from + 1, kind, effect)));
        }
        return List.copyOf(iterations);
    }

    /** The first measured iteration against those after it; absent where there are too few. */
    public Optional<StartEffect> start() {
        return start;
    }

    /** How the measured iterations drift; absent where there are fewer than three. */
    public Optional<Drift> drift() {
        return drift;
    }

    /** Of the measured iterations, at lag 1 within forks; absent where nothing varies. */
    public Optional<Autocorrelation> autocorrelation() {
        return autocorrelation;
    }

    /**
     * How many WARMUP_ITERATIONS would do: what the run had, where nothing shows that it was too short. Absent where no
     * number would, among the iterations that there are.
     */
    public OptionalInt enough() {
        return enough;
    }

    /** What a reader of the results must know. */
    @Override
    public List<Warning> warnings() {
        return SteadyStateWarnings.of(this);
    }

    /** What was measured. */
    public Metric metric() {
        return metric;
    }

    /** The metric without its unit, and its phase where that is not execute. */
    String name() {
        return metric.label() + (phase == Phase.EXECUTE ? "" : " of " + phase);
    }

    @Override
    public String type() {
        return "steady_state";
    }

    @Override
    public List<Table> moreTables() {
        return List.of(segments());
    }

    /**
     * A row for each fork, at full precision: run_id, scenario, engine, phase, metric, unit (STRING), fork, warmup,
     * measured (INTEGER), course (STRING), steady_from, segments, outliers (INTEGER); and the same in each row, of the
     * run: verdict (STRING), enough (INTEGER), start, start_low, start_high, start_p, drift, drift_low, drift_high,
     * drift_p, autocorrelation, effective_n (DOUBLE; start and drift are shares of the mean; effective_n is as how many
     * independent values the measured iterations count, {@link Autocorrelation#effectiveN}). What is undefined is
     * missing.
     */
    @Override
    public Table table() {
        Columns<Fork> columns = new Columns<>(forks);
        Table table = Table.create(
                "steady state",
                columns.text("run_id", fork -> manifest.runId()),
                columns.text("scenario", fork -> manifest.scenario()),
                columns.text("engine", fork -> manifest.engine()),
                columns.text("phase", fork -> phase.toString()),
                columns.text("metric", fork -> metric.name()),
                columns.text("unit", fork -> metric.unit()),
                columns.whole("fork", Fork::fork),
                columns.whole("warmup", Fork::warmup),
                columns.whole("measured", Fork::measured),
                columns.text("course", fork -> fork.course().type().toString()),
                whole("steady_from", fork -> fork.course().steadyFrom()),
                whole("segments", fork -> cut(fork, fork.course().segmentation().segments())),
                whole("outliers", fork -> cut(fork, fork.course().segmentation().outliers())),
                columns.text("verdict", fork -> verdict().toString()),
                whole("enough", fork -> enough));
        return table.addColumns(
                number("start", start.map(StartEffect::share)),
                number("start_low", start.flatMap(StartEffect::interval).map(StudentInterval::low)),
                number("start_high", start.flatMap(StartEffect::interval).map(StudentInterval::high)),
                number("start_p", start.map(StartEffect::p)),
                number("drift", drift.map(Drift::perValue)),
                number("drift_low", drift.flatMap(Drift::interval).map(StudentInterval::low)),
                number("drift_high", drift.flatMap(Drift::interval).map(StudentInterval::high)),
                number("drift_p", drift.map(Drift::p)),
                number("autocorrelation", autocorrelation.map(Autocorrelation::value)),
                number("effective_n", autocorrelation.map(Autocorrelation::effectiveN)));
    }

    private IntColumn whole(String name, Function<Fork, OptionalInt> cell) {
        return new Columns<>(forks)
                .wholeIfAny(name, fork -> cell.apply(fork).stream().boxed().findFirst());
    }

    /** A value of the run, in the row of each fork. */
    private DoubleColumn number(String name, Optional<Double> value) {
        return new Columns<>(forks).numberIfAny(name, fork -> value);
    }

    /** How many there are in a series that was cut; a series that is too short to be judged has none to show. */
    private static OptionalInt cut(Fork fork, List<?> parts) {
        return fork.course().type() == Type.TOO_FEW ? OptionalInt.empty() : OptionalInt.of(parts.size());
    }

    /**
     * A row for each segment of each fork that was judged: run_id, metric (STRING), fork, first, last, n (INTEGER;
     * first and last are iterations, n is without outliers), mean, sd (DOUBLE, in the metric's unit; sd is missing for
     * one value).
     */
    public Table segments() {
        Table table = Table.create(
                "segments",
                StringColumn.create("run_id"),
                StringColumn.create("metric"),
                IntColumn.create("fork"),
                IntColumn.create("first"),
                IntColumn.create("last"),
                IntColumn.create("n"),
                DoubleColumn.create("mean"),
                DoubleColumn.create("sd"));
        for (Fork fork : forks) {
            if (fork.course().type() == Type.TOO_FEW) {
                continue;
            }
            for (Segment segment : fork.course().segmentation().segments()) {
                table.stringColumn("run_id").append(manifest.runId());
                table.stringColumn("metric").append(metric.name());
                table.intColumn("fork").append(fork.fork());
                table.intColumn("first").append(segment.first());
                table.intColumn("last").append(segment.last());
                table.intColumn("n").append(segment.n());
                table.doubleColumn("mean").append(segment.mean());
                DoubleColumn sd = table.doubleColumn("sd");
                segment.sd().ifPresentOrElse(sd::append, sd::appendMissing);
            }
        }
        return table;
    }

    /**
     * The verdict, a table of the forks, the first iterations against the later, drift and autocorrelation, and the
     * warnings.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(Grid.wrapped("", "Steady state of " + name() + ", run " + manifest.runId()));
        text.append(Grid.wrapped("", sentence())).append('\n');
        if (verdict() != Type.TOO_FEW) {
            text.append(forksText());
            text.append(Grid.wrapped(
                            "",
                            "segments: where mean or variance change (PELT, 5 % false alarms over all forks). Those within 2 %"
                                    + " of the last one, or half its standard deviation, are one state."))
                    .append('\n');
        }
        text.append(iterationsText());
        drift.ifPresent(slope -> text.append(Grid.wrapped("", "Drift of measured iterations: " + slope + ".")));
        autocorrelation.ifPresent(lag -> text.append(Grid.wrapped(
                "",
                String.format(
                        Locale.ROOT,
                        "Lag-1 autocorrelation of measured iterations: %.2f (n = %d, effective n = %.1f).",
                        lag.corrected(),
                        lag.n(),
                        lag.effectiveN()))));
        warnings().forEach(warning -> text.append(Grid.wrapped("! ", warning.sentence())));
        return text.toString();
    }

    /** The verdict in words, and whether anything shows that the warm-up was too short. */
    public String sentence() {
        Type verdict = verdict();
        String words = verdict.toString();
        if (verdict == Type.INCONSISTENT) {
            words += ": "
                    + Stream.of(Type.values())
                            .map(type -> Map.entry(type, count(type)))
                            .filter(entry -> entry.getValue() > 0)
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", "));
        } else if (verdict == Type.TOO_FEW) {
            words += " by one fork: " + Course.LEAST + " are needed";
        }
        return words
                + (warnings().isEmpty()
                        ? "; nothing shows that the warm-up of " + SteadyStateWarnings.iterations(warmup())
                                + " was too short."
                        : ".");
    }

    private long count(Type type) {
        return forks.stream().filter(fork -> fork.course().type() == type).count();
    }

    private String forksText() {
        Grid grid = new Grid(2, "fork", "course", "warm-up", "measured", "steady from", "segments", "outliers");
        StringBuilder cuts = new StringBuilder();
        for (Fork fork : forks) {
            Course course = fork.course();
            grid.add(List.of(
                    String.valueOf(fork.fork()),
                    course.type().toString(),
                    String.valueOf(fork.warmup()),
                    String.valueOf(fork.measured()),
                    cell(course.steadyFrom()),
                    cell(cut(fork, course.segmentation().segments())),
                    cell(cut(fork, course.segmentation().outliers()))));
            if (course.type() != Type.TOO_FEW
                    && course.segmentation().segments().size() > 1) {
                cuts.append(Grid.wrapped("", "fork " + fork.fork() + ": mean of iterations " + means(course)));
            }
        }
        return grid.text() + cuts;
    }

    private String means(Course course) {
        return course.segmentation().segments().stream()
                .map(segment -> (segment.first() == segment.last() ? "" : segment.first() + "–") + segment.last() + " "
                        + Scale.text(metric.unit(), segment.mean()))
                .collect(Collectors.joining(", "));
    }

    private static String cell(OptionalInt number) {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : Grid.NOTHING;
    }

    private String iterationsText() {
        List<Iteration> shown = iterations();
        if (shown.isEmpty()) {
            return "";
        }
        Grid grid = new Grid(2, "iteration", "", "against those after it", "low", "high", "p");
        for (Iteration one : shown) {
            StartEffect effect = one.effect();
            grid.add(List.of(
                    String.valueOf(one.iteration()),
                    one.kind().toString(),
                    Scale.signedPercent(effect.share()),
                    effect.interval().map(i -> Scale.signedPercent(i.low())).orElse(Grid.NOTHING),
                    effect.interval().map(i -> Scale.signedPercent(i.high())).orElse(Grid.NOTHING),
                    effect.p() < .001 ? "< .001" : String.format(Locale.ROOT, "%.3f", effect.p())));
        }
        int over = shown.get(0).effect().forks();
        return grid.text()
                + Grid.wrapped(
                        "",
                        "low, high: 95 % Student t interval "
                                + (over == 1 ? "within one process." : "over " + over + " forks."));
    }
}
