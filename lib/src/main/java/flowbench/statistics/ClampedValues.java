package flowbench.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Values of a series in robust standard deviations from their median, where those beyond 3 count as 3:
 * {@code min(max((x − median) / s, −3), 3)}. A spike has no more weight than the largest of normal values.
 *
 * <p>The standard deviation is that of the noise, whatever levels the series has: of the distances between neighbours,
 * in which a change of level counts once. {@code s = 1.4826 · median |xᵢ₊₁ − xᵢ| / √2} or, where that is 0 since more
 * than half of the neighbours are equal, 1.2533 times their mean distance over √2.
 *
 * <p>Sources: P. J. Huber (1964), Robust estimation of a location parameter, <i>Annals of Mathematical Statistics</i>
 * 35(1), 73–101; J. von Neumann and others (1941), The mean square successive difference, <i>ibid.</i> 12(2), 153–162.
 */
final class ClampedValues {
    private static final double MOST = 3;
    /** Of the median of normal distances: 1 / Φ⁻¹(3/4). */
    private static final double OF_MEDIAN = 1.4826;
    /** Of their mean: √(π/2). */
    private static final double OF_MEAN = 1.2533;

    private ClampedValues() {}

    /** The clamped values, at least two, in their order; all 0 where nothing varies. */
    static double[] of(double... values) {
        double[] distances = IntStream.range(1, values.length)
                .mapToDouble(i -> Math.abs(values[i] - values[i - 1]) / Math.sqrt(2))
                .toArray();
        double robust = OF_MEDIAN * median(distances);
        double scale = robust > 0
                ? robust
                : OF_MEAN * Arrays.stream(distances).average().orElse(0);
        double median = median(values);
        return Arrays.stream(values)
                .map(x -> scale > 0 ? Math.min(Math.max((x - median) / scale, -MOST), MOST) : 0)
                .toArray();
    }

    private static double median(double[] values) {
        return Median.withDefaults().withCopy(true).evaluate(values);
    }
}
