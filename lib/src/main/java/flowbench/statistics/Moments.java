package flowbench.statistics;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * Mean and variance of the library, to the last digit where it matters: the mean of values that are all the same is
 * that value, their variance is 0, and no mean lies outside its values. Rounded sums do not give that: of .1, .1 and .1
 * they give another mean, and from that a variance above 0, an interval and a share of noise that are made of nothing.
 */
public final class Moments {
    private Moments() {}

    /** The mean of one value or more. */
    public static double mean(double... values) {
        double min = values[0];
        double max = values[0];
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return Math.max(min, Math.min(max, Mean.of(values).getAsDouble()));
    }

    /** The variance, with divisor {@code n − 1}, of two values or more; infinite or NaN where their squares are too large. */
    static double variance(double... values) {
        for (double value : values) {
            if (value != values[0]) {
                return Variance.of(values).getAsDouble();
            }
        }
        return 0;
    }
}
