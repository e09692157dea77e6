package flowbench.statistics;

import flowbench.statistics.TukeyFences.Outlier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Max;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Min;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * What repeated measurements say of one quantity. The unit of replication is the fork: with two or more, the mean is the
 * mean of the fork means, and the interval is theirs. With one fork both are of its iterations, which tells only how well the
 * mean within that process is known. Spread, median, extremes and outliers are of all values.
 *
 * <p>What is undefined is absent: the standard deviation of one value, the interval of one fork mean or of values without
 * spread, the coefficient of variation around a mean of 0.
 *
 * @param forks forks with values
 * @param n values
 * @param mean of the fork means
 * @param sd standard deviation of all values, divisor {@code n − 1}
 * @param interval 95 % interval of the mean, over fork means or, with one fork, over its values
 * @param median of all values
 * @param min the least
 * @param max the greatest
 * @param cv coefficient of variation: {@code sd} over the distance of the mean from 0, a fraction
 * @param mild values between 1.5 and 3 IQR outside the quartiles
 * @param severe values more than 3 IQR outside the quartiles
 * @param autocorrelation at lag 1, within forks
 */
public record Estimate(
        int forks,
        int n,
        double mean,
        OptionalDouble sd,
        Optional<StudentInterval> interval,
        double median,
        double min,
        double max,
        OptionalDouble cv,
        int mild,
        int severe,
        Optional<Autocorrelation> autocorrelation) {

    /** Of values measured in one process, in their order. */
    public static Estimate of(double... values) {
        return of(List.of(values));
    }

    /**
     * Of the values of each fork, in their order.
     *
     * @param forks at least one, each with at least one value
     */
    public static Estimate of(List<double[]> forks) {
        double[] all = forks.stream().flatMapToDouble(Arrays::stream).toArray();
        double[] replicates = forks.size() == 1
                ? all
                : forks.stream()
                        .mapToDouble(values -> Mean.of(values).getAsDouble())
                        .toArray();
        double mean = Mean.of(replicates).getAsDouble();
        OptionalDouble sd = all.length < 2
                ? OptionalDouble.empty()
                : finite(StandardDeviation.of(all).getAsDouble());
        TukeyFences fences = TukeyFences.of(all);
        return new Estimate(
                forks.size(),
                all.length,
                mean,
                sd,
                StudentInterval.of(replicates),
                Median.withDefaults().withCopy(true).evaluate(all),
                Min.of(all).getAsDouble(),
                Max.of(all).getAsDouble(),
                sd.isEmpty() ? sd : finite(sd.getAsDouble() / Math.abs(mean)),
                count(all, fences, Outlier.MILD),
                count(all, fences, Outlier.SEVERE),
                Autocorrelation.of(forks));
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static int count(double[] values, TukeyFences fences, Outlier outlier) {
        return (int) Arrays.stream(values)
                .filter(value -> fences.flag(value) == outlier)
                .count();
    }

    /** How many values the interval is made of: forks, or the values of the one fork. */
    public int replicates() {
        return forks == 1 ? n : forks;
    }

    /** Whether there was one fork only, so that nothing is known of the differences between processes. */
    public boolean withinOneProcess() {
        return forks == 1;
    }

    /** Whether all values are the same. */
    public boolean constant() {
        return min == max;
    }

    /** The mean and its interval to four digits, in one line. */
    @Override
    public String toString() {
        return Scale.text("", mean)
                + interval.map(i -> ", 95 % interval " + Scale.text("", i.low()) + " to " + Scale.text("", i.high()))
                        .orElse("")
                + "; n = " + n
                + (withinOneProcess() ? ", within one process" : " in " + forks + " forks");
    }
}
