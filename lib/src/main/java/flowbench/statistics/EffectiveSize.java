package flowbench.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * As how many independent values those of several forks count, where the share of them that lies below a bound is asked
 * for:
 *
 * <pre>n* = n / deff · (t(.975, n − 1) / t(.975, forks − 1))²</pre>
 *
 * <p>The values of one fork are alike. The design effect {@code deff}, 1 at least, is how many times as much the share
 * varies between forks as it would if the values were independent; the quotient is for the few forks it is known from.
 * With one fork {@code n*} is {@code n}, which holds within one process.
 *
 * <p>Source: E. L. Korn and B. I. Graubard (1998), Confidence intervals for proportions with small expected number of
 * positive counts estimated from survey data, <i>Survey Methodology</i> 24(2), 193–201.
 */
final class EffectiveSize {
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;
    /** So that a whole number that was computed by a division is not rounded down to the one before. */
    private static final double ROUNDING = 1e-9;

    private EffectiveSize() {}

    /**
     * Rounded down.
     *
     * @param sizes how many values each fork has
     * @param below how many of them lie below the bound; one that lies on it counts half
     */
    static int of(int[] sizes, double[] below) {
        int n = Arrays.stream(sizes).sum();
        int forks = sizes.length;
        if (forks < 2) {
            return n;
        }
        double share = Arrays.stream(below).sum() / n;
        double between = 0;
        for (int i = 0; i < forks; i++) {
            double difference = (below[i] - share * sizes[i]) / n;
            between += difference * difference;
        }
        between *= forks / (forks - 1.0);
        double expected = share * (1 - share) / n;
        double effect = expected > 0 ? Math.max(1, between / expected) : 1;
        double t = t(n - 1) / t(forks - 1);
        return (int) Math.floor(n / effect * t * t + ROUNDING);
    }

    private static double t(int freedom) {
        return TDistribution.of(freedom).inverseSurvivalProbability(TAIL);
    }
}
