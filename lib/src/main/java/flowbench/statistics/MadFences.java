package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Median;

/**
 * A second opinion on outliers, beside {@link TukeyFences}: the modified z-score {@code (x − median) / (1.4826 · MAD)},
 * where MAD is the median of the distances from the median. A value is an outlier where the score is more than 3.5 from
 * 0. The factor makes the MAD of normal values their standard deviation.
 *
 * <p>Up to half of the values may be wild and it still holds, where Tukey's fences bear a quarter. Absent where more
 * than half of the values are the same: the MAD is then 0 and says nothing of the others.
 *
 * <p>Source: B. Iglewicz and D. C. Hoaglin (1993), <i>How to Detect and Handle Outliers</i>, ASQC Quality Press.
 *
 * @param median of the values
 * @param mad the median of their distances from it, not scaled
 */
public record MadFences(double median, double mad) {
    private static final double NORMAL = 1.4826;
    private static final double LIMIT = 3.5;

    /**
     * The fences of values.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public static Optional<MadFences> of(double... values) {
        // On copies: the library would sort the caller's values, and each must keep its place among the others.
        Median median = Median.withDefaults().withCopy(true);
        double middle = median.evaluate(Finite.required(values));
        double mad = median.evaluate(
                Arrays.stream(values).map(value -> Math.abs(value - middle)).toArray());
        return mad > 0 && Double.isFinite(mad * NORMAL) ? Optional.of(new MadFences(middle, mad)) : Optional.empty();
    }

    /** How far a value lies from the median, in standard deviations of normal values; below 0 where it is less. */
    public double score(double value) {
        // Divided twice, since the product of a tiny MAD and the factor may lose its digits.
        return (value - median) / mad / NORMAL;
    }

    /** Whether a value is an outlier; one whose score is 3.5 is not. */
    public boolean flag(double value) {
        return Math.abs(score(value)) > LIMIT;
    }
}
