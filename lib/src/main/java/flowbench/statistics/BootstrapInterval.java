package flowbench.statistics;

/**
 * A confidence interval that {@link Bootstrap} found.
 *
 * @param low the lower bound
 * @param high the upper bound
 * @param level the confidence level, such as .95
 * @param n how many values were resampled
 * @param method {@link IntervalMethod#PERCENTILE} or {@link IntervalMethod#BCA}
 * @param resamples how many times
 * @param seed of the generator that drew them
 */
public record BootstrapInterval(
        double low, double high, double level, int n, IntervalMethod method, int resamples, long seed)
        implements ConfidenceInterval {}
