package flowbench.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Max;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Min;

/**
 * What repeated measurements say of one quantity. The unit of replication is the fork: with two or more, the mean is
 * the mean of the fork means, and the interval is theirs. With one fork both are of its iterations, which tells only
 * how well the mean within that process is known. Spread, quantiles, extremes and outliers are of all values; the
 * intervals of quantiles allow for the forks.
 *
 * <p>What is undefined is absent: the standard deviation of one value, the interval of one fork mean or of values
 * without spread, the coefficient of variation around a mean of 0, a quantile that so few values cannot support.
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
 * @param quantiles the median, p90, p95 and p99 with their intervals, or why they are refused
 * @param outliers how many values lie outside Tukey's fences, on which side, and on how many the MAD agrees
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
        List<QuantileEstimate> quantiles,
        OutlierCounts outliers,
        Optional<Autocorrelation> autocorrelation) {
    /** The quantiles that are given. */
    public static final List<Double> QUANTILES = List.of(.5, .9, .95, .99);

    /**
     * Of values measured in one process, in their order.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public static Estimate of(double... values) {
        return of(List.of(values));
    }

    /**
     * Of the values of each fork, in their order.
     *
     * @param forks at least one, each with at least one value
     * @throws IllegalArgumentException if there is no fork, or one without a value, or a value that is not finite
     */
    public static Estimate of(List<double[]> forks) {
        double[] all = Finite.required(forks.stream()
                .map(Finite::required)
                .flatMapToDouble(Arrays::stream)
                .toArray());
        double[] replicates = replicates(forks);
        double mean = Moments.mean(replicates);
        OptionalDouble sd = all.length < 2 ? OptionalDouble.empty() : finite(Math.sqrt(Moments.variance(all)));
        return new Estimate(
                forks.size(),
                all.length,
                mean,
                sd,
                StudentInterval.of(replicates),
                Median.withDefaults().withCopy(true).evaluate(all),
                Min.of(all).getAsDouble(),
                Max.of(all).getAsDouble(),
                sd.isEmpty() ? sd : cv(sd.getAsDouble(), mean),
                QUANTILES.stream().map(p -> QuantileEstimate.of(p, forks)).toList(),
                OutlierCounts.of(all),
                Autocorrelation.of(forks));
    }

    /**
     * What the mean and its interval are made of: the mean of each fork or, with one fork, its values.
     *
     * @param forks at least one, each with at least one value
     */
    public static double[] replicates(List<double[]> forks) {
        return forks.size() == 1
                ? forks.get(0).clone()
                : forks.stream().mapToDouble(values -> Moments.mean(values)).toArray();
    }

    /** Finite in percent too, as it is shown. */
    private static OptionalDouble cv(double sd, double mean) {
        double cv = sd / Math.abs(mean);
        return Double.isFinite(100 * cv) ? OptionalDouble.of(cv) : OptionalDouble.empty();
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
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

    /** Values between 1.5 and 3 IQR outside the quartiles. */
    public int mild() {
        return outliers.mild();
    }

    /** Values more than 3 IQR outside the quartiles. */
    public int severe() {
        return outliers.severe();
    }

    /**
     * One of {@link #QUANTILES}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public QuantileEstimate quantile(double p) {
        return quantiles.stream()
                .filter(quantile -> quantile.p() == p)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("An estimate has no quantile " + p + "; it has "
                        + QUANTILES + ". QuantileEstimate.of(p, values) gives any."));
    }

    /** The mean and its interval to four digits, in one line. */
    @Override
    public String toString() {
        return Scale.text("", mean)
                + interval.map(i -> ", " + i.text(bound -> Scale.text("", bound)))
                        .orElse("")
                + "; n = " + n
                + (withinOneProcess() ? ", within one process" : " in " + forks + " forks");
    }
}
