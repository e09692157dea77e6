package flowbench.statistics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * What values say of a quantile: its estimate of type 7 (Hyndman and Fan 1996) and its 95 % interval of order
 * statistics ({@link OrderStatisticInterval}). A quantile whose interval the values cannot support is refused, since it
 * would say little but the maximum; the median is given all the same, without an interval.
 *
 * <p>The values of several forks are not independent: those of one fork are alike. They count as
 *
 * <pre>n* = n / deff · (t(.975, n − 1) / t(.975, forks − 1))²</pre>
 *
 * <p>independent ones, and the ranks are those that {@code n*} values would have, as shares of {@code n}. The design
 * effect {@code deff}, 1 at least, is how many times as much the share of values below the quantile varies between
 * forks as it would if the values were independent; the quotient is for the few forks it is known from. With one fork
 * {@code n*} is {@code n}, and the interval holds within one process.
 *
 * <p>Simulated on normal values of 5 to 30 forks, whose variance between forks is none, a quarter or all of that
 * within, the interval of the median covers in 96 to 100 % of samples. Pooled as if they were independent, the values
 * of 10 forks × 10, with a quarter, cover in fewer than 85 %.
 *
 * <p>Source of {@code n*}: E. L. Korn and B. I. Graubard (1998), Confidence intervals for proportions with small
 * expected number of positive counts estimated from survey data, <i>Survey Methodology</i> 24(2), 193–201; that a
 * quantile's bounds are found by those of its share: R. S. Woodruff (1952), Confidence intervals for medians and other
 * position measures, <i>Journal of the American Statistical Association</i> 47(260), 635–646.
 *
 * @param p which quantile, between 0 and 1
 * @param n values
 * @param forks in which they were measured
 * @param independent {@code n*}, rounded down
 * @param value the quantile; absent where it is refused
 * @param interval 95 % interval of it
 */
public record QuantileEstimate(
        double p, int n, int forks, int independent, OptionalDouble value, Optional<OrderStatisticInterval> interval) {
    private static final double MEDIAN = .5;
    private static final Quantile TYPE_7 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

    /**
     * Of values measured in one process.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public static QuantileEstimate of(double p, double... values) {
        return of(p, List.of(values));
    }

    /**
     * Of the values of each fork.
     *
     * @param p which quantile, above 0 and below 1
     * @param forks at least one, each with at least one value
     * @throws IllegalArgumentException if a fork has no value, or one that is not finite
     */
    public static QuantileEstimate of(double p, List<double[]> forks) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("There is no quantile " + p + "; it must lie between 0 and 1.");
        }
        double[] sorted = forks.stream()
                .map(Finite::required)
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
        double value = TYPE_7.evaluate(Finite.required(sorted).length, i -> sorted[i], p);
        int independent = EffectiveSize.of(
                forks.stream().mapToInt(values -> values.length).toArray(),
                forks.stream().mapToDouble(values -> below(value, values)).toArray());
        Optional<OrderStatisticInterval> interval = OrderStatisticInterval.ofIndependent(
                p, independent, sorted.length, rank -> sorted[rank], rank -> sorted[rank]);
        return new QuantileEstimate(
                p,
                sorted.length,
                forks.size(),
                independent,
                interval.isPresent() || p == MEDIAN ? OptionalDouble.of(value) : OptionalDouble.empty(),
                interval);
    }

    /** How many values lie below the quantile; one that is the same counts half. */
    private static double below(double quantile, double... values) {
        double below = 0;
        for (double value : values) {
            below += value < quantile ? 1 : value == quantile ? .5 : 0;
        }
        return below;
    }

    /** How many independent values it needs. */
    public int needed() {
        return OrderStatisticInterval.smallestSample(p);
    }

    /** What it is called: {@code median}, {@code p90}. */
    public String name() {
        return name(p);
    }

    /** What the quantile {@code p} is called. */
    public static String name(double p) {
        return p == MEDIAN ? "median" : percentile(p);
    }

    /** The same as a percentile, which is part of the names of metrics and columns: {@code p50}, {@code p99.9}. */
    public static String percentile(double p) {
        return "p"
                + BigDecimal.valueOf(p).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    /** Why it has no interval, and where it is not the median no value, in one sentence; nothing where it has one. */
    public Optional<String> refusal() {
        if (interval.isPresent()) {
            return Optional.empty();
        }
        String there = n
                + (n == 1 ? " value" : " values")
                + (forks == 1 ? "" : " of " + forks + " forks, which count as " + independent);
        return Optional.of((p == MEDIAN ? "The interval of the median" : name()) + " needs " + needed()
                + " independent values; there " + (n == 1 ? "is " : "are ") + there + ".");
    }

    /** The quantile and its interval in one line, or why there is none. */
    @Override
    public String toString() {
        String text = value.isPresent() ? name() + " " + Scale.text("", value.getAsDouble()) : "";
        return text
                + interval.map(i -> ", 95 % interval " + Scale.text("", i.low()) + " to " + Scale.text("", i.high())
                                + " (ranks " + i.lowRank() + " and " + i.highRank() + " of " + n
                                + (forks == 1 ? ", within one process)" : " in " + forks + " forks)"))
                        .orElse("")
                + refusal().map(why -> (text.isEmpty() ? "" : ". ") + why).orElse("");
    }
}
