package flowbench.comparison;

import flowbench.analysis.Columns;
import flowbench.analysis.Conditions;
import flowbench.analysis.Events;
import flowbench.analysis.Grid;
import flowbench.analysis.Result;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.Estimate;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Event channels beside each other, over runs that differ in EVENT_CHANNEL alone and were measured in turn: what each
 * delivers, how fast, and what listening costs those who write. The unit of replication is the fork, of whichever run.
 *
 * <p>The cost is the ratio of the steps per second with a channel to those with {@code none}. Where both have the same
 * number of rounds, two at least, round {@code i} of the one is paired with round {@code i} of the other, in the order
 * in which they were started, and drift of the machine from round to round cancels out; else the forks are taken as
 * independent.
 */
public final class Channels implements Result {
    private static final String NONE = "none";

    /**
     * One channel.
     *
     * @param channel its name, or {@code none}
     * @param rounds runs with it
     * @param stepsPerSecond of the execute phase
     * @param eventsPerSecond that the application got in time; absent for {@code none}
     * @param events all runs' events together; absent for {@code none}
     * @param toNone steps per second as a ratio to those of {@code none}; absent for {@code none} itself, and without
     *     it
     */
    public record Row(
            String channel,
            int rounds,
            Estimate stepsPerSecond,
            Optional<Estimate> eventsPerSecond,
            Optional<Events.Row> events,
            Optional<Ratio> toNone) {}

    /** The runs with one channel, in the order of time. */
    private record Rounds(String channel, List<RunFolder> runs, List<List<double[]>> steps, List<double[]> events) {
        /** The mean of the fork means of each round. */
        double[] means() {
            return steps.stream()
                    .mapToDouble(forks -> Estimate.of(forks).mean())
                    .toArray();
        }

        /** All forks of all rounds. */
        List<double[]> forks() {
            return steps.stream().flatMap(List::stream).toList();
        }

        double[] forkMeans() {
            return forks().stream()
                    .mapToDouble(values -> Estimate.of(values).mean())
                    .toArray();
        }
    }

    private final List<Row> rows;
    private final List<Manifest> manifests;

    private Channels(List<Row> rows, List<Manifest> manifests) {
        this.rows = rows;
        this.manifests = manifests;
    }

    /**
     * Compares the channels of runs.
     *
     * @param runs of one scenario under one set of conditions, any number for each channel
     * @throws UserException if there are none, if they were measured under different conditions, or if one has no steps
     *     per second
     */
    public static Channels of(List<RunFolder> runs) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run whose channel could be compared.");
        }
        List<RunFolder> ordered = RunFolder.oldestFirst(runs);
        ordered.forEach(run -> requireComparable(ordered.get(0).manifest(), run.manifest()));
        Map<String, List<RunFolder>> byChannel = new LinkedHashMap<>();
        // The baseline first, then by name: a channel keeps its place and its colour from one comparison to the next.
        ordered.stream()
                .sorted(Comparator.comparing((RunFolder run) -> !channel(run).equals(NONE))
                        .thenComparing(Channels::channel))
                .forEach(run -> byChannel
                        .computeIfAbsent(channel(run), c -> new ArrayList<>())
                        .add(run));
        List<Rounds> channels = new ArrayList<>();
        byChannel.forEach((channel, rounds) -> channels.add(rounds(channel, rounds)));
        Optional<Rounds> none = channels.stream()
                .filter(rounds -> rounds.channel().equals(NONE))
                .findFirst();
        return new Channels(
                channels.stream().map(rounds -> row(rounds, none)).toList(),
                ordered.stream().map(RunFolder::manifest).toList());
    }

    private static String channel(RunFolder run) {
        return run.manifest().eventChannel();
    }

    private static void requireComparable(Manifest first, Manifest other) {
        Optional<Setting> differing = Conditions.WAYS_TO_LISTEN.stream()
                .filter(setting -> !first.setting(setting).equals(other.setting(setting)))
                .findFirst();
        if (differing.isPresent() || !Conditions.comparableApartFromListening(first, other)) {
            throw new UserException("Runs " + first.runId() + " and " + other.runId()
                    + " were measured under different conditions"
                    + differing.map(setting -> " (" + setting.name() + ")").orElse("")
                    + "; compare runs that differ in EVENT_CHANNEL alone.");
        }
    }

    private static Rounds rounds(String channel, List<RunFolder> runs) {
        List<List<double[]>> steps = new ArrayList<>();
        List<double[]> events = new ArrayList<>();
        for (RunFolder run : runs) {
            List<Sample> samples = run.readSamples(notice -> {});
            List<double[]> forks = forks(samples, Metric.STEPS_PER_SECOND);
            if (forks.isEmpty()) {
                throw new UserException(run.samples().path() + ": holds no " + Metric.STEPS_PER_SECOND.name()
                        + " of a measured iteration; leave this run out.");
            }
            steps.add(forks);
            events.addAll(forks(samples, Metric.EVENTS_PER_SECOND));
        }
        return new Rounds(channel, runs, steps, events);
    }

    /** The measured values of a metric, fork by fork, in the order of their iterations. */
    static List<double[]> forks(List<Sample> samples, Metric metric) {
        Map<Integer, List<Sample>> forks = samples.stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().name().equals(metric.name()))
                .collect(Collectors.groupingBy(Sample::fork, TreeMap::new, Collectors.toList()));
        return forks.values().stream()
                .map(values -> values.stream()
                        .sorted(Comparator.comparingInt(Sample::iteration))
                        .mapToDouble(Sample::value)
                        .toArray())
                .toList();
    }

    private static Row row(Rounds rounds, Optional<Rounds> none) {
        List<Events.Row> events = rounds.runs().stream()
                .flatMap(run -> Events.find(run).stream())
                .map(Events::total)
                .toList();
        return new Row(
                rounds.channel(),
                rounds.runs().size(),
                Estimate.of(rounds.forks()),
                rounds.events().isEmpty() ? Optional.empty() : Optional.of(Estimate.of(rounds.events())),
                events.isEmpty() ? Optional.empty() : Optional.of(Events.total(events)),
                none.filter(base -> base != rounds).flatMap(base -> ratio(rounds, base)));
    }

    private static Optional<Ratio> ratio(Rounds rounds, Rounds base) {
        int n = rounds.runs().size();
        return n > 1 && n == base.runs().size()
                ? Ratio.ofPairs(rounds.means(), base.means())
                : Ratio.ofIndependent(rounds.forkMeans(), base.forkMeans());
    }

    /** The channels, {@code none} first, the others by name. */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The row of a channel.
     *
     * @throws UserException if there is none
     */
    public Row row(String channel) {
        return rows.stream()
                .filter(row -> row.channel().equals(channel))
                .findFirst()
                .orElseThrow(() -> new UserException("Channel \"" + channel + "\" is in none of the runs; there are "
                        + rows.stream().map(Row::channel).collect(Collectors.joining(", ")) + "."));
    }

    /** The conditions of all runs, in one line. */
    public String conditions() {
        return Conditions.of(manifests);
    }

    @Override
    public String type() {
        return "channels";
    }

    /**
     * The same at full precision: channel (STRING), rounds, forks (INTEGER), steps_per_second, steps_low, steps_high,
     * to_none, to_none_low, to_none_high (DOUBLE), to_none_method (STRING), events_per_second, events_low, events_high
     * (DOUBLE), expected, delivered, late, recovered, missing (INTEGER), delivered_share (DOUBLE, percent), and in
     * nanoseconds latency_p50, latency_p99, latency_max (DOUBLE). Missing: what is not defined, or not measured with
     * this channel.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        return Table.create(
                        "channels",
                        columns.text("channel", Row::channel),
                        columns.whole("rounds", Row::rounds),
                        columns.whole("forks", row -> row.stepsPerSecond().forks()),
                        columns.number(
                                "steps_per_second", row -> row.stepsPerSecond().mean()),
                        columns.numberIfAny(
                                "steps_low",
                                row -> row.stepsPerSecond().interval().map(StudentInterval::low)),
                        columns.numberIfAny(
                                "steps_high",
                                row -> row.stepsPerSecond().interval().map(StudentInterval::high)))
                .addColumns(columns.ratio("to_none", Row::toNone))
                .addColumns(
                        columns.numberIfAny(
                                "events_per_second",
                                row -> row.eventsPerSecond().map(Estimate::mean)),
                        columns.numberIfAny(
                                "events_low",
                                row -> row.eventsPerSecond()
                                        .flatMap(Estimate::interval)
                                        .map(StudentInterval::low)),
                        columns.numberIfAny(
                                "events_high",
                                row -> row.eventsPerSecond()
                                        .flatMap(Estimate::interval)
                                        .map(StudentInterval::high)),
                        columns.wholeIfAny("expected", row -> row.events().map(Events.Row::expected)),
                        columns.wholeIfAny("delivered", row -> row.events().map(Events.Row::delivered)),
                        columns.wholeIfAny("late", row -> row.events().map(Events.Row::late)),
                        columns.wholeIfAny("recovered", row -> row.events().map(Events.Row::recovered)),
                        columns.wholeIfAny("missing", row -> row.events().map(Events.Row::missing)),
                        columns.numberIfAny(
                                "delivered_share",
                                row -> row.events()
                                        .filter(events -> events.expected() > 0)
                                        .map(events ->
                                                100 * events.deliveredShare().getAsDouble())),
                        columns.numberIfAny(
                                "latency_p50", row -> latency(row, distribution -> distribution.quantile(.5))),
                        columns.numberIfAny(
                                "latency_p99", row -> latency(row, distribution -> distribution.quantile(.99))),
                        columns.numberIfAny("latency_max", row -> latency(row, Distribution::max)));
    }

    private static Optional<Double> latency(Row row, Function<Distribution, OptionalDouble> part) {
        return row.events()
                .map(events -> part.apply(events.latency()))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble);
    }

    /**
     * What the steps per second of the rows are made of, and how the ratios were found; said once where it is the same.
     */
    public String replication() {
        Set<String> plans = rows.stream().map(Channels::plan).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> methods = rows.stream()
                .flatMap(row -> row.toNone().stream())
                .map(Channels::method)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String replicates = plans.size() == 1
                ? (rows.size() == 1 ? "" : "each channel ") + String.join("", plans)
                : rows.stream().map(row -> row.channel() + " " + plan(row)).collect(Collectors.joining("; "));
        String ratios = methods.size() < 2
                ? String.join("", methods)
                : rows.stream()
                        .filter(row -> row.toNone().isPresent())
                        .map(row -> row.channel() + " "
                                + row.toNone().map(Channels::method).orElse(""))
                        .collect(Collectors.joining("; "));
        return replicates + (ratios.isEmpty() ? "" : "; ratio " + ratios);
    }

    private static String plan(Row row) {
        return Scale.counted(row.rounds(), "round") + ", "
                + Scale.counted(row.stepsPerSecond().forks(), "fork")
                + (row.stepsPerSecond().withinOneProcess() ? ", within one process" : "");
    }

    private static String method(Ratio ratio) {
        return ratio.method() + (ratio.interval().isPresent() ? "" : ", no interval");
    }

    /** The tables for people: throughput and cost, then the events. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Grid.wrapped("", conditions()));
        text.append(Grid.wrapped("", replication())).append('\n');
        text.append(stepsGrid()).append('\n');
        if (rows.stream().anyMatch(row -> row.events().isPresent())) {
            text.append(eventsGrid()).append('\n');
        }
        text.append(Grid.wrapped(
                "  ",
                "steps/s: mean of the fork means; low, high: its 95 % Student t interval, over forks (with one fork over its"
                        + " iterations, within one process)."));
        if (rows.stream().anyMatch(row -> row.toNone().isPresent())) {
            text.append(Grid.wrapped(
                    "  ",
                    "÷ none: ratio of the geometric means of steps/s to that of none, which nobody listens to; 0.9 is a tenth"
                            + " slower. low, high: 95 % interval of Student's t over the logarithms: paired by round, over"
                            + " the ratios of rounds measured in turn; Welch, over forks taken as independent."));
        } else {
            text.append(
                    Grid.wrapped("  ", "No ratio: it needs runs with EVENT_CHANNEL=none beside those of a channel."));
        }
        if (rows.stream().anyMatch(row -> row.events().isPresent())) {
            text.append(Grid.wrapped(
                    "  ",
                    "latency: of all events that arrived, pooled over runs; below 0: here before the answer to the call that"
                            + " wrote it."));
        }
        return text.toString();
    }

    private String stepsGrid() {
        Grid grid = new Grid(
                1,
                "channel",
                "rounds",
                "forks",
                "steps/s",
                "low",
                "high",
                "÷ none",
                "low",
                "high",
                "events/s",
                "low",
                "high");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(
                    row.channel(),
                    Integer.toString(row.rounds()),
                    Integer.toString(row.stepsPerSecond().forks())));
            addEstimate(cells, Optional.of(row.stepsPerSecond()));
            cells.add(row.toNone().map(ratio -> Scale.text("", ratio.value())).orElse(Grid.NOTHING));
            addInterval(cells, row.toNone().flatMap(Ratio::interval));
            addEstimate(cells, row.eventsPerSecond());
            grid.add(cells);
        }
        return grid.text();
    }

    private static void addEstimate(List<String> cells, Optional<Estimate> estimate) {
        cells.add(estimate.map(e -> Scale.text("", e.mean())).orElse(Grid.NOTHING));
        addInterval(cells, estimate.flatMap(Estimate::interval));
    }

    private static void addInterval(List<String> cells, Optional<StudentInterval> interval) {
        cells.addAll(Grid.bounds(interval, bound -> Scale.text("", bound)));
    }

    private String eventsGrid() {
        Grid grid = new Grid(
                1,
                "channel",
                "expected",
                "delivered",
                "share",
                "late",
                "recovered",
                "missing",
                "latency in",
                "below 0",
                "p50",
                "p99",
                "max");
        for (Row row : rows) {
            row.events().ifPresent(events -> grid.add(cells(row.channel(), events)));
        }
        return grid.text();
    }

    private static List<String> cells(String channel, Events.Row events) {
        Distribution latency = events.latency();
        Scale scale = Scale.of("ns", latency.quantile(.5).orElse(0));
        List<String> cells = new ArrayList<>(
                List.of(channel, Integer.toString(events.expected()), Integer.toString(events.delivered())));
        cells.add(Events.share(events.delivered(), events.expected()));
        cells.add(Integer.toString(events.late()));
        cells.add(Integer.toString(events.recovered()));
        cells.add(Integer.toString(events.missing()));
        cells.add(scale.unit());
        cells.add(Integer.toString(latency.negative()));
        cells.add(scale.number(latency.quantile(.5)));
        cells.add(scale.number(latency.quantile(.99)));
        cells.add(scale.number(latency.max()));
        return cells;
    }
}
