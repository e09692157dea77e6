package flowbench.comparison;

import flowbench.analysis.Columns;
import flowbench.analysis.Conditions;
import flowbench.analysis.Connections;
import flowbench.analysis.OthersAtWork;
import flowbench.analysis.Result;
import flowbench.analysis.Warning;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
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
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * How an engine scales, over saved runs of concurrent-flows and high-frequency that differ in flow runs, steps, workers and
 * connections: throughput, latency and processor time of each point, where throughput stops growing with workers, and how
 * many connections the pool needs. Runs of one point are taken together, fork by fork.
 */
public final class Scaling implements Result {
    /**
     * One metric of one point.
     *
     * @param metric of the samples, or {@code <call>_p50} and {@code <call>_p99} in nanoseconds
     * @param forks forks
     * @param value mean of the forks; of a quantile that a fork has too few calls for, that of the calls of all forks
     * @param interval 95 % interval of that mean, over forks or, with one fork, its iterations
     * @param toOneWorker throughput as a ratio to that of one worker with the same flow runs and steps
     */
    public record Row(
            ScalingPoint point,
            Metric metric,
            int forks,
            double value,
            Optional<StudentInterval> interval,
            Optional<Ratio> toOneWorker) {}

    /**
     * Points that differ in one dimension alone.
     *
     * @param name what is the same for all
     * @param points by size
     */
    public record Line(String name, List<ScalingPoint> points) {}

    private final List<RunFolder> runs;
    private final List<Manifest> manifests;
    private final TreeMap<ScalingPoint, PointValues> points;
    private final double threshold;
    private final Optional<String> othersAtWork;

    private Scaling(List<RunFolder> runs, TreeMap<ScalingPoint, PointValues> points, double threshold) {
        this.runs = List.copyOf(runs);
        this.manifests = runs.stream().map(RunFolder::manifest).toList();
        this.points = points;
        this.threshold = threshold;
        this.othersAtWork = OthersAtWork.during(runs);
    }

    /** Of runs, by the settings of this process; as {@link #of(List, Settings)}. */
    public static Scaling of(List<RunFolder> runs) {
        return of(runs, Settings.load());
    }

    /**
     * Of runs.
     *
     * @param runs of concurrent-flows or high-frequency, in any order
     * @param settings {@code THRESHOLD}
     * @throws UserException if there are none, if one is of another scenario or holds no throughput, or if they differ in more
     *     than flow runs, steps, workers and connections
     */
    public static Scaling of(List<RunFolder> runs, Settings settings) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run whose scaling could be told.");
        }
        Manifest first = runs.get(0).manifest();
        Map<ScalingPoint, List<RunFolder>> grouped = new TreeMap<>();
        for (RunFolder run : runs) {
            grouped.computeIfAbsent(ScalingPoint.of(run.manifest()), point -> new ArrayList<>())
                    .add(run);
            if (!Conditions.comparableApartFromSize(first, run.manifest())) {
                throw new UserException("Runs " + first.runId() + " and "
                        + run.manifest().runId()
                        + " differ in more than flow runs, steps, workers and connections; how one engine scales is told of"
                        + " runs on one server and one machine, listened to and completed in one way.");
            }
        }
        TreeMap<ScalingPoint, PointValues> points = new TreeMap<>();
        grouped.forEach((point, of) -> points.put(point, new PointValues(point, of)));
        return new Scaling(runs, points, settings.fraction(Setting.THRESHOLD).orElseThrow());
    }

    /** The runs that it is told of. */
    public List<RunFolder> runs() {
        return runs;
    }

    /** The points, by flow runs, steps, workers and connections. */
    public List<ScalingPoint> points() {
        return List.copyOf(points.keySet());
    }

    PointValues values(ScalingPoint point) {
        return points.get(point);
    }

    double threshold() {
        return threshold;
    }

    /** A row for each point and metric. */
    public List<Row> rows() {
        return points.values().stream()
                .flatMap(values -> values.all().stream().map(measured -> row(values, measured)))
                .toList();
    }

    /** The row of a point, where the metric was measured. */
    public Optional<Row> row(ScalingPoint point, Metric metric) {
        return values(point).find(metric).map(measured -> row(values(point), measured));
    }

    private Row row(PointValues values, PointValues.Measured measured) {
        return new Row(
                values.point(),
                measured.metric(),
                values.forks(),
                measured.value(),
                measured.interval(),
                measured.metric().isThroughput() ? toOneWorker(values) : Optional.empty());
    }

    private Optional<Ratio> toOneWorker(PointValues values) {
        return points.values().stream()
                .filter(one -> values.point().isBy(one.point()))
                // That of as many connections before that of the default.
                .max(Comparator.comparing(
                        one -> one.point().poolSize() == values.point().poolSize()))
                .flatMap(one -> values.beside(one).ratio());
    }

    /** How busy the connections of a point were; absent where no call was written. */
    public Optional<Connections> connections(ScalingPoint point) {
        return values(point).connections();
    }

    /** The lines along a dimension: points that differ in it alone, two sizes at least. */
    public List<Line> lines(Dimension dimension) {
        Map<String, TreeMap<Integer, ScalingPoint>> lines = new LinkedHashMap<>();
        for (ScalingPoint point : points.keySet()) {
            lines.computeIfAbsent(dimension.line(point), name -> new TreeMap<>())
                    .merge(dimension.size(point), point, Scaling::byDefault);
        }
        return lines.entrySet().stream()
                .filter(line -> line.getValue().size() >= dimension.leastSizes())
                .map(line -> new Line(line.getKey(), List.copyOf(line.getValue().values())))
                .toList();
    }

    /** Of two points of as many connections, the one that has them by default. */
    private static ScalingPoint byDefault(ScalingPoint a, ScalingPoint b) {
        return a.poolSize() == 0 ? a : b;
    }

    Plateau plateau(Dimension dimension, Line line) {
        return Plateau.of(dimension, line.points().stream().map(this::values).toList(), threshold);
    }

    /** The call that completed the steps: {@code complete_task}, or {@code complete_tasks} where it was many at once. */
    public String completion() {
        return PointValues.COMPLETIONS.stream()
                .filter(call -> points.values().stream()
                        .anyMatch(values -> values.find(latency(call, .5)).isPresent()))
                .findFirst()
                .orElse(PointValues.COMPLETIONS.get(0));
    }

    /** The metric of a quantile of a call's latency, in nanoseconds. */
    public static Metric latency(String call, double p) {
        return EngineRounds.latency(call, p);
    }

    /** Where throughput stops growing with workers, a sentence or two for each shape of work. */
    public List<String> workerFindings() {
        return new ScalingFindings(this).ofWorkers();
    }

    /** How many connections the pool needs, a sentence or two for each line along which that was swept. */
    public List<String> poolFindings() {
        return new ScalingFindings(this).ofPool();
    }

    /** What all runs have in common, in one line. */
    public String conditions() {
        return Conditions.ofScaling(manifests);
    }

    /** What the figures are made of: forks, and how the ratios were found. */
    public String replication() {
        String forks = points.values().stream()
                .map(values -> Scale.counted(values.forks(), "fork")
                        + (values.withinOneProcess() ? ", within one process" : ""))
                .distinct()
                .collect(Collectors.joining(" or "));
        String methods = rows().stream()
                .flatMap(row -> row.toOneWorker().stream())
                .map(ratio -> ratio.method().toString())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        return Scale.counted(points.size(), "point") + " of " + forks
                + (methods.isEmpty() ? "" : "; ratios " + methods);
    }

    /** What a reader of the figures must know of the runs, a sentence each. */
    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        long incomplete = manifests.stream()
                .filter(run -> run.status() != Manifest.Status.COMPLETE)
                .count();
        if (incomplete > 0) {
            warnings.add(incomplete + " of " + Scale.counted(manifests.size(), "run")
                    + " are not complete; what was measured of them is counted.");
        }
        points.values().forEach(values -> warnings.addAll(values.cut()));
        othersAtWork.ifPresent(warnings::add);
        warnings.addAll(Warning.folded(manifests.stream()
                .flatMap(run ->
                        run.warnings().stream().map(text -> ScalingPoint.of(run).shape() + ": " + text))
                .distinct()
                .toList()));
        return warnings;
    }

    @Override
    public String type() {
        return "scaling";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("worker_findings", workerFindings(), "pool_findings", poolFindings());
    }

    /**
     * The rows at full precision: flow_runs, steps, workers, connections (INTEGER), metric, unit, better (STRING), forks
     * (INTEGER), value, interval_low, interval_high (DOUBLE, in the unit), ratio, ratio_low, ratio_high (DOUBLE: to one worker),
     * ratio_method (STRING), connections_busy (DOUBLE), connections_busy_p95, connections_busy_max (INTEGER), wait_share
     * (DOUBLE, a fraction). What is undefined is missing.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows());
        return Table.create(
                        "scaling",
                        columns.whole("flow_runs", row -> row.point().flowRuns()),
                        columns.whole("steps", row -> row.point().steps()),
                        columns.whole("workers", row -> row.point().workers()),
                        columns.whole("connections", row -> row.point().connections()),
                        columns.text("metric", row -> row.metric().name()),
                        columns.text("unit", row -> row.metric().unit()),
                        columns.text("better", row -> row.metric().better().toString()),
                        columns.whole("forks", Row::forks),
                        columns.number("value", Row::value),
                        columns.numberIfAny(
                                "interval_low", row -> row.interval().map(StudentInterval::low)),
                        columns.numberIfAny(
                                "interval_high", row -> row.interval().map(StudentInterval::high)))
                .addColumns(columns.ratio("ratio", Row::toOneWorker))
                .addColumns(
                        columns.numberIfAny(
                                "connections_busy",
                                row -> connections(row.point()).map(Connections::mean)),
                        columns.wholeIfAny(
                                "connections_busy_p95",
                                row -> connections(row.point()).map(Connections::p95)),
                        columns.wholeIfAny(
                                "connections_busy_max",
                                row -> connections(row.point()).map(Connections::max)),
                        columns.numberIfAny(
                                "wait_share", row -> connections(row.point()).map(Connections::waitShare)));
    }

    /** The findings, and the tables for people: throughput, latency, processor time and connections of each point. */
    @Override
    public String toString() {
        return new ScalingReport(this).text();
    }
}
