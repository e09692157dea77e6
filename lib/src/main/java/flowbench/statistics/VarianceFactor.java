package flowbench.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How well a variance is known from few values: the true one lies, with 95 % confidence, between {@code low} and
 * {@code high} times the one that was observed: {@code (n − 1) / χ²(.975, n − 1)} and
 * {@code (n − 1) / χ²(.025, n − 1)}, if the values are normal.
 *
 * <p>Source: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.8.
 *
 * @param low below 1
 * @param high above 1
 * @param n how many values the variance is of
 */
public record VarianceFactor(double low, double high, int n) {
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;

    /**
     * Of the variance of {@code n} values.
     *
     * @throws IllegalArgumentException if there are fewer than two
     */
    public static VarianceFactor of(int n) {
        if (n < 2) {
            throw new IllegalArgumentException("There is no variance of " + n + " values; it needs two at least.");
        }
        double freedom = n - 1.0;
        ChiSquaredDistribution chi = ChiSquaredDistribution.of(freedom);
        return new VarianceFactor(
                freedom / chi.inverseSurvivalProbability(TAIL), freedom / chi.inverseCumulativeProbability(TAIL), n);
    }
}
