package flowbench.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.LongMean;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Many durations in nanoseconds, or differences of two times, which may be below 0; and their quantiles, of type 7 (Hyndman and Fan 1996, Sample quantiles in statistical
 * packages, <i>The American Statistician</i> 50(4), 361–365). A quantile is absent where the durations are too few for a
 * two-sided 95 % bound of it ({@link OrderStatisticInterval#smallestSample}): it would say nothing but the maximum.
 */
public final class Distribution {
    private static final Quantile TYPE_7 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

    private final long[] sorted;

    private Distribution(long[] sorted) {
        this.sorted = sorted;
    }

    /** Of durations in any order. */
    public static Distribution of(long... durations) {
        return ofOwned(durations.clone());
    }

    /** Of durations that are the caller's no more, so that a million of them are not copied. */
    public static Distribution ofOwned(long[] durations) {
        Arrays.sort(durations);
        return new Distribution(durations);
    }

    /** Of all durations of several. */
    public static Distribution pooled(List<Distribution> parts) {
        return ofOwned(
                parts.stream().flatMapToLong(part -> Arrays.stream(part.sorted)).toArray());
    }

    /** How many durations. */
    public int n() {
        return sorted.length;
    }

    /** The mean; absent for none. */
    public OptionalDouble mean() {
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(LongMean.of(sorted).getAsDouble());
    }

    /** How many are below 0. */
    public int negative() {
        return (int) Arrays.stream(sorted).takeWhile(duration -> duration < 0).count();
    }

    /** The shortest; absent for none. */
    public OptionalDouble min() {
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[0]);
    }

    /** The longest; absent for none. */
    public OptionalDouble max() {
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length - 1]);
    }

    /** The quantile {@code p}, between 0 and 1, in nanoseconds; absent where the durations are too few for it. */
    public OptionalDouble quantile(double p) {
        return sorted.length < OrderStatisticInterval.smallestSample(p)
                ? OptionalDouble.empty()
                : OptionalDouble.of(TYPE_7.evaluate(sorted.length, i -> sorted[i], p));
    }

    /** The median and the number of durations, in one line. */
    @Override
    public String toString() {
        OptionalDouble median = quantile(.5);
        return "n = " + n() + (median.isEmpty() ? "" : ", median " + Scale.text("ns", median.getAsDouble()));
    }
}
