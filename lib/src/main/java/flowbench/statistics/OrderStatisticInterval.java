package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The distribution-free confidence interval of a quantile. Of the {@code n} values in order, {@code B ~ Binomial(n, p)}
 * lie below the quantile; the bounds are the values of ranks {@code l}, the largest with {@code P(B ≤ l − 1) ≤ α/2},
 * and {@code u}, the smallest with {@code P(B ≥ u) ≤ α/2}. Absent where no such ranks exist.
 *
 * <p>Source: W. J. Conover (1999), <i>Practical Nonparametric Statistics</i>, 3rd edition, section 3.2.
 *
 * @param lowRank the rank of the lower bound, from 1
 * @param highRank the rank of the upper bound
 * @param low the lower bound
 * @param high the upper bound
 * @param coverage the probability {@code P(l ≤ B < u)} that it holds the quantile of a continuous distribution
 */
public record OrderStatisticInterval(int lowRank, int highRank, double low, double high, double coverage) {
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;
    /** Of the division of two logarithms, so that an exact whole number is not rounded up to the next. */
    private static final double ROUNDING = 1e-9;

    /** The 95 % interval of the quantile {@code p}, between 0 and 1, of values in any order. */
    public static Optional<OrderStatisticInterval> of(double p, double... values) {
        double[] sorted = Finite.checked(values).clone();
        Arrays.sort(sorted);
        return ofIndependent(p, sorted.length, sorted.length, rank -> sorted[rank], rank -> sorted[rank]);
    }

    /**
     * The same of values in ascending order that say as much as {@code n} independent ones, no more than there are. The
     * ranks of {@code n} values become those at the same shares of the values there are, rounded outwards.
     *
     * @param all how many values there are
     * @param low the value of a rank, counted from 0, or what it is at least
     * @param high the value of a rank, or what it is at most
     */
    static Optional<OrderStatisticInterval> ofIndependent(
            double p, int n, int all, IntToDoubleFunction low, IntToDoubleFunction high) {
        if (n < smallestSample(p)) {
            return Optional.empty();
        }
        BinomialDistribution below = BinomialDistribution.of(n, p);
        // The smallest k with P(B ≤ k) ≥ TAIL; the library finds it by its quantile function.
        int least = below.inverseCumulativeProbability(TAIL);
        int lowRank = below.cumulativeProbability(least) <= TAIL ? least + 1 : least;
        int highRank = below.inverseCumulativeProbability(1 - TAIL) + 1;
        if (lowRank < 1 || highRank > n) {
            return Optional.empty();
        }
        double coverage = below.cumulativeProbability(highRank - 1) - below.cumulativeProbability(lowRank - 1);
        int lowIndex = (int) ((lowRank - 1L) * all / n);
        int highIndex = (int) (all - 1 - (long) (n - highRank) * all / n);
        return Optional.of(new OrderStatisticInterval(
                lowIndex + 1, highIndex + 1, low.applyAsDouble(lowIndex), high.applyAsDouble(highIndex), coverage));
    }

    /**
     * The smallest sample with a two-sided 95 % interval of the quantile {@code p}: the smallest {@code n} with {@code
     * max(p, 1 − p)ⁿ ≤ .025}. For the median it is 6, for p90 36, p95 72, p99 368, p99.9 3 688.
     */
    public static int smallestSample(double p) {
        return (int) Math.ceil(Math.log(TAIL) / Math.log(Math.max(p, 1 - p)) - ROUNDING);
    }
}
