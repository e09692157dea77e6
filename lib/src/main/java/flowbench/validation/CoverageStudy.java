package flowbench.validation;

import flowbench.comparison.Comparison;
import flowbench.comparison.Verdict;
import flowbench.runfolder.Better;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.statistics.Adjustment;
import flowbench.statistics.Bootstrap;
import flowbench.statistics.ConfidenceInterval;
import flowbench.statistics.Estimate;
import flowbench.statistics.LevelSearch;
import flowbench.statistics.LevelSearch.Mode;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.SimulatedData;
import flowbench.statistics.SimulatedShare;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import flowbench.validation.CoverageTable.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Whether the statistics do what they say, on data that is made up over and over and whose truth is known: how often
 * 95 % intervals hold it, how often a comparison or a history alarms where nothing changed, and how often it finds what
 * did.
 */
public final class CoverageStudy {
    private static final double THRESHOLD = .05;
    private static final double LEVEL = .05;
    /** A tenth as often where each repetition draws a thousand resamples, or rearranges a series a thousand times. */
    private static final int SLOW = 10;

    private static final int RESAMPLES = 1000;
    private static final int METRICS = 8;
    private static final int ITERATIONS = 5;
    /** How much faster or slower the machine is at the end than at the beginning, at most. */
    private static final double DRIFT = .4;

    private static final String DRIFTS =
            "In turn, drift: A B, B A, … on a machine that gets up to 40 % faster or slower"
                    + " meanwhile; from 5 rounds on they are paired.";
    /** Variance between forks ÷ variance within one. */
    private static final double BETWEEN = .25;

    private final int repetitions;
    private final long seed;

    private CoverageStudy(int repetitions, long seed) {
        this.repetitions = repetitions;
        this.seed = seed;
    }

    /** With {@link Setting#REPETITIONS} of each simulation, from {@link Setting#SEED}. */
    public static CoverageStudy of(Settings settings) {
        return new CoverageStudy(settings.number(Setting.REPETITIONS), settings.longNumber(Setting.SEED));
    }

    /** What is asked of a sample of a size. */
    private interface Question {
        boolean isSo(Random random, int size);
    }

    /** A simulation of each size, side by side: each has a generator of its own. */
    private Row row(String data, String method, int times, int[] sizes, Question question) {
        List<SimulatedShare> shares = IntStream.of(sizes)
                .parallel()
                .mapToObj(size -> SimulatedShare.of(times, seed, random -> question.isSo(random, size)))
                .toList();
        return new Row(data, method, shares);
    }

    private int slowly() {
        return repetitions / SLOW;
    }

    private static List<String> columns(int[] sizes, IntFunction<String> name) {
        return IntStream.of(sizes).mapToObj(name).toList();
    }

    private static boolean holds(Optional<? extends ConfidenceInterval> interval, double truth) {
        return interval.filter(i -> i.low() <= truth && truth <= i.high()).isPresent();
    }

    /** How often the 95 % interval of a mean holds it: Student's t, and the bootstrap. */
    public CoverageTable means() {
        int[] sizes = {5, 10, 20, 50};
        Bootstrap bootstrap = Bootstrap.withDefaults().withResamples(RESAMPLES);
        List<Row> rows = new ArrayList<>();
        for (SimulatedData data : List.of(
                SimulatedData.normal(.05),
                SimulatedData.logNormal(.5),
                SimulatedData.bimodal(),
                SimulatedData.autocorrelated(.05, .5))) {
            String name = data.toString();
            rows.add(row(
                    name,
                    "t",
                    repetitions,
                    sizes,
                    (random, n) -> holds(StudentInterval.of(data.values(random, n)), data.mean())));
            rows.add(row(
                    name,
                    "percentile",
                    slowly(),
                    sizes,
                    (random, n) -> holds(
                            bootstrap.withSeed(random.nextLong()).percentile(data.values(random, n)), data.mean())));
            rows.add(row(
                    name,
                    "BCa",
                    slowly(),
                    sizes,
                    (random, n) ->
                            holds(bootstrap.withSeed(random.nextLong()).bca(data.values(random, n)), data.mean())));
        }
        return new CoverageTable(
                "How often the 95 % interval of a mean holds it, in percent",
                "95 is wanted, and reached by t where values are independent and not skewed; the bootstrap needs 20 at least."
                        + " AR(1): what iterations cost that depend on the one before, of which a summary warns.",
                columns(sizes, n -> "n = " + n),
                rows);
    }

    /** How often the 95 % interval of a median holds it, of independent values. */
    public CoverageTable medians() {
        int[] sizes = {6, 10, 20, 50, 100};
        List<Row> rows = new ArrayList<>();
        for (SimulatedData data :
                List.of(SimulatedData.normal(.05), SimulatedData.logNormal(.5), SimulatedData.bimodal())) {
            rows.add(row(
                    data.toString(),
                    "order statistics",
                    repetitions,
                    sizes,
                    (random, n) -> holdsMedian(data, List.of(data.values(random, n)))));
        }
        return new CoverageTable(
                "How often the 95 % interval of a median holds it, in percent",
                "At least 95 is wanted, of any distribution; more where no ranks come nearer.",
                columns(sizes, n -> "n = " + n),
                rows);
    }

    private static boolean holdsMedian(SimulatedData data, List<double[]> forks) {
        return QuantileEstimate.of(.5, forks)
                .interval()
                .filter(i -> i.low() <= data.median() && data.median() <= i.high())
                .isPresent();
    }

    /**
     * The same where forks differ: the mean over fork means and, the wrong way, over all values; the median both ways.
     */
    public CoverageTable forks() {
        int[][] shapes = {{3, 5}, {5, 5}, {5, 20}, {10, 5}, {3, 100}};
        int[] sizes = IntStream.range(0, shapes.length).toArray();
        SimulatedData data = SimulatedData.forked(.05, BETWEEN);
        IntFunction<int[]> shape = i -> shapes[i];
        List<Row> rows = List.of(
                row(
                        "mean",
                        "t over fork means",
                        repetitions,
                        sizes,
                        (random, i) -> holds(
                                Estimate.of(draw(random, data, shape.apply(i))).interval(), data.mean())),
                row(
                        "mean",
                        "t over all values (wrong)",
                        repetitions,
                        sizes,
                        (random, i) -> holds(StudentInterval.of(all(draw(random, data, shape.apply(i)))), data.mean())),
                row("median", "values count as fewer", repetitions, sizes, (random, i) -> {
                    // Where they count as fewer than 6 there is no interval, and none that misses.
                    List<double[]> forks = draw(random, data, shape.apply(i));
                    return QuantileEstimate.of(.5, forks).interval().isEmpty() || holdsMedian(data, forks);
                }),
                row(
                        "median",
                        "all values count (wrong)",
                        repetitions,
                        sizes,
                        (random, i) -> holdsMedian(data, List.of(all(draw(random, data, shape.apply(i)))))));
        return new CoverageTable(
                "How often a 95 % interval holds the truth where forks differ, in percent",
                "95 is wanted. Forks × iterations; normal values, the variance between forks a quarter of that within. A median"
                        + " without an interval, since its values count as too few, is none that misses.",
                columns(sizes, i -> shapes[i][0] + " × " + shapes[i][1]),
                rows);
    }

    private static List<double[]> draw(Random random, SimulatedData data, int... shape) {
        return data.forks(random, shape[0], shape[1]);
    }

    private static double[] all(List<double[]> forks) {
        return forks.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** How often a comparison finds something where nothing changed. */
    public CoverageTable falseAlarms() {
        int[] sizes = {3, 5, 10, 20};
        SimulatedData quiet = SimulatedData.forked(.03, BETWEEN);
        SimulatedData wild = SimulatedData.forked(.15, BETWEEN);
        List<Row> rows = List.of(
                row(
                        "3 % noise",
                        "verdict better or worse",
                        repetitions,
                        sizes,
                        (random, n) -> isAlarm(verdict(random, quiet, quiet, n))),
                row(
                        "15 % noise",
                        "verdict better or worse",
                        repetitions,
                        sizes,
                        (random, n) -> isAlarm(verdict(random, wild, wild, n))),
                row(
                        "15 % noise",
                        "the same, in turn, while it drifts",
                        repetitions,
                        sizes,
                        (random, n) -> isAlarm(inTurn(random, means(random, wild, n), means(random, wild, n)))),
                row(
                        "15 % noise",
                        "any verdict of " + METRICS + " metrics",
                        slowly(),
                        sizes,
                        (random, n) -> isAlarmAmongSeveral(random, wild, n)),
                row(
                        "15 % noise",
                        "p < .05, fork means",
                        repetitions,
                        sizes,
                        (random, n) -> isSignificant(means(random, wild, n), means(random, wild, n))),
                row(
                        "15 % noise",
                        "p < .05, all values (wrong)",
                        slowly(),
                        sizes,
                        (random, n) -> isSignificant(
                                all(wild.forks(random, n, ITERATIONS)), all(wild.forks(random, n, ITERATIONS)))));
        return new CoverageTable(
                "How often a comparison finds a difference where there is none, in percent",
                "At most 5 is wanted. Forks of " + ITERATIONS
                        + " iterations on each side, the variance between forks a quarter of that within; threshold 5 %. "
                        + DRIFTS,
                columns(sizes, n -> n + " forks"),
                rows);
    }

    /** How often a slow-down is found. */
    public CoverageTable power() {
        int[] sizes = {3, 4, 5, 6, 8, 10, 12};
        SimulatedData iterations = SimulatedData.forked(.03, BETWEEN);
        SimulatedData forkMeans = SimulatedData.normal(.03);
        List<Row> rows = new ArrayList<>();
        for (double slower : new double[] {1.05, 1.1}) {
            String percent = Math.round(100 * (slower - 1)) + " % slower";
            rows.add(row(
                    percent,
                    "3 % between fork means",
                    repetitions,
                    sizes,
                    (random, n) -> verdict(forkMeans.times(slower).values(random, n), forkMeans.values(random, n))
                            == Verdict.WORSE));
            rows.add(row(
                    percent,
                    "3 % between iterations",
                    repetitions,
                    sizes,
                    (random, n) -> verdict(random, iterations.times(slower), iterations, n) == Verdict.WORSE));
            rows.add(row(
                    percent,
                    "3 % between fork means, drift",
                    repetitions,
                    sizes,
                    (random, n) ->
                            inTurn(random, forkMeans.times(slower).values(random, n), forkMeans.values(random, n))
                                    == Verdict.WORSE));
        }
        return new CoverageTable(
                "How often a comparison calls a slow-down worse, in percent",
                "Forks on each side. Between iterations: forks of " + ITERATIONS
                        + ", the variance between forks a quarter of that within. One metric, threshold 5 %; the better 5 % is"
                        + " known, the more surely one interval in forty ends below it, and is called equivalent. "
                        + DRIFTS,
                columns(sizes, n -> n + " forks"),
                rows);
    }

    private static double[] means(Random random, SimulatedData data, int forks) {
        return Estimate.replicates(data.forks(random, forks, ITERATIONS));
    }

    private static Verdict verdict(Random random, SimulatedData candidate, SimulatedData base, int forks) {
        return verdict(means(random, candidate, forks), means(random, base, forks));
    }

    private static Verdict verdict(double[] candidate, double[] base) {
        return verdict(TwoSamples.of(candidate, base));
    }

    private static Verdict verdict(TwoSamples samples) {
        return Verdict.of(samples, samples.pValue(), THRESHOLD, Better.LOWER);
    }

    /** Of forks measured in turn while the machine drifts: from {@link Comparison#PAIRED_FROM} rounds on they are paired. */
    private static Verdict inTurn(Random random, double[] candidate, double[] base) {
        double drift = DRIFT * (2 * random.nextDouble() - 1);
        int last = base.length - 1;
        for (int i = 0; i <= last; i++) {
            double level = 1 + drift * i / last;
            candidate[i] *= level;
            base[i] *= level;
        }
        return verdict(
                base.length < Comparison.PAIRED_FROM
                        ? TwoSamples.of(candidate, base)
                        : TwoSamples.ofPairs(candidate, base));
    }

    private static boolean isAlarm(Verdict verdict) {
        return verdict == Verdict.BETTER || verdict == Verdict.WORSE;
    }

    private static boolean isSignificant(double[] candidate, double[] base) {
        return TwoSamples.of(candidate, base).pValue().orElse(1) < LEVEL;
    }

    private static boolean isAlarmAmongSeveral(Random random, SimulatedData data, int forks) {
        List<TwoSamples> metrics = new ArrayList<>();
        for (int i = 0; i < METRICS; i++) {
            metrics.add(TwoSamples.of(means(random, data, forks), means(random, data, forks)));
        }
        double[] adjusted = Adjustment.BENJAMINI_HOCHBERG.of(metrics.stream()
                .mapToDouble(samples -> samples.pValue().orElse(1))
                .toArray());
        return IntStream.range(0, METRICS)
                .anyMatch(i ->
                        isAlarm(Verdict.of(metrics.get(i), OptionalDouble.of(adjusted[i]), THRESHOLD, Better.LOWER)));
    }

    /** How often the search in a history alarms where nothing changed, in both modes. */
    public CoverageTable historyAlarms() {
        int[] sizes = {20, 50, 100};
        List<Row> rows = histories(
                List.of(SimulatedData.normal(.03), SimulatedData.autocorrelated(.03, .5), SimulatedData.spiked(.03)),
                sizes,
                (search, values) -> !search.in(values).changes().isEmpty());
        return new CoverageTable(
                "How often a history without any change alarms, in percent",
                "At most 1 is wanted of the corrected mode (p = .01 for all of a history), where runs are independent; of the"
                        + " compatible one (p = .001 for each test) what Apache Otava does.",
                columns(sizes, n -> n + " runs"),
                rows);
    }

    /** How often the search in a history finds a slow-down that stays, within five runs of where it began. */
    public CoverageTable historyPower() {
        int[] sizes = {20, 30, 50, 100};
        List<Row> rows = histories(
                List.of(SimulatedData.normal(.03), SimulatedData.spiked(.03)),
                sizes,
                (search, values) -> search.in(slowedHalfWay(values)).changes().stream()
                        .anyMatch(change ->
                                Math.abs(change.index() - values.length / 2) <= 5 && change.after() > change.before()));
        return new CoverageTable(
                "How often a history finds a slow-down of 5 % among 3 % noise, half-way, in percent",
                "Found: a rise at most five runs from where it is.", columns(sizes, n -> n + " runs"), rows);
    }

    private List<Row> histories(List<SimulatedData> of, int[] sizes, BiPredicate<LevelSearch, double[]> isSo) {
        List<Row> rows = new ArrayList<>();
        for (SimulatedData data : of) {
            for (Mode mode : Mode.values()) {
                LevelSearch search = LevelSearch.of(mode);
                rows.add(row(
                        data.toString(),
                        mode.toString(),
                        slowly(),
                        sizes,
                        (random, n) -> isSo.test(search, data.values(random, n))));
            }
        }
        return rows;
    }

    private static double[] slowedHalfWay(double[] values) {
        for (int i = values.length / 2; i < values.length; i++) {
            values[i] *= 1.05;
        }
        return values;
    }

    /** How often it repeats, and the seed. */
    @Override
    public String toString() {
        return repetitions + " repetitions, seed " + seed;
    }
}
