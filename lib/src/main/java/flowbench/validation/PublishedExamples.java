package flowbench.validation;

import flowbench.statistics.Adjustment;
import flowbench.statistics.Bootstrap;
import flowbench.statistics.BootstrapInterval;
import flowbench.statistics.CliffsDelta;
import flowbench.statistics.Distribution;
import flowbench.statistics.Estimate;
import flowbench.statistics.HodgesLehmann;
import flowbench.statistics.MadFences;
import flowbench.statistics.MannWhitney;
import flowbench.statistics.MeanDifference;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TukeyFences;
import flowbench.statistics.VarianceComponents;
import flowbench.validation.SelfCheck.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Worked examples of papers, of SciPy and of R, with the values that they give. */
final class PublishedExamples {
    private static final double EXACT = SelfCheck.ALL_DIGITS;
    /** What the inverse of Student's t is good for. */
    private static final double DIGITS_OF_T = 10;

    private final List<Check> checks = new ArrayList<>();
    private String source = "";

    private PublishedExamples() {}

    static List<Check> checks() {
        PublishedExamples examples = new PublishedExamples();
        examples.setsOfNist();
        examples.orderStatistics();
        examples.bootstrap();
        examples.varianceComponents();
        examples.ofR();
        examples.ranks();
        examples.cliffsDelta();
        examples.adjustment();
        return examples.checks;
    }

    private void add(String what, double published, double least, OptionalDouble computed) {
        checks.add(new Check(source, what, published, computed, least));
    }

    private void add(String what, double published, double least, double computed) {
        add(what, published, least, OptionalDouble.of(computed));
    }

    private <T> void add(String what, double published, double least, Optional<T> of, ToDoubleFunction<T> part) {
        add(
                what,
                published,
                least,
                of.isPresent() ? OptionalDouble.of(part.applyAsDouble(of.get())) : OptionalDouble.empty());
    }

    /** How many digits agree at the least where a published value was rounded to some decimals. */
    private static double rounded(double published, int decimals) {
        // Of a value that lies just between two, the rounding of a double decides.
        return -Math.log10(.5001 * Math.pow(10, -decimals) / Math.abs(published));
    }

    /**
     * scipy.stats.t.interval, numpy.quantile, scipy.stats.median_abs_deviation and scipy.stats.binom on three of NIST's
     * sets.
     */
    private void setsOfNist() {
        source = "SciPy, set of NIST";
        set(NistSets.LEW, -216.105749472, -138.764250528, -451, -162, 93, 182.5, 270.5, 86, 115);
        set(NistSets.LOTTERY, 480.019717589, 557.897713604, 272.75, 522.5, 779.25, 909.2, 254, 95, 124);
        set(NistSets.MAVRO, 2.001734044464, 2.001977955536, 2.0015, 2.0018, 2.0021, 2.0026, .0003, 18, 33);
    }

    private void set(
            NistSets set,
            double low,
            double high,
            double q1,
            double median,
            double q3,
            double p90,
            double mad,
            int lowRank,
            int highRank) {
        double[] values = set.read();
        var t = StudentInterval.of(values);
        var ranks = OrderStatisticInterval.of(.5, values);
        add(set + ": t interval, low", low, DIGITS_OF_T, t, StudentInterval::low);
        add(set + ": t interval, high", high, DIGITS_OF_T, t, StudentInterval::high);
        add(set + ": lower quartile", q1, 14, TukeyFences.of(values).q1());
        add(set + ": median", median, 14, Estimate.of(values).median());
        add(set + ": upper quartile", q3, 14, TukeyFences.of(values).q3());
        add(set + ": p90", p90, 14, QuantileEstimate.of(.9, values).value());
        // Of differences of the median, which loses what the two have in common.
        add(set + ": MAD, not scaled", mad, set == NistSets.MAVRO ? 11 : 14, MadFences.of(values), MadFences::mad);
        add(set + ": median interval, low rank", lowRank, EXACT, ranks, OrderStatisticInterval::lowRank);
        add(set + ": median interval, high rank", highRank, EXACT, ranks, OrderStatisticInterval::highRank);
    }

    /**
     * The ranks of the median's interval after Conover (1999), section 3.2, from scipy.stats.binom, and its coverage.
     */
    private void orderStatistics() {
        source = "order statistics, SciPy";
        median(6, 1, 6, .9688);
        median(9, 2, 8, .9609);
        median(10, 2, 9, .9785);
        median(15, 4, 12, .9648);
        median(20, 6, 15, .9586);
        median(30, 10, 21, .9572);
        median(50, 18, 33, .9672);
        median(100, 40, 61, .9648);
        for (double[] smallest : new double[][] {{.5, 6}, {.9, 36}, {.95, 72}, {.99, 368}, {.999, 3688}}) {
            add(
                    "smallest n, quantile " + smallest[0],
                    smallest[1],
                    EXACT,
                    OrderStatisticInterval.smallestSample(smallest[0]));
        }
    }

    private void median(int n, int low, int high, double coverage) {
        var interval = OrderStatisticInterval.of(.5, upFrom1(n));
        add("n = " + n + ": low rank", low, EXACT, interval, OrderStatisticInterval::lowRank);
        add("n = " + n + ": high rank", high, EXACT, interval, OrderStatisticInterval::highRank);
        add("n = " + n + ": coverage", coverage, rounded(coverage, 4), interval, OrderStatisticInterval::coverage);
    }

    private static double[] upFrom1(int n) {
        return DoubleStream.iterate(1, x -> x + 1).limit(n).toArray();
    }

    /** The values that SciPy's test suite holds its bootstrap to, to .5 %; they were computed with R's boot. */
    private void bootstrap() {
        source = "R boot, SciPy";
        double[] x = {10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213};
        Bootstrap bootstrap = Bootstrap.withDefaults().withResamples(200_000);
        double half = -Math.log10(.005);
        add("mean, percentile interval, low", 28.86, half, bootstrap.percentile(x), BootstrapInterval::low);
        add("mean, percentile interval, high", 84.21, half, bootstrap.percentile(x), BootstrapInterval::high);
        add("mean, BCa interval, low", 32.31, half, bootstrap.bca(x), BootstrapInterval::low);
        add("mean, BCa interval, high", 91.43, half, bootstrap.bca(x), BootstrapInterval::high);
    }

    /** The worked examples of Kalibera and Jones, as the test suite of libkalibera has them. */
    private void varianceComponents() {
        source = "Kalibera and Jones";
        var two = VarianceComponents.of(new double[][] {{9, 5, 8, 3}, {10, 6, 7, 11}, {1, 12, 2, 4}});
        add("two levels: mean", 6.5, 14, two, VarianceComponents::mean);
        add(
                "two levels: S₁²",
                12.7222,
                rounded(12.7222, 4),
                two,
                v -> v.levels().get(0).s2());
        add("two levels: S₂²", 3.5625, 14, two, v -> v.levels().get(1).s2());
        add(
                "two levels: T₂²",
                .38194,
                rounded(.38194, 5),
                two,
                v -> v.levels().get(1).t2());
        add(
                "two levels: half of the interval",
                4.6887,
                rounded(4.6887, 4),
                two,
                v -> v.halfWidth().orElse(0));
        var three = VarianceComponents.of(new double[][][] {{{9, 5}, {8, 3}}, {{10, 6}, {7, 11}}, {{1, 12}, {2, 4}}});
        add(
                "three levels: S₁²",
                16.5,
                rounded(16.5, 1),
                three,
                v -> v.levels().get(0).s2());
        add(
                "three levels: S₂²",
                2.6,
                rounded(2.6, 1),
                three,
                v -> v.levels().get(1).s2());
        add(
                "three levels: S₃²",
                3.6,
                rounded(3.6, 1),
                three,
                v -> v.levels().get(2).s2());
        add(
                "three levels: T₂²",
                -5.7,
                rounded(5.7, 1),
                three,
                v -> v.levels().get(1).t2());
        add(
                "three levels: T₃²",
                2.3,
                rounded(2.3, 1),
                three,
                v -> v.levels().get(2).t2());
        var costs = VarianceComponents.of(new double[][][] {{{3, 4, 3}, {1.2, 3.1, 3}}, {{.2, 1, 1.5}, {1, 2, 3}}});
        add(
                "best repetitions, level 1",
                4.2937,
                rounded(4.2937, 4),
                costs,
                v -> v.bestRepetitions(1, 3, 20, 100).orElse(0));
        add(
                "best repetitions, level 2",
                1.3023,
                rounded(1.3023, 4),
                costs,
                v -> v.bestRepetitions(2, 3, 20, 100).orElse(0));
    }

    private void ofR() {
        source = "R";
        add(
                "quantile(1:40, .9, type = 7)",
                36.1,
                14,
                Distribution.of(LongStream.rangeClosed(1, 40).toArray()).quantile(.9));
        // t.test(extra ~ group, data = sleep), and paired
        double[] drug1 = {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2};
        double[] drug2 = {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        var welch = MeanDifference.welch(drug1, drug2);
        add("sleep, Welch: p", .07939, rounded(.07939, 5), welch, MeanDifference::pValue);
        add(
                "sleep, Welch: low",
                -3.3654832,
                rounded(3.3654832, 7),
                welch,
                d -> d.interval().low());
        add(
                "sleep, Welch: high",
                .2054832,
                rounded(.2054832, 7),
                welch,
                d -> d.interval().high());
        var paired = MeanDifference.paired(drug1, drug2);
        add("sleep, paired: p", .002833, rounded(.002833, 6), paired, MeanDifference::pValue);
        add(
                "sleep, paired: low",
                -2.4598858,
                rounded(2.4598858, 7),
                paired,
                d -> d.interval().low());
        // wilcox.test(x, y, conf.int = TRUE), data of Hollander and Wolfe (1973), page 69
        var shift = HodgesLehmann.of(
                new double[] {.80, .83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, .73, 1.46},
                new double[] {1.15, .88, .90, .74, 1.21});
        add("wilcox.test: shift", .305, 13, shift, HodgesLehmann::shift);
        add("wilcox.test: low", -.15, 13, shift.flatMap(HodgesLehmann::interval), OrderStatisticInterval::low);
        add("wilcox.test: high", .76, 13, shift.flatMap(HodgesLehmann::interval), OrderStatisticInterval::high);
    }

    /** scipy.stats.mannwhitneyu: its example, and the smallest exact p-values of its test suite. */
    private void ranks() {
        source = "Mann–Whitney, SciPy";
        var sexes = MannWhitney.of(new double[] {19, 22, 16, 29, 24}, new double[] {20, 11, 17, 12});
        add("males and females: U", 17, EXACT, sexes, MannWhitney::u);
        add("males and females: p", .1111, rounded(.1111, 4), sexes, MannWhitney::pValue);
        smallestP(3, .1, 14);
        smallestP(4, .0286, rounded(.0286, 4));
        smallestP(5, .0079, rounded(.0079, 4));
        smallestP(6, .00216, rounded(.00216, 5));
        smallestP(7, .00058, rounded(.00058, 5));
        smallestP(8, .000155, rounded(.000155, 6));
        smallestP(10, .000011, rounded(.000011, 6));
    }

    private void smallestP(int n, double published, double least) {
        double[] above = Arrays.stream(upFrom1(n)).map(x -> 100 + x).toArray();
        add(
                "smallest p of " + n + " and " + n,
                published,
                least,
                MannWhitney.of(above, upFrom1(n)),
                MannWhitney::pValue);
    }

    /** The cases of the R package effsize, with data of Hogarty and Kromrey (1999). */
    private void cliffsDelta() {
        source = "Cliff's δ, effsize";
        double[] treatment = {10, 10, 20, 20, 20, 30, 30, 30, 40, 50};
        double[] control = {10, 20, 30, 40, 40, 50};
        CliffsDelta small = CliffsDelta.of(treatment, control);
        add("small: δ", -.25, 14, small.value());
        add("small: low", -.7265846, rounded(.7265846, 7), small.interval(), StudentInterval::low);
        add("small: high", .3890062, rounded(.3890062, 7), small.interval(), StudentInterval::high);
        double[] other = {10, 20, 20, 20, 30, 30, 30, 40, 50, 100};
        // Cut, not rounded, after the fifth decimal.
        add("negligible: δ", -.06666, 3.8, CliffsDelta.of(other, control).value());
        double[] three = {1, 2, 1, 3, 2};
        add(
                "medium: δ",
                -.44,
                14,
                CliffsDelta.of(three, new double[] {3, 2, 2, 3, 2}).value());
    }

    /** The fifteen p-values of Benjamini and Hochberg (1995), section 4, and R's p.adjust. */
    private void adjustment() {
        source = "Benjamini and Hochberg";
        double[] p = {
            .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1
        };
        double[] adjusted = Adjustment.BENJAMINI_HOCHBERG.of(p);
        double[] holm = Adjustment.HOLM.of(p);
        add(
                "rejected of fifteen at .05",
                4,
                EXACT,
                Arrays.stream(adjusted).filter(a -> a <= .05).count());
        add(
                "rejected by Holm",
                3,
                EXACT,
                Arrays.stream(holm).filter(a -> a <= .05).count());
        add("adjusted: first", .0015, 14, adjusted[0]);
        add("adjusted: second", .003, 14, adjusted[1]);
        add("adjusted: third", .0095, 14, adjusted[2]);
        add("adjusted: fourth", .03562, 3.5, adjusted[3]);
        add("adjusted: fifth", .0603, rounded(.0603, 4), adjusted[4]);
        add("Holm: second", .0056, 14, holm[1]);
        add("Holm: fourth", .114, 14, holm[3]);
    }
}
