package flowbench.analysis;

import flowbench.resources.Bottleneck;
import flowbench.resources.Usage;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Precision;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Autocorrelation;
import flowbench.statistics.Bootstrap;
import flowbench.statistics.ConfidenceInterval;
import flowbench.statistics.Estimate;
import flowbench.statistics.FalseFlags;
import flowbench.statistics.IntervalMethod;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.PrecisionRule;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import flowbench.terminal.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the measured iterations of one or more runs say: an {@link Estimate} for each metric and phase, and the warnings
 * that belong to it. Shown at the prompt it is a table for people, in which the counts of events are one line, and those of lost connections a warning;
 * {@link #quantiles()} is another, and {@link #table()} has every metric and every digit.
 *
 * <p>The interval of a mean is Student's t, unless a summary is asked for another:
 * {@code Summary.of(run).with(settings)} takes the one that {@link Setting#INTERVAL} names,
 * {@code Summary.of(run).with(IntervalMethod.BCA)} any.
 */
public final class Summary implements Result {
    private static final double WIDE_SPREAD = .10;
    private static final int ENOUGH_FORKS = 3;
    private static final int MORE_FORKS = 20;

    /**
     * One metric in one phase of one run.
     *
     * @param runId the run
     * @param scenario its scenario
     * @param engine its engine
     * @param phase the phase
     * @param metric what was measured
     * @param estimate what the values say
     * @param interval 95 % interval of the mean, found as the summary was asked to
     */
    public record Row(
            String runId,
            String scenario,
            String engine,
            Phase phase,
            Metric metric,
            Estimate estimate,
            Optional<ConfidenceInterval> interval) {
        /** The phase and the metric's name. */
        String name() {
            return phase + " " + metric.label();
        }
    }

    /** The rows of a run, and beside each the values of its forks. */
    private record Part(
            Manifest manifest,
            String replication,
            List<Row> rows,
            List<List<double[]>> values,
            List<Sample> throughput,
            EventLine events,
            List<Warning> warnings,
            Usage usage,
            Optional<String> noise,
            IntervalMethod method,
            long seed) {
        /** The rows of the table for people. */
        List<Row> shown() {
            return rows.stream().filter(row -> row.metric().isOfTheWork()).toList();
        }
    }

    private record Key(Phase phase, Metric metric) {}

    private final List<Part> parts;

    private Summary(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Of one run or more, each by itself.
     *
     * @throws UserException if a file is bad, or if nothing was measured in a run
     */
    public static Summary of(RunFolder run, RunFolder... more) {
        List<RunFolder> runs = new ArrayList<>(List.of(more));
        runs.add(0, run);
        return of(runs);
    }

    /**
     * Of runs, each by itself.
     *
     * @throws UserException if there are none, if a file is bad, or if nothing was measured in a run
     */
    public static Summary of(List<RunFolder> runs) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run to summarise.");
        }
        return new Summary(runs.stream().map(Summary::part).toList());
    }

    /**
     * Of those of the runs in which something was measured; the others are left out.
     *
     * @throws UserException if a file is bad, or if nothing was measured in any of the runs
     */
    public static Summary ofMeasured(List<RunFolder> runs) {
        List<Part> parts =
                runs.stream().map(Summary::read).flatMap(Optional::stream).toList();
        if (parts.isEmpty()) {
            throw UserException.nothingMeasured("Nothing measured: there is no run with a measured iteration among the "
                    + Scale.counted(runs.size(), "run") + " given.");
        }
        return new Summary(parts);
    }

    private static Part part(RunFolder run) {
        return read(run).orElseThrow(() -> nothingMeasured(run));
    }

    private static UserException nothingMeasured(RunFolder run) {
        return UserException.nothingMeasured("Nothing measured in " + run.path() + ": "
                + run.samples().path().getFileName() + " holds no measured iteration.");
    }

    /**
     * The rows alone of a run, of samples of it that were read already: no other file is looked into, and nothing is looked for
     * that a reader must be warned of.
     *
     * @throws UserException if nothing was measured
     */
    public static List<Row> rows(RunFolder run, List<Sample> samples) {
        Map<Key, SortedMap<Integer, List<Sample>>> groups = groups(samples);
        if (groups.isEmpty()) {
            throw nothingMeasured(run);
        }
        return rows(run.manifest(), values(groups));
    }

    /** What was measured, by phase and metric, and by fork. */
    private static Map<Key, SortedMap<Integer, List<Sample>>> groups(List<Sample> samples) {
        Map<Key, SortedMap<Integer, List<Sample>>> groups = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.kind() == Kind.MEASURED) {
                groups.computeIfAbsent(new Key(sample.phase(), sample.metric()), k -> new TreeMap<>())
                        .computeIfAbsent(sample.fork(), f -> new ArrayList<>())
                        .add(sample);
            }
        }
        return groups;
    }

    /** The values of each fork, in the order of the phases. */
    private static Map<Key, List<double[]>> values(Map<Key, SortedMap<Integer, List<Sample>>> groups) {
        Map<Key, List<double[]>> values = new LinkedHashMap<>();
        groups.entrySet().stream()
                .sorted(Comparator.comparing(group -> group.getKey().phase()))
                .forEach(group -> values.put(
                        group.getKey(),
                        group.getValue().values().stream().map(Summary::values).toList()));
        return values;
    }

    private static List<Row> rows(Manifest manifest, Map<Key, List<double[]>> values) {
        List<Row> rows = new ArrayList<>();
        values.forEach((key, forks) -> {
            Estimate estimate = Estimate.of(forks);
            rows.add(new Row(
                    manifest.runId(),
                    manifest.scenario(),
                    manifest.engine(),
                    key.phase(),
                    key.metric(),
                    estimate,
                    estimate.interval().map(i -> i)));
        });
        return List.copyOf(rows);
    }

    private static Optional<Part> read(RunFolder run) {
        Manifest manifest = run.manifest();
        List<String> cut = new ArrayList<>();
        List<Sample> samples = run.readSamples(cut::add);
        Map<Key, SortedMap<Integer, List<Sample>>> groups = groups(samples);
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        Map<Key, List<double[]>> values = values(groups);
        List<Row> rows = rows(manifest, values);
        Map<Integer, List<Sample>> longest =
                groups.values().stream().max(Comparator.comparingInt(Map::size)).orElseThrow();
        EventLine events = EventLine.of(manifest, samples);
        Usage usage = Usage.of(run, samples, cut::add);
        List<Warning> warnings = new ArrayList<>(warnings(manifest, cut));
        warnings.addAll(ConnectionWarnings.of(manifest, samples));
        warnings.addAll(events.warnings(run));
        warnings.addAll(ofValues(manifest, rows));
        warnings.addAll(SteadyState.warnings(manifest, samples));
        warnings.addAll(ResourceWarnings.of(run, usage));
        OutlierIterations.find(manifest, samples, usage)
                .flatMap(OutlierIterations::warning)
                .ifPresent(warnings::add);
        return Optional.of(new Part(
                manifest,
                replication(longest),
                rows,
                List.copyOf(values.values()),
                throughput(rows, samples),
                events,
                List.copyOf(warnings),
                usage,
                Replication.ofThroughput(manifest, samples).flatMap(Replication::line),
                IntervalMethod.T,
                0));
    }

    /** Every value, warm-up included, of the metric that results are made of. */
    private static List<Sample> throughput(List<Row> rows, List<Sample> samples) {
        return rows.stream()
                .filter(row -> row.metric().isThroughput())
                .findFirst()
                .map(row -> samples.stream()
                        .filter(sample ->
                                sample.phase() == row.phase() && sample.metric().equals(row.metric()))
                        .toList())
                .orElse(List.of());
    }

    /** The same with the interval of the mean that {@link Setting#INTERVAL} names, from {@link Setting#SEED}. */
    public Summary with(Settings settings) {
        return with(
                IntervalMethod.valueOf(settings.text(Setting.INTERVAL).toUpperCase(Locale.ROOT)),
                settings.longNumber(Setting.SEED));
    }

    /** The same with another interval of the mean; what is random in it has the seed 1. */
    public Summary with(IntervalMethod method) {
        return with(method, 1);
    }

    /**
     * The same with another interval of the mean. A bootstrap interval is of fork means or, with one fork, of its
     * iterations, and is refused where there are fewer than {@value Bootstrap#ENOUGH} of them.
     */
    public Summary with(IntervalMethod method, long seed) {
        return new Summary(parts.stream().map(part -> with(part, method, seed)).toList());
    }

    private static Part with(Part part, IntervalMethod method, long seed) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < part.rows().size(); i++) {
            Row row = part.rows().get(i);
            rows.add(new Row(
                    row.runId(),
                    row.scenario(),
                    row.engine(),
                    row.phase(),
                    row.metric(),
                    row.estimate(),
                    interval(row.estimate(), part.values().get(i), method, seed)));
        }
        List<Warning> warnings = new ArrayList<>(part.warnings());
        warnings.removeIf(warning -> warning.type() == Warning.Type.FEW_REPLICATES);
        if (method != IntervalMethod.T) {
            warnings.addAll(refused(part.manifest(), rows, method));
        }
        return new Part(
                part.manifest(),
                part.replication(),
                List.copyOf(rows),
                part.values(),
                part.throughput(),
                part.events(),
                List.copyOf(warnings),
                part.usage(),
                part.noise(),
                method,
                seed);
    }

    private static Optional<ConfidenceInterval> interval(
            Estimate estimate, List<double[]> forks, IntervalMethod method, long seed) {
        if (method == IntervalMethod.T) {
            return estimate.interval().map(i -> i);
        }
        if (estimate.replicates() < Bootstrap.ENOUGH) {
            return Optional.empty();
        }
        Bootstrap bootstrap = Bootstrap.withDefaults().withSeed(seed);
        double[] replicates = Estimate.replicates(forks);
        return (method == IntervalMethod.BCA ? bootstrap.bca(replicates) : bootstrap.percentile(replicates))
                .map(i -> i);
    }

    private static List<Warning> refused(Manifest manifest, List<Row> rows, IntervalMethod method) {
        return rows.stream()
                .map(Row::estimate)
                .filter(estimate -> estimate.replicates() < Bootstrap.ENOUGH)
                .max(Comparator.comparingInt(Estimate::replicates))
                .map(estimate -> new Warning(
                        Warning.Type.FEW_REPLICATES,
                        estimate.withinOneProcess()
                                ? "No " + method + " interval: it is made of the iterations of the one fork, and of "
                                        + estimate.replicates()
                                        + " it would be too narrow; it takes "
                                        + manifest.option(Setting.MEASURED_ITERATIONS, Bootstrap.ENOUGH)
                                        + " or more, or INTERVAL=t."
                                : "No " + method + " interval: it is made of fork means, and of "
                                        + estimate.replicates()
                                        + " it would be too narrow; it takes "
                                        + manifest.option(Setting.RUNS, Bootstrap.ENOUGH)
                                        + " or more, or INTERVAL=t. Drawing whole forks with their iterations (a cluster bootstrap)"
                                        + " takes as many, since the forks are what is drawn."))
                .stream()
                .toList();
    }

    private static double[] values(List<Sample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingInt(Sample::iteration))
                .mapToDouble(Sample::value)
                .toArray();
    }

    private static String replication(Map<Integer, List<Sample>> forks) {
        int least = forks.values().stream().mapToInt(List::size).min().orElseThrow();
        int most = forks.values().stream().mapToInt(List::size).max().orElseThrow();
        String iterations = (least == most ? "" : least + " to ") + Scale.counted(most, "iteration");
        String plan = Scale.counted(forks.size(), "fork") + " × " + iterations;
        if (forks.size() > 1) {
            return plan + "; interval over " + forks.size() + " fork means";
        }
        return plan + "; " + (most == 1 ? "no interval" : "interval over " + most + " iterations")
                + ", within one process";
    }

    private static List<Warning> warnings(Manifest manifest, List<String> cut) {
        List<Warning> warnings = new ArrayList<>();
        if (manifest.status() != Manifest.Status.COMPLETE) {
            String why = manifest.failure().isEmpty() ? "" : " (" + manifest.failure() + ")";
            warnings.add(new Warning(
                    Warning.Type.NOT_COMPLETE,
                    "The run is not complete: its status is "
                            + manifest.status() + why
                            + (manifest.status() == Manifest.Status.RUNNING ? " (it goes on, or was killed)" : "")
                            + "; what is shown is what it left."));
        }
        cut.forEach(line -> warnings.add(new Warning(Warning.Type.CUT_LINE, line)));
        Warning.folded(manifest.warnings()).forEach(text -> warnings.add(new Warning(Warning.Type.RECORDED, text)));
        manifest.precision()
                .filter(precision -> precision.ending() == Precision.Ending.NARROW_ENOUGH)
                .ifPresent(precision -> warnings.add(
                        new Warning(Warning.Type.STOPPED_WHEN_NARROW, stoppedWhenNarrow(precision.leastForks()))));
        return warnings;
    }

    private static String stoppedWhenNarrow(int leastForks) {
        String now = coverage(leastForks);
        String better = coverage(MORE_FORKS);
        return "The run went on until its interval was narrow enough, and so ended more readily where the spread happened to"
                + " look small: the interval of its throughput covers about " + now
                + " instead of 95 % (simulated, with "
                + leastForks + " forks at least)"
                + (now.equals(better) ? "." : "; RUNS=" + MORE_FORKS + " or more makes that " + better + ".");
    }

    private static String coverage(int leastForks) {
        return Scale.percent(PrecisionRule.coverage(leastForks));
    }

    private static List<Warning> ofValues(Manifest manifest, List<Row> rows) {
        List<Warning> warnings = new ArrayList<>();
        int forks = rows.stream().mapToInt(row -> row.estimate().forks()).max().orElse(0);
        if (forks < ENOUGH_FORKS) {
            warnings.add(new Warning(
                    Warning.Type.FEW_FORKS,
                    (forks == 1
                                    ? "1 fork: nothing is known of the differences between processes"
                                    : "2 forks: the interval is very wide")
                            + "; " + manifest.option(Setting.RUNS, ENOUGH_FORKS)
                            + " or more gives an interval that holds for the next process."));
        }
        // Throughput is what results are made of; the spread of all else stands in the table.
        named(
                        rows,
                        row -> row.metric().isThroughput()
                                && row.estimate().cv().orElse(0) > WIDE_SPREAD,
                        row -> Scale.percent(row.estimate().cv().orElse(0)))
                .ifPresent(names -> warnings.add(new Warning(
                        Warning.Type.WIDE_SPREAD,
                        "Coefficient of variation over 10 %: " + names
                                + ". Something else may have used the machine; try more "
                                + manifest.option(Setting.RUNS)
                                + ", or longer iterations.")));
        // A count of events that is 0 but once would be flagged for that; what it means is warned of by itself.
        named(
                        rows,
                        row -> row.metric().isOfTheWork()
                                && row.estimate().mild() + row.estimate().severe() > 0,
                        row -> row.estimate().outliers().toString())
                .ifPresent(names -> {
                    int n = rows.stream()
                            .mapToInt(row -> row.estimate().n())
                            .max()
                            .orElse(0);
                    warnings.add(new Warning(
                            Warning.Type.OUTLIERS,
                            String.format(
                                    Locale.ROOT,
                                    "Outliers (Tukey, flagged and kept; MAD: how many it flags too): %s. On clean normal data of %d"
                                            + " values %.0f %% of samples have at least one flag, %.1f %% a severe one.",
                                    names,
                                    n,
                                    100 * FalseFlags.any(n),
                                    100 * FalseFlags.severe(n))));
                });
        named(
                        rows,
                        row -> row.metric().isThroughput()
                                && row.estimate()
                                        .autocorrelation()
                                        .filter(Autocorrelation::notable)
                                        .isPresent(),
                        row -> String.format(
                                Locale.ROOT,
                                "%.2f, so that %d values count as %.1f",
                                row.estimate().autocorrelation().orElseThrow().corrected(),
                                row.estimate().n(),
                                row.estimate().autocorrelation().orElseThrow().effectiveN()))
                .ifPresent(names -> warnings.add(new Warning(
                        Warning.Type.AUTOCORRELATION,
                        "Iterations depend on the one before (lag-1 autocorrelation): " + names
                                + ". The interval is too narrow where it is over iterations; the warm-up may be too"
                                + " short or the server may drift: try more "
                                + manifest.option(Setting.WARMUP_ITERATIONS) + " and look at"
                                + " Charts.iterations.")));
        return warnings;
    }

    private static Optional<String> named(List<Row> rows, Predicate<Row> which, Function<Row, String> how) {
        String names = rows.stream()
                .filter(which)
                .map(row -> row.name() + " " + how.apply(row))
                .collect(Collectors.joining("; "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    /** A row for each run, phase and metric; runs in the order given, phases in theirs. */
    public List<Row> rows() {
        return parts.stream().flatMap(part -> part.rows().stream()).toList();
    }

    /** What a reader of the numbers must know. */
    @Override
    public List<Warning> warnings() {
        return parts.stream().flatMap(part -> part.warnings().stream()).toList();
    }

    /**
     * How the values were replicated, a line for each run: {@code 3 forks × 5 iterations; interval over 3 fork means}.
     */
    public List<String> replication() {
        return parts.stream().map(Part::replication).toList();
    }

    /**
     * The estimate of a metric of the first run, in the phase that has it; {@code duration_ns} is that of execute.
     *
     * @throws UserException if no measured value has that name
     */
    public Estimate estimate(String metric) {
        return row(metric).estimate();
    }

    /**
     * The row of a metric of the first run, in the phase that has it; that of {@code duration_ns} is execute's.
     *
     * @throws UserException if no measured value has that name
     */
    public Row row(String metric) {
        return row(parts.get(0).rows(), metric);
    }

    /**
     * The same of the rows of one run.
     *
     * @throws UserException if none has that name
     */
    public static Row row(List<Row> rows, String metric) {
        return rows.stream()
                .filter(row -> row.metric().name().equals(metric))
                .min(Comparator.comparing(row -> row.phase() != Phase.EXECUTE))
                .orElseThrow(() -> new UserException("Metric \"" + metric + "\" was not measured in "
                        + rows.get(0).runId() + "; it has "
                        + rows.stream()
                                .map(row -> row.metric().name())
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    /** What the first run used and waited for. */
    public Usage usage() {
        return parts.get(0).usage();
    }

    /** The median, p90, p95 and p99 with their intervals, as a table of its own. */
    public Quantiles quantiles() {
        return new Quantiles(rows());
    }

    @Override
    public String type() {
        return "summary";
    }

    /**
     * The same at full precision: run_id, scenario, engine, phase, metric, unit, better (STRING), forks, n, replicates
     * (INTEGER), replication (STRING: {@code fork means} or {@code within one process}), mean, sd, interval_low,
     * interval_high, median, min, max, cv (DOUBLE, in the unit; cv a fraction), mild, severe (INTEGER), autocorrelation
     * (DOUBLE), interval_method (STRING), median_low, median_high, p90, p90_low, p90_high, and so for p95 and p99
     * (DOUBLE, in the unit), mild_low, mild_high, severe_low, severe_high, mad_agrees (INTEGER), effective_n (DOUBLE,
     * of the autocorrelation). What is undefined is missing.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows());
        Columns<Estimate> estimates =
                new Columns<>(columns.rows().stream().map(Row::estimate).toList());
        Table table = Table.create(
                "summary",
                columns.text("run_id", Row::runId),
                columns.text("scenario", Row::scenario),
                columns.text("engine", Row::engine),
                columns.text("phase", row -> row.phase().toString()),
                columns.text("metric", row -> row.metric().name()),
                columns.text("unit", row -> row.metric().unit()),
                columns.text("better", row -> row.metric().better().toString()),
                estimates.whole("forks", Estimate::forks),
                estimates.whole("n", Estimate::n),
                estimates.whole("replicates", Estimate::replicates),
                estimates.text("replication", e -> e.withinOneProcess() ? "within one process" : "fork means"),
                estimates.number("mean", Estimate::mean),
                estimates.number("sd", e -> e.sd().orElse(Double.NaN)),
                columns.numberIfAny("interval_low", row -> row.interval().map(ConfidenceInterval::low)),
                columns.numberIfAny("interval_high", row -> row.interval().map(ConfidenceInterval::high)),
                estimates.number("median", Estimate::median),
                estimates.number("min", Estimate::min),
                estimates.number("max", Estimate::max),
                estimates.number("cv", e -> e.cv().orElse(Double.NaN)),
                estimates.whole("mild", Estimate::mild),
                estimates.whole("severe", Estimate::severe),
                estimates.numberIfAny(
                        "autocorrelation", e -> e.autocorrelation().map(Autocorrelation::value)),
                StringColumn.create(
                        "interval_method",
                        parts.stream()
                                .flatMap(part -> part.rows().stream()
                                        .map(row -> part.method().toString()))));
        for (double p : Estimate.QUANTILES) {
            String name = QuantileEstimate.name(p);
            if (p != .5) {
                table.addColumns(
                        estimates.number(name, e -> e.quantile(p).value().orElse(Double.NaN)));
            }
            table.addColumns(
                    estimates.numberIfAny(
                            name + "_low", e -> e.quantile(p).interval().map(OrderStatisticInterval::low)),
                    estimates.numberIfAny(
                            name + "_high", e -> e.quantile(p).interval().map(OrderStatisticInterval::high)));
        }
        return table.addColumns(
                estimates.whole("mild_low", e -> e.outliers().mildLow()),
                estimates.whole("mild_high", e -> e.outliers().mildHigh()),
                estimates.whole("severe_low", e -> e.outliers().severeLow()),
                estimates.whole("severe_high", e -> e.outliers().severeHigh()),
                estimates.wholeIfAny(
                        "mad_agrees",
                        e -> e.outliers().agreed().stream().boxed().findFirst()),
                estimates.numberIfAny("effective_n", e -> e.autocorrelation().map(Autocorrelation::effectiveN)));
    }

    /** For each run its name, the unit of replication, a table for people, and the warnings. */
    @Override
    public String toString() {
        return parts.stream().map(Summary::text).collect(Collectors.joining("\n"));
    }

    private static String text(Part part) {
        Manifest manifest = part.manifest();
        Grid grid = new Grid(
                3, "phase", "metric", "unit", "n", "mean", "sd", "low", "high", "median", "min", "max", "cv", "mild",
                "severe");
        String phase = "";
        for (Row row : part.shown()) {
            grid.add(cells(row, phase));
            phase = row.phase().toString();
        }
        StringBuilder text = new StringBuilder();
        text.append(Grid.wrapped("", Conditions.of(manifest)));
        text.append(headline(part)).append(part.replication()).append('\n');
        text.append(new IterationBars(part.throughput(), Terminal.ofOutput()).text());
        manifest.precision().ifPresent(precision -> text.append(Grid.wrapped("", "PRECISION: " + precision)));
        text.append('\n').append(grid.text("severe", "mild", "cv")).append('\n');
        String drawn = part.method() == IntervalMethod.T
                ? ""
                : " (" + Bootstrap.withDefaults().withSeed(part.seed()) + ")";
        text.append(Grid.wrapped(
                "",
                "low, high: 95 % " + part.method() + " interval of the mean" + drawn
                        + "; mild, severe: by Tukey's fences; " + Grid.NOTHING + ": not defined. More: quantiles()."));
        String constant = part.shown().stream()
                .filter(row -> row.estimate().n() > 1 && row.estimate().constant())
                .map(Row::name)
                .collect(Collectors.joining(", "));
        if (!constant.isEmpty()) {
            text.append(Grid.wrapped("", "All values are the same, so there is no interval: " + constant + "."));
        }
        belowZero(part).ifPresent(sentence -> text.append(Grid.wrapped("", sentence)));
        Bottleneck bottleneck = Bottleneck.of(part.usage());
        if (bottleneck.kind().isPresent()) {
            text.append(Grid.wrapped("", bottleneck.sentence()));
        }
        part.noise().ifPresent(line -> text.append(Grid.wrapped("", line)));
        part.events().text().ifPresent(line -> text.append(Grid.wrapped("", line)));
        part.events()
                .faults()
                .ifPresent(table -> text.append('\n').append(table).append('\n'));
        part.warnings().forEach(warning -> text.append(Grid.wrapped("! ", warning.sentence())));
        return text.toString();
    }

    /**
     * What an interval says that reaches below 0 though no value does. Cut off at 0 it would hold the mean as often, but look as if
     * more were known of it.
     */
    private static Optional<String> belowZero(Part part) {
        String names = part.shown().stream()
                .filter(row -> row.estimate().min() >= 0
                        && row.interval().filter(i -> i.low() < 0).isPresent())
                .map(Row::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("low is below 0, as no value is: " + names
                        + ". Student's t reaches as far to both sides, and of so"
                        + " few values that vary so much it says little more than how high the mean may be.");
    }

    /** Throughput in one line, for those who read no further. */
    private static String headline(Part part) {
        return part.rows().stream()
                .filter(row -> row.metric().isThroughput())
                .findFirst()
                .map(row -> {
                    Scale scale = Scale.of(row.metric().unit(), row.estimate().mean());
                    return scale.number(row.estimate().mean()) + " " + scale.unit()
                            + row.interval()
                                    .map(i -> ", " + i.text(scale::number))
                                    .orElse("")
                            + "\n";
                })
                .orElse("");
    }

    private static List<String> cells(Row row, String phaseAbove) {
        Estimate e = row.estimate();
        Scale scale = Scale.of(row.metric().unit(), e.mean());
        String phase = row.phase().toString();
        return List.of(
                phase.equals(phaseAbove) ? "" : phase,
                // The suffix is the unit of the file; the table chooses its own.
                row.metric().label(),
                scale.unit(),
                Integer.toString(e.n()),
                scale.number(e.mean()),
                e.sd().isPresent() ? scale.number(e.sd().getAsDouble()) : Grid.NOTHING,
                row.interval().map(i -> scale.number(i.low())).orElse(Grid.NOTHING),
                row.interval().map(i -> scale.number(i.high())).orElse(Grid.NOTHING),
                scale.number(e.median()),
                scale.number(e.min()),
                scale.number(e.max()),
                e.cv().isPresent() ? Scale.percent(e.cv().getAsDouble()) : Grid.NOTHING,
                Integer.toString(e.mild()),
                Integer.toString(e.severe()));
    }
}
