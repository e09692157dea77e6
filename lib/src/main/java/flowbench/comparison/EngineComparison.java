package flowbench.comparison;

import flowbench.analysis.Columns;
import flowbench.analysis.Conditions;
import flowbench.analysis.Events;
import flowbench.analysis.OthersAtWork;
import flowbench.analysis.Result;
import flowbench.analysis.Warning;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Engines beside each other, over saved runs of high-frequency, concurrent-flows and bare-queue: how fast each is under
 * each condition, how long its calls take, what it costs the server, what became of its events, and what its workflow
 * layer costs above the bare queue. Runs with one scenario, one size and one number of workers are one condition.
 *
 * <p>Each run of an engine under a condition is a round. Where both engines have as many rounds, two at least, round
 * {@code i} of the one is paired with round {@code i} of the other, in the order in which they were started, so that
 * what the machine does from round to round cancels out; else the forks are taken as independent.
 */
public final class EngineComparison implements Result {
    /** What others are compared with, where it was measured; else the first by name is. */
    private static final String REFERENCE = "reference";

    private static final List<String> SCENARIOS = List.of("high-frequency", "concurrent-flows", "bare-queue");
    private static final int BARE = SCENARIOS.indexOf("bare-queue");

    /**
     * What was measured, and how much of it.
     *
     * @param scenario its name
     * @param flowRuns runs of flows; 0 in bare-queue
     * @param steps steps of each of them; in bare-queue messages
     * @param workers at work on them
     */
    public record Condition(String scenario, int flowRuns, int steps, int workers) implements Comparable<Condition> {
        private static final Comparator<Condition> ORDER = Comparator.comparing(Condition::isBare)
                .thenComparing(Condition::flowRuns)
                .thenComparing(Condition::steps)
                .thenComparing(Condition::workers)
                .thenComparing(Condition::scenario);

        /** Whether no workflow was at work, but the queue alone. */
        public boolean isBare() {
            return SCENARIOS.indexOf(scenario) == BARE;
        }

        /** The same number of messages through the bare queue by as many workers: what this stands on. */
        Condition floor() {
            return new Condition(SCENARIOS.get(BARE), 0, flowRuns * steps, workers);
        }

        @Override
        public int compareTo(Condition other) {
            return ORDER.compare(this, other);
        }

        /** Runs × steps, and workers. */
        @Override
        public String toString() {
            return (isBare() ? steps + " messages" : flowRuns + " × " + steps) + ", " + workers
                    + (workers == 1 ? " worker" : " workers");
        }
    }

    /**
     * One metric of one engine under one condition.
     *
     * @param condition what was measured
     * @param engine which engine
     * @param metric of the samples, or {@code <call>_p50} and {@code <call>_p99} in nanoseconds
     * @param rounds runs
     * @param n forks or, of a latency, calls
     * @param value mean of the fork means or, of a latency, the quantile of the calls of all rounds
     * @param interval 95 % interval of that mean; absent of a latency
     * @param toBase as a ratio to that of the engine that is compared with; absent for that engine itself, and of
     *     shares
     */
    public record Row(
            Condition condition,
            String engine,
            Metric metric,
            int rounds,
            int n,
            double value,
            Optional<StudentInterval> interval,
            Optional<Ratio> toBase) {}

    /**
     * What the workflow layer of an engine costs under one condition.
     *
     * @param condition what was measured with flows
     * @param engine which engine
     * @param stepsPerSecond with flows
     * @param messagesPerSecond of as many messages through its bare queue, by as many workers
     * @param share steps ÷ messages: of the speed of the queue, how much is left above it
     */
    public record Layer(
            Condition condition,
            String engine,
            double stepsPerSecond,
            double messagesPerSecond,
            Optional<Ratio> share) {}

    /** The events of one engine under one condition, of all rounds together. */
    public record Announced(Condition condition, String engine, Events.Row events) {}

    private final String base;
    private final List<Manifest> manifests;
    private final Map<Condition, List<EngineRounds>> conditions;
    private final List<Row> rows;
    private final Optional<String> othersAtWork;

    private EngineComparison(String base, List<RunFolder> runs, Map<Condition, List<EngineRounds>> conditions) {
        this.base = base;
        this.manifests = runs.stream().map(RunFolder::manifest).toList();
        this.othersAtWork = OthersAtWork.during(runs);
        this.conditions = conditions;
        this.rows = conditions.entrySet().stream()
                .flatMap(entry -> rows(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Compares the engines of runs.
     *
     * @param runs of high-frequency, concurrent-flows or bare-queue, any number of each, in any order
     * @throws UserException if there are none, if one is of another scenario or holds no throughput, or if they were
     *     measured on different servers or machines, or were listened to in different ways
     */
    public static EngineComparison of(List<RunFolder> runs) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run whose engine could be compared.");
        }
        List<RunFolder> ordered = RunFolder.oldestFirst(runs);
        Map<Condition, Map<String, List<RunFolder>>> grouped = new TreeMap<>();
        for (RunFolder run : ordered) {
            Manifest manifest = run.manifest();
            grouped.computeIfAbsent(condition(manifest), c -> new TreeMap<>())
                    .computeIfAbsent(manifest.engine(), e -> new ArrayList<>())
                    .add(run);
            ordered.stream()
                    .map(RunFolder::manifest)
                    .filter(other -> !Conditions.comparableApartFromEngine(other, manifest)
                            || other.engine().equals(manifest.engine())
                                    && !other.engineVersion().equals(manifest.engineVersion()))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new UserException("Runs " + other.runId() + " and " + manifest.runId()
                                + " were measured under different conditions; compare engines, each in one version, on"
                                + " one server and one machine, listened to and completed in one way, with as many"
                                + " connections and flow runs at a time.");
                    });
        }
        String base = ordered.stream()
                .map(run -> run.manifest().engine())
                .min(Comparator.comparing((String engine) -> !engine.equals(REFERENCE))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        Map<Condition, List<EngineRounds>> conditions = new LinkedHashMap<>();
        grouped.forEach((condition, engines) -> conditions.put(
                condition,
                engines.entrySet().stream()
                        .sorted(Comparator.comparing(entry -> !entry.getKey().equals(base)))
                        .map(entry -> rounds(entry.getKey(), entry.getValue()))
                        .toList()));
        return new EngineComparison(base, ordered, conditions);
    }

    private static Condition condition(Manifest run) {
        return switch (SCENARIOS.indexOf(run.scenario())) {
            case 0 ->
                new Condition(
                        run.scenario(),
                        1,
                        Conditions.number(run, Setting.STEP_COUNT),
                        Conditions.number(run, Setting.WORKERS));
            case 1 ->
                new Condition(
                        run.scenario(),
                        Conditions.number(run, Setting.CONCURRENT_FLOWS),
                        Conditions.number(run, Setting.STEPS_PER_FLOW),
                        Conditions.number(run, Setting.WORKERS));
            case 2 ->
                new Condition(
                        run.scenario(),
                        0,
                        Conditions.number(run, Setting.STEP_COUNT),
                        Conditions.number(run, Setting.WORKERS));
            default ->
                throw new UserException("Run " + run.runId() + " is of " + run.scenario()
                        + "; engines are compared by high-frequency, concurrent-flows and bare-queue: leave it out.");
        };
    }

    private static EngineRounds rounds(String engine, List<RunFolder> runs) {
        EngineRounds rounds = new EngineRounds(engine, runs);
        if (rounds.all().stream().noneMatch(measured -> measured.metric().isThroughput())) {
            throw new UserException(runs.get(0).path()
                    + ": holds neither steps_per_second nor messages_per_second of a measured iteration; leave this run"
                    + " out.");
        }
        return rounds;
    }

    private Stream<Row> rows(Condition condition, List<EngineRounds> engines) {
        Optional<EngineRounds> compared =
                engines.stream().filter(rounds -> rounds.engine().equals(base)).findFirst();
        return engines.stream()
                .flatMap(rounds -> rounds.all().stream()
                        .map(measured -> new Row(
                                condition,
                                rounds.engine(),
                                measured.metric(),
                                rounds.rounds(),
                                measured.n(),
                                measured.value(),
                                measured.interval(),
                                measured.metric().unit().equals("%")
                                        ? Optional.empty()
                                        : compared.filter(other -> other != rounds)
                                                .flatMap(other -> EngineRounds.ratio(
                                                        rounds, measured.metric(), other, measured.metric())))));
    }

    /** The engine that the others are compared with. */
    public String base() {
        return base;
    }

    /** A row for each condition, engine and metric. */
    public List<Row> rows() {
        return rows;
    }

    /** The rows of one metric. */
    public List<Row> rows(Metric metric) {
        return rows.stream()
                .filter(row -> row.metric().name().equals(metric.name()))
                .toList();
    }

    /** The row of an engine under a condition; absent where it was not measured. */
    Optional<Row> row(Condition condition, String engine, Metric metric) {
        return rows(metric).stream()
                .filter(row -> row.condition().equals(condition) && row.engine().equals(engine))
                .findFirst();
    }

    /** Where an engine was measured with flows and bare, what is left of the speed of its queue. */
    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        conditions.forEach((condition, engines) -> {
            for (EngineRounds above : engines) {
                floor(condition, above.engine()).ifPresent(below -> layers.add(layer(condition, above, below)));
            }
        });
        return layers;
    }

    private Optional<EngineRounds> floor(Condition condition, String engine) {
        return condition.isBare()
                ? Optional.empty()
                : conditions.getOrDefault(condition.floor(), List.of()).stream()
                        .filter(rounds -> rounds.engine().equals(engine))
                        .findFirst();
    }

    private static Layer layer(Condition condition, EngineRounds above, EngineRounds below) {
        return new Layer(
                condition,
                above.engine(),
                value(above, Metric.STEPS_PER_SECOND),
                value(below, Metric.MESSAGES_PER_SECOND),
                EngineRounds.ratio(above, Metric.STEPS_PER_SECOND, below, Metric.MESSAGES_PER_SECOND));
    }

    private static double value(EngineRounds rounds, Metric metric) {
        return rounds.find(metric).map(EngineRounds.Measured::value).orElse(Double.NaN);
    }

    /** What became of the events, where somebody listened. */
    public List<Announced> events() {
        List<Announced> all = new ArrayList<>();
        conditions.forEach((condition, engines) -> engines.forEach(rounds ->
                rounds.events().ifPresent(events -> all.add(new Announced(condition, rounds.engine(), events)))));
        return all;
    }

    /** What all runs have in common, in one line. */
    public String conditions() {
        return Conditions.ofEngines(manifests);
    }

    /** What the figures are made of: rounds and forks, and how the ratios were found. */
    public String replication() {
        String plans = conditions.values().stream()
                .flatMap(List::stream)
                .map(EngineComparison::plan)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        String methods = rows.stream()
                .flatMap(row -> row.toBase().stream())
                .map(ratio -> ratio.method().toString())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        return "each engine under each condition " + plans + (methods.isEmpty() ? "" : "; ratios " + methods);
    }

    private static String plan(EngineRounds rounds) {
        int forks = rounds.all().stream()
                .filter(measured -> measured.metric().isThroughput())
                .mapToInt(EngineRounds.Measured::n)
                .findFirst()
                .orElse(0);
        return Scale.counted(rounds.rounds(), "round") + ", " + Scale.counted(forks, "fork")
                + (forks == 1 ? ", within one process" : "");
    }

    /** What a reader of the figures must know of the runs, a sentence each. */
    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        manifests.stream()
                .filter(run -> run.status() != Manifest.Status.COMPLETE)
                .forEach(run -> warnings.add("Run " + run.runId() + " is not complete: its status is " + run.status()
                        + "; what it left is counted."));
        othersAtWork.ifPresent(warnings::add);
        warnings.addAll(Warning.folded(manifests.stream()
                .flatMap(run ->
                        run.warnings().stream().map(text -> run.scenario() + " on " + run.engine() + ": " + text))
                .distinct()
                .toList()));
        return warnings;
    }

    @Override
    public String type() {
        return "engines";
    }

    @Override
    public List<Table> moreTables() {
        return List.of(layerTable());
    }

    /**
     * The rows at full precision: scenario (STRING), flow_runs, steps, workers (INTEGER), engine, metric, unit, better
     * (STRING), rounds, n (INTEGER), value, interval_low, interval_high (DOUBLE, in the unit), base (STRING), ratio,
     * ratio_low, ratio_high (DOUBLE), ratio_method (STRING). What is undefined is missing.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        return Table.create("engines", conditionColumns(columns, Row::condition))
                .addColumns(
                        columns.text("engine", Row::engine),
                        columns.text("metric", row -> row.metric().name()),
                        columns.text("unit", row -> row.metric().unit()),
                        columns.text("better", row -> row.metric().better().toString()),
                        columns.whole("rounds", Row::rounds),
                        columns.whole("n", Row::n),
                        columns.number("value", Row::value),
                        columns.numberIfAny(
                                "interval_low", row -> row.interval().map(StudentInterval::low)),
                        columns.numberIfAny(
                                "interval_high", row -> row.interval().map(StudentInterval::high)),
                        columns.textIfAny("base", row -> row.toBase().map(ratio -> base)))
                .addColumns(columns.ratio("ratio", Row::toBase));
    }

    /**
     * The layers at full precision: scenario (STRING), flow_runs, steps, workers (INTEGER), engine (STRING),
     * steps_per_second, messages_per_second, ratio, ratio_low, ratio_high (DOUBLE), ratio_method (STRING).
     */
    public Table layerTable() {
        Columns<Layer> columns = new Columns<>(layers());
        return Table.create("layers", conditionColumns(columns, Layer::condition))
                .addColumns(
                        columns.text("engine", Layer::engine),
                        columns.number("steps_per_second", Layer::stepsPerSecond),
                        columns.number("messages_per_second", Layer::messagesPerSecond))
                .addColumns(columns.ratio("ratio", Layer::share));
    }

    private static <T> Column<?>[] conditionColumns(Columns<T> columns, Function<T, Condition> condition) {
        return new Column<?>[] {
            columns.text("scenario", row -> condition.apply(row).scenario()),
            columns.whole("flow_runs", row -> condition.apply(row).flowRuns()),
            columns.whole("steps", row -> condition.apply(row).steps()),
            columns.whole("workers", row -> condition.apply(row).workers())
        };
    }

    /** The tables for people: throughput, latency, cost, events, and what the workflow layer costs. */
    @Override
    public String toString() {
        return new EngineReport(this).text();
    }
}
