package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Hodges–Lehmann estimate of how far one sample is shifted from another: the median of all differences
 * {@code value − base}, in the unit of the values. Hardly moved by outliers, where a difference of means is.
 *
 * <p>Its interval needs no distribution: of the {@code nm} differences in order, those of ranks {@code k} and
 * {@code nm + 1 − k}, where {@code k} is the largest with {@code P(U ≤ k − 1) ≤ .025} and {@code U} is the Mann–Whitney
 * statistic of samples that do not differ; exact below 50 values on both sides, else normal. Absent where there is no
 * such rank: at 3 and 3 values, and 3 and 4; 4 and 4 have one.
 *
 * <p>Absent altogether where a side is empty or there are more than four million differences.
 *
 * <p>Sources: J. L. Hodges and E. L. Lehmann (1963), Estimates of location based on rank tests, <i>Annals of
 * Mathematical Statistics</i> 34(2), 598–611; M. Hollander and D. A. Wolfe (1999), <i>Nonparametric Statistical
 * Methods</i>, 2nd edition, sections 4.2 and 4.3.
 *
 * @param shift the median of the differences
 * @param interval 95 % interval of it, at the least; its ranks are among the differences
 */
public record HodgesLehmann(double shift, Optional<OrderStatisticInterval> interval) {
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;
    private static final long MOST_DIFFERENCES = 4_000_000;

    /** Of two independent samples. */
    public static Optional<HodgesLehmann> of(double[] values, double[] base) {
        if (values.length == 0 || base.length == 0 || (long) values.length * base.length > MOST_DIFFERENCES) {
            return Optional.empty();
        }
        Finite.checked(base);
        double[] differences = Arrays.stream(Finite.checked(values))
                .flatMap(value -> Arrays.stream(base).map(other -> value - other))
                .sorted()
                .toArray();
        return Optional.of(new HodgesLehmann(
                Median.withDefaults().withCopy(true).evaluate(differences),
                interval(differences, values.length, base.length)));
    }

    private static Optional<OrderStatisticInterval> interval(double[] differences, int n, int m) {
        boolean exact = Math.max(n, m) < MannWhitney.APPROXIMATE;
        double[] probabilities = exact ? probabilities(n, m) : new double[0];
        int rank = 0;
        double below = 0;
        // Of rank + 1, P(U ≤ rank).
        for (double next = exact ? probabilities[0] : normal(n, m, 0); next <= TAIL; ) {
            below = next;
            rank++;
            next = exact ? below + probabilities[rank] : normal(n, m, rank);
        }
        return rank == 0
                ? Optional.empty()
                : Optional.of(new OrderStatisticInterval(
                        rank,
                        differences.length + 1 - rank,
                        differences[rank - 1],
                        differences[differences.length - rank],
                        1 - 2 * below));
    }

    private static double normal(int n, int m, int u) {
        double pairs = (double) n * m;
        return NormalDistribution.of(pairs / 2, Math.sqrt(pairs * (n + m + 1) / 12))
                .cumulativeProbability(u + .5);
    }

    /**
     * {@code P(U = u)} for every {@code u} up to {@code nm}. The largest of all values is one of the {@code n} with
     * probability {@code n/(n + m)}, and is then above all {@code m} others; else it adds nothing.
     */
    private static double[] probabilities(int n, int m) {
        double[][] before = new double[m + 1][];
        for (int j = 0; j <= m; j++) {
            before[j] = new double[] {1};
        }
        for (int i = 1; i <= n; i++) {
            double[][] next = new double[m + 1][];
            next[0] = new double[] {1};
            for (int j = 1; j <= m; j++) {
                next[j] = new double[i * j + 1];
                for (int u = 0; u < before[j].length; u++) {
                    next[j][u + j] += before[j][u] * i / (i + j);
                }
                for (int u = 0; u < next[j - 1].length; u++) {
                    next[j][u] += next[j - 1][u] * j / (i + j);
                }
            }
            before = next;
        }
        return before[m];
    }

    /** The shift and its interval in one line. */
    @Override
    public String toString() {
        return Scale.text("", shift)
                + interval.map(i -> ", 95 % interval " + Scale.text("", i.low()) + " to " + Scale.text("", i.high()))
                        .orElse("");
    }
}
