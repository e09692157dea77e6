package flowbench.statistics;

import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * Whether the mean of independent values is known precisely enough to measure no more: the half-width of its 95 %
 * interval ({@link StudentInterval}) is at most a fraction of the mean, and there are values enough to believe that.
 *
 * <p>Whoever stops at the first interval that is narrow enough stops more often where the spread looks smaller than it
 * is, so that the interval covers a little less than it says: the fewer values at least, the more so
 * ({@link #coverage}).
 *
 * <p>Source: Y. S. Chow and H. Robbins (1965), On the asymptotic theory of fixed-width sequential confidence intervals
 * for the mean, <i>The Annals of Mathematical Statistics</i> 36(2), 457–462; here relative to the mean.
 *
 * @param target the half-width that is wanted, as a fraction of the mean
 * @param leastValues fewer values than this are never enough
 */
public record PrecisionRule(double target, int leastValues) {
    /** Fewer values than this are never enough, whatever is asked for. */
    public static final int LEAST_VALUES = 10;

    /** Values at least, and the simulated coverage of a 95 % interval (standard error about .002). */
    private static final double[][] COVERAGE = {{3, .905}, {5, .929}, {10, .935}, {20, .945}};

    /** With a target, and at least so many values and no fewer than {@link #LEAST_VALUES}. */
    public static PrecisionRule of(double target, int values) {
        return new PrecisionRule(target, Math.max(LEAST_VALUES, values));
    }

    /** Whether these values, in the order in which they were measured, are enough. */
    public boolean isMetBy(double... values) {
        return values.length >= leastValues && reached(values).stream().anyMatch(reached -> reached <= target);
    }

    /**
     * The half-width of the 95 % interval of the mean of values, as a fraction of the mean:
     * {@code t(.975, n − 1) · s / (√n · |x̄|)}. Absent where there is no interval ({@link StudentInterval}), or the
     * mean is 0.
     */
    public static OptionalDouble reached(double... values) {
        return StudentInterval.of(values).stream()
                .mapToDouble(interval -> (interval.high() - interval.low())
                        / 2
                        / Math.abs(Mean.of(values).getAsDouble()))
                .filter(Double::isFinite)
                .findFirst();
    }

    /**
     * About how often the 95 % interval holds the mean when this rule stopped the measurement: .935 with 10 values at
     * least, .945 with 20 or more. Simulated on normal values.
     */
    public static double coverage(int leastValues) {
        double coverage = COVERAGE[0][1];
        for (double[] row : COVERAGE) {
            if (leastValues >= row[0]) {
                coverage = row[1];
            }
        }
        return coverage;
    }
}
