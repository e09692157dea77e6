package flowbench.statistics;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.interval.Interval;
import org.apache.commons.statistics.interval.NormalConfidenceInterval;

/**
 * The two-sided confidence interval of a mean: {@code mean ± t(1 − α/2, n − 1) · s / √n}, where {@code s} is the
 * standard deviation with divisor {@code n − 1} and {@code α = 1 − level}. Absent for fewer than two values and for
 * values without any spread, which tell nothing of the error of their mean.
 *
 * <p>Source: Student (1908), The probable error of a mean, <i>Biometrika</i> 6(1), 1–25; computed by Apache Commons
 * Statistics.
 *
 * @param low the lower bound
 * @param high the upper bound
 * @param level the confidence level, such as .95
 * @param n how many values it is made of
 */
public record StudentInterval(double low, double high, double level, int n) implements ConfidenceInterval {
    /** The level of every interval that names no other. */
    public static final double DEFAULT_LEVEL = .95;

    @Override
    public IntervalMethod method() {
        return IntervalMethod.T;
    }

    /** The 95 % interval of the mean of values. */
    public static Optional<StudentInterval> of(double... values) {
        return ofLevel(DEFAULT_LEVEL, values);
    }

    /** The interval of the mean of values, at a level between 0 and 1. */
    public static Optional<StudentInterval> ofLevel(double level, double... values) {
        Finite.checked(values);
        if (values.length < 2) {
            return Optional.empty();
        }
        double variance = Moments.variance(values);
        if (variance == 0 || !Double.isFinite(variance)) {
            return Optional.empty();
        }
        Interval interval =
                NormalConfidenceInterval.MEAN.fromErrorRate(Moments.mean(values), variance, values.length, 1 - level);
        return Optional.of(
                new StudentInterval(interval.getLowerBound(), interval.getUpperBound(), level, values.length));
    }

    /** The interval of the same mean at another level between 0 and 1. */
    public StudentInterval atLevel(double other) {
        double mean = (low + high) / 2;
        double half = (high - low) / 2 * quantile(other) / quantile(level);
        return new StudentInterval(mean - half, mean + half, other, n);
    }

    private double quantile(double at) {
        return TDistribution.of(n - 1).inverseSurvivalProbability((1 - at) / 2);
    }
}
