package flowbench.comparison;

import flowbench.analysis.Columns;
import flowbench.analysis.Conditions;
import flowbench.analysis.Result;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.NamedRuns;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Adjustment;
import flowbench.statistics.HodgesLehmann;
import flowbench.statistics.MannWhitney;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.Ratio;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * Runs beside runs: whether the candidate is better or worse than the base, metric by metric and scenario by scenario,
 * by how much, and how sure that is.
 *
 * <p>The unit of replication is the fork. All measured iterations of a fork become one value for each metric (of a
 * sample its mean, of a latency the median and p99 of the fork's own calls, where every fork has enough of them), and
 * several runs on a side are pooled fork by fork. With one fork on a side the iterations take their place, within one
 * process. Forks are taken as independent (Welch); where the forks of both sides were measured in turn, five pairs at
 * the least, they are paired in the order of time.
 *
 * <p>{@link Verdict} has the rules. The headline metrics are what decides: throughput, the latencies of the calls of
 * the execute phase and of events, WAL and dead tuples for a step, and the share of events that were delivered. Their
 * p-values are adjusted together (Benjamini and Hochberg), over all scenarios; those of all other metrics among
 * themselves, to explain, not to decide.
 */
public final class Comparison implements Result {
    /**
     * One metric in one phase of one scenario.
     *
     * @param scenario what was repeated
     * @param phase the phase; execute for latencies
     * @param metric of the samples, or {@code <call>_p50}, {@code <call>_p99}, {@code event_latency_p50} and so on in
     *     nanoseconds
     * @param headline whether it is one of those that decide
     * @param samples the values of both sides beside each other
     * @param adjustedP the p-value, adjusted for the number of metrics; absent where nothing can be tested
     * @param threshold the smallest change that matters, a fraction
     * @param level that its own p-value has to be below for sure to be significant: .05 ÷ the metrics adjusted together
     * @param withinOneProcess whether it is known within one process only
     * @param verdict better, worse, equivalent or inconclusive
     */
    public record Row(
            String scenario,
            Phase phase,
            Metric metric,
            boolean headline,
            TwoSamples samples,
            OptionalDouble adjustedP,
            double threshold,
            double level,
            boolean withinOneProcess,
            Verdict verdict) {
        /** The phase, where it is not execute, and the metric's name. */
        public String name() {
            return new Side.Key(phase, metric).name();
        }

        /**
         * The smallest change that samples like these show in four of five tries, in the direction of worse, whatever the other
         * metrics say: a fraction of the base. No change below the threshold is one that shows. Absent where there is no
         * interval.
         */
        public OptionalDouble detectable() {
            OptionalDouble found =
                    samples.ratio().map(ratio -> ratio.detectable(level)).orElseGet(OptionalDouble::empty);
            if (found.isEmpty()) {
                return found;
            }
            double factor = Math.max(found.getAsDouble(), 1 + threshold);
            return OptionalDouble.of(metric.better() == Better.LOWER ? factor - 1 : 1 - 1 / factor);
        }

        /** How its interval and p-value were found. */
        public String method() {
            String test = samples.ratio()
                    .map(ratio -> ratio.method() == Ratio.Method.PAIRED ? "paired t" : "Welch t")
                    .map(t -> t + " on logarithms")
                    .orElse("t on differences");
            return samples.constant() ? "neither side varies: permutation" : test;
        }
    }

    /**
     * From so many pairs on, forks measured in turn are compared pair by pair. With fewer, the degrees of freedom that this
     * costs make the interval wider unless more than a third of the spread is common to both.
     */
    public static final int PAIRED_FROM = 5;

    private final List<ScenarioSides> scenarios;
    private final List<Row> rows;
    private final List<String> leftOut;
    private final boolean failsOnInconclusive;

    private Comparison(List<ScenarioSides> scenarios, List<String> leftOut, boolean failsOnInconclusive) {
        this.scenarios = scenarios;
        this.leftOut = leftOut;
        this.failsOnInconclusive = failsOnInconclusive;
        this.rows = judged(scenarios);
    }

    /**
     * The runs that {@link Setting#BASE} and {@link Setting#CANDIDATE} name.
     *
     * @throws UserException if a name is unknown, or as {@link #of(List, List, Set, Settings)}
     */
    public static Comparison chosen(Settings settings) {
        return of(NamedRuns.of(Setting.BASE, settings), NamedRuns.of(Setting.CANDIDATE, settings), Set.of(), settings);
    }

    /** Runs beside runs, by the settings of this process; as {@link #of(List, List, Set, Settings)}. */
    public static Comparison of(List<RunFolder> base, List<RunFolder> candidate) {
        return of(base, candidate, Set.of());
    }

    /**
     * Runs that differ in settings on purpose; as {@link #of(List, List, Set, Settings)}, by the settings of this
     * process.
     */
    public static Comparison of(List<RunFolder> base, List<RunFolder> candidate, Set<Setting> meantToDiffer) {
        return of(base, candidate, meantToDiffer, Settings.load());
    }

    /**
     * Runs beside runs.
     *
     * @param base what is compared with, one run or more
     * @param candidate what is compared, one run or more
     * @param meantToDiffer settings of the scale that may differ between the sides, since they are what is compared
     * @param settings {@code THRESHOLD}, {@code FAIL_ON}, {@code COMPARE_UNLIKE}, and the data folder that noise is
     *     kept in
     * @throws UserException if a side has no run, a run is on both, they have no scenario in common, durability, scale,
     *     server or machine differ and COMPARE_UNLIKE does not ask for it, nothing was measured, or a file is bad
     */
    public static Comparison of(
            List<RunFolder> base, List<RunFolder> candidate, Set<Setting> meantToDiffer, Settings settings) {
        if (base.isEmpty() || candidate.isEmpty()) {
            throw new UserException("There is no run " + (base.isEmpty() ? "to compare with." : "to compare."));
        }
        requireDistinct(base, candidate);
        Set<String> all = Stream.of(base, candidate)
                .flatMap(List::stream)
                .map(run -> run.manifest().scenario())
                .collect(Collectors.toCollection(TreeSet::new));
        List<ScenarioSides> scenarios = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String scenario : all) {
            List<RunFolder> of = ofScenario(candidate, scenario);
            List<RunFolder> to = ofScenario(base, scenario);
            if (of.isEmpty() || to.isEmpty()) {
                leftOut.add(scenario + " was measured for the " + (of.isEmpty() ? "base" : "candidate")
                        + " only, and is left out.");
            } else {
                scenarios.add(ScenarioSides.of(to, of, meantToDiffer, settings));
            }
        }
        if (scenarios.isEmpty()) {
            throw new UserException("The runs have no scenario in common: " + String.join(" ", leftOut));
        }
        return new Comparison(scenarios, leftOut, settings.text(Setting.FAIL_ON).equals("inconclusive"));
    }

    private static void requireDistinct(List<RunFolder> base, List<RunFolder> candidate) {
        Set<String> seen = new HashSet<>();
        Stream.of(base, candidate).flatMap(List::stream).forEach(run -> {
            if (!seen.add(run.manifest().runId())) {
                throw new UserException(
                        "Run " + run.manifest().runId() + " is given twice; a run can be on one side only, and once.");
            }
        });
    }

    private static List<RunFolder> ofScenario(List<RunFolder> runs, String scenario) {
        return runs.stream()
                .filter(run -> run.manifest().scenario().equals(scenario))
                .toList();
    }

    private static List<Row> judged(List<ScenarioSides> scenarios) {
        List<Row> rows = new ArrayList<>();
        for (boolean headline : new boolean[] {true, false}) {
            double[] adjusted = Adjustment.BENJAMINI_HOCHBERG.of(scenarios.stream()
                    .flatMap(sides -> sides.measured().stream())
                    .filter(measured -> measured.headline() == headline)
                    .flatMapToDouble(measured -> measured.samples().pValue().stream())
                    .toArray());
            double level = Verdict.LEVEL / Math.max(1, adjusted.length);
            int tested = 0;
            for (ScenarioSides sides : scenarios) {
                for (ScenarioSides.Measured measured : sides.measured()) {
                    if (measured.headline() == headline) {
                        OptionalDouble p = measured.samples().pValue().isPresent()
                                ? OptionalDouble.of(adjusted[tested++])
                                : OptionalDouble.empty();
                        rows.add(row(sides, measured, p, level));
                    }
                }
            }
        }
        return List.copyOf(rows);
    }

    private static Row row(
            ScenarioSides sides, ScenarioSides.Measured measured, OptionalDouble adjustedP, double level) {
        Metric metric = measured.key().metric();
        return new Row(
                sides.scenario(),
                measured.key().phase(),
                metric,
                measured.headline(),
                measured.samples(),
                adjustedP,
                measured.threshold(),
                level,
                sides.withinOneProcess(),
                Verdict.of(measured.samples(), adjustedP, measured.threshold(), metric.better()));
    }

    /** A row for each scenario, phase and metric that both sides have, those that decide first. */
    public List<Row> rows() {
        return rows;
    }

    /** The rows that decide. */
    public List<Row> headline() {
        return rows.stream().filter(Row::headline).toList();
    }

    /**
     * The row of a metric, of the first scenario that has it.
     *
     * @param name of the metric, after that of its phase where it is not execute: {@code steps_per_second},
     *     {@code create duration}
     * @throws UserException if there is none
     */
    public Row row(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException("Metric \"" + name + "\" is not on both sides; there are "
                        + rows.stream().map(Row::name).distinct().collect(Collectors.joining(", ")) + "."));
    }

    /**
     * The verdict on the whole. Worse where a headline metric is; else what throughput is: inconclusive where that of a
     * scenario is, or better where it is, else equivalent. What is known within one process only counts as
     * inconclusive.
     */
    public Verdict verdict() {
        List<Row> deciding = headline();
        if (deciding.stream().anyMatch(row -> !row.withinOneProcess() && row.verdict() == Verdict.WORSE)) {
            return Verdict.WORSE;
        }
        List<Row> main = main();
        if (main.stream().anyMatch(row -> row.withinOneProcess() || row.verdict() == Verdict.INCONCLUSIVE)) {
            return Verdict.INCONCLUSIVE;
        }
        return main.stream().anyMatch(row -> row.verdict() == Verdict.BETTER) ? Verdict.BETTER : Verdict.EQUIVALENT;
    }

    /** The verdict on the whole, and the ratios that it rests on, in one sentence. */
    public String sentence() {
        return new ComparisonReport(this).verdict();
    }

    /** Throughput of each scenario; where there is none, all that decides. */
    List<Row> main() {
        List<Row> throughput =
                headline().stream().filter(row -> row.metric().isThroughput()).toList();
        return throughput.isEmpty() ? headline() : throughput;
    }

    /**
     * What a process that compared should end with: {@link ExitCode#WORSE}, {@link ExitCode#INCONCLUSIVE} only where
     * {@code FAIL_ON=inconclusive} asks for it, else {@link ExitCode#OK}.
     */
    public ExitCode exitCode() {
        return switch (verdict()) {
            case WORSE -> ExitCode.WORSE;
            case INCONCLUSIVE -> failsOnInconclusive ? ExitCode.INCONCLUSIVE : ExitCode.OK;
            default -> ExitCode.OK;
        };
    }

    List<ScenarioSides> scenarios() {
        return scenarios;
    }

    /** The runs of the base. */
    public List<RunFolder> base() {
        return scenarios.stream().flatMap(sides -> sides.baseRuns().stream()).toList();
    }

    /** The runs of the candidate. */
    public List<RunFolder> candidate() {
        return scenarios.stream()
                .flatMap(sides -> sides.candidateRuns().stream())
                .toList();
    }

    /** The conditions of the runs, a line for each scenario. */
    public List<String> conditions() {
        return scenarios.stream().map(sides -> Conditions.of(sides.manifests())).toList();
    }

    /** What differs between the sides and may: the engine, its version, the code, settings. */
    public List<String> differences() {
        return scenarios.stream()
                .flatMap(sides -> sides.likeness().differing().stream())
                .map(Likeness.Difference::toString)
                .distinct()
                .toList();
    }

    /** Unit of replication, its number and the method, a line for each scenario. */
    public List<String> replication() {
        return scenarios.stream().map(ScenarioSides::replication).toList();
    }

    /** What a reader of the figures must know, a sentence each. */
    @Override
    public List<String> warnings() {
        return Stream.concat(leftOut.stream(), scenarios.stream().flatMap(sides -> sides.warnings().stream()))
                .distinct()
                .toList();
    }

    @Override
    public String type() {
        return "comparison";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("verdict", verdict().toString(), "differences", differences());
    }

    /**
     * The rows at full precision: scenario, phase, metric, unit, better (STRING), headline (BOOLEAN), base_n, candidate_n
     * (INTEGER: forks or, within one process, iterations), replication, method (STRING), base_mean, candidate_mean (DOUBLE, in the unit),
     * ratio, ratio_low, ratio_high (DOUBLE, candidate ÷ base), p, p_adjusted, p_mann_whitney (DOUBLE), cliffs_delta, delta_low,
     * delta_high (DOUBLE), delta_size (STRING), shift, shift_low, shift_high (DOUBLE, in the unit), detectable, threshold (DOUBLE,
     * fractions), verdict (STRING). What is undefined is missing.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        return Table.create(
                        "comparison",
                        columns.text("scenario", Row::scenario),
                        columns.text("phase", row -> row.phase().toString()),
                        columns.text("metric", row -> row.metric().name()),
                        columns.text("unit", row -> row.metric().unit()),
                        columns.text("better", row -> row.metric().better().toString()),
                        columns.flag("headline", Row::headline),
                        columns.whole("base_n", row -> row.samples().baseN()),
                        columns.whole("candidate_n", row -> row.samples().n()),
                        columns.text(
                                "replication",
                                row -> row.withinOneProcess() ? "iterations within one process" : "fork means"),
                        columns.text("method", Row::method),
                        columns.number("base_mean", row -> row.samples().baseMean()),
                        columns.number("candidate_mean", row -> row.samples().mean()))
                .addColumns(
                        ofRatio("ratio", ratio -> Optional.of(ratio.value())),
                        ofRatio("ratio_low", ratio -> ratio.interval().map(StudentInterval::low)),
                        ofRatio("ratio_high", ratio -> ratio.interval().map(StudentInterval::high)),
                        columns.number("p", row -> row.samples().pValue().orElse(Double.NaN)),
                        columns.number("p_adjusted", row -> row.adjustedP().orElse(Double.NaN)),
                        columns.numberIfAny(
                                "p_mann_whitney",
                                row -> row.samples().mannWhitney().map(MannWhitney::pValue)),
                        columns.number(
                                "cliffs_delta", row -> row.samples().delta().value()),
                        columns.numberIfAny(
                                "delta_low",
                                row -> row.samples().delta().interval().map(StudentInterval::low)),
                        columns.numberIfAny(
                                "delta_high",
                                row -> row.samples().delta().interval().map(StudentInterval::high)),
                        columns.text(
                                "delta_size",
                                row -> row.samples().delta().magnitude().toString()),
                        columns.numberIfAny(
                                "shift", row -> row.samples().shift().map(HodgesLehmann::shift)),
                        columns.numberIfAny(
                                "shift_low",
                                row -> row.samples()
                                        .shift()
                                        .flatMap(HodgesLehmann::interval)
                                        .map(OrderStatisticInterval::low)),
                        columns.numberIfAny(
                                "shift_high",
                                row -> row.samples()
                                        .shift()
                                        .flatMap(HodgesLehmann::interval)
                                        .map(OrderStatisticInterval::high)),
                        columns.number("detectable", row -> row.detectable().orElse(Double.NaN)),
                        columns.number("threshold", Row::threshold),
                        columns.text("verdict", row -> row.verdict().toString()));
    }

    private DoubleColumn ofRatio(String name, Function<Ratio, Optional<Double>> part) {
        return new Columns<>(rows)
                .numberIfAny(name, row -> row.samples().ratio().flatMap(part));
    }

    /**
     * What was compared, what differs, the verdict, a table of the headline metrics for people, and what to know of it.
     */
    @Override
    public String toString() {
        return new ComparisonReport(this).text();
    }
}
