package flowbench.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.LongMean;
import org.apache.commons.statistics.descriptive.LongStandardDeviation;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Many durations in nanoseconds, or differences of two times, which may be below 0; and their quantiles, of type 7
 * (Hyndman and Fan 1996, Sample quantiles in statistical packages, <i>The American Statistician</i> 50(4), 361–365). A
 * quantile is absent where the durations are too few for a two-sided 95 % bound of it
 * ({@link OrderStatisticInterval#smallestSample}): it would say nothing but the maximum.
 *
 * <p>Made from an array it knows every value. Made by a {@link DistributionBuilder} it does so up to {@link
 * DistributionBuilder#KEPT} values; beyond, it knows n, mean, standard deviation, minimum and maximum exactly, and the
 * others to within .05 %, whatever their number: {@link #isExact} and {@link #method} say which.
 */
public final class Distribution {
    private static final Quantile TYPE_7 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

    private final Ranks ranks;
    private final List<Ranks> forks;
    private final OptionalDouble mean;
    private final OptionalDouble sd;

    private Distribution(Ranks ranks, List<Ranks> forks, OptionalDouble mean, OptionalDouble sd) {
        this.ranks = ranks;
        this.forks = forks;
        this.mean = mean;
        this.sd = sd;
    }

    /** Of durations in any order. */
    public static Distribution of(long... durations) {
        return ofOwned(durations.clone());
    }

    /** Of durations that are the caller's no more, so that a million of them are not copied. */
    public static Distribution ofOwned(long[] durations) {
        Arrays.sort(durations);
        Ranks every = new Ranks.Every(durations);
        return ofEvery(durations, List.of(every));
    }

    /** Of the durations of each fork, each sorted. */
    static Distribution ofForks(List<long[]> sorted) {
        long[] all = sorted.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return ofEvery(
                all,
                sorted.stream().map(Ranks.Every::new).map(Ranks.class::cast).toList());
    }

    private static Distribution ofEvery(long[] sorted, List<Ranks> forks) {
        return new Distribution(
                new Ranks.Every(sorted),
                forks,
                sorted.length == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(LongMean.of(sorted).getAsDouble()),
                sorted.length < 2
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(LongStandardDeviation.of(sorted).getAsDouble()));
    }

    /** Of durations that were counted in buckets, two at least. */
    static Distribution ofBuckets(Ranks.Buckets all, List<Ranks> forks, double mean, double sd) {
        return new Distribution(all, forks, OptionalDouble.of(mean), OptionalDouble.of(sd));
    }

    /** Of all durations of several, whose forks are different ones; it knows every value where each of them does. */
    public static Distribution pooled(List<Distribution> parts) {
        List<Distribution> some = parts.stream().filter(part -> part.n() > 0).toList();
        List<Ranks> forks = some.stream().flatMap(part -> part.forks.stream()).toList();
        if (some.stream().allMatch(Distribution::isExact)) {
            return ofEvery(
                    some.stream()
                            .flatMapToLong(part -> ((Ranks.Every) part.ranks).stream())
                            .sorted()
                            .toArray(),
                    forks);
        }
        double n = 0;
        double mean = 0;
        double squares = 0;
        for (Distribution part : some) {
            // Source: T. F. Chan, G. H. Golub, R. J. LeVeque (1983), Algorithms for computing the sample variance,
            // The American Statistician 37(3), 242–247.
            double apart = part.mean.orElseThrow() - mean;
            double sum = n + part.n();
            squares += Math.pow(part.sd.orElse(0), 2) * (part.n() - 1) + apart * apart * n * part.n() / sum;
            mean += apart * part.n() / sum;
            n = sum;
        }
        return ofBuckets(
                Ranks.Buckets.merged(some.stream().map(part -> part.ranks).toList()),
                forks,
                mean,
                Math.sqrt(squares / (n - 1)));
    }

    /** How many durations. */
    public int n() {
        return ranks.n();
    }

    /** The mean; absent for none. */
    public OptionalDouble mean() {
        return mean;
    }

    /** The standard deviation, divisor {@code n − 1}; absent for fewer than two. */
    public OptionalDouble sd() {
        return sd;
    }

    /** How many are below 0. */
    public int negative() {
        return (int) ranks.below(-.5);
    }

    /** The shortest; absent for none. */
    public OptionalDouble min() {
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(ranks.value(0));
    }

    /** The longest; absent for none. */
    public OptionalDouble max() {
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(ranks.value(n() - 1));
    }

    /** The quantile {@code p}, between 0 and 1, in nanoseconds; absent where the durations are too few for it. */
    public OptionalDouble quantile(double p) {
        return n() < OrderStatisticInterval.smallestSample(p)
                ? OptionalDouble.empty()
                : OptionalDouble.of(TYPE_7.evaluate(n(), ranks::value, p));
    }

    /**
     * The 95 % interval of the quantile {@code p}; absent where the durations are too few for it. Those of several
     * forks count as as many independent ones as the share below the quantile, fork by fork, says; those of one fork,
     * or of an unknown number, as independent. Where not every value is known, the bounds are those of the buckets that
     * hold them, on the outer side.
     */
    public Optional<OrderStatisticInterval> interval(double p) {
        OptionalDouble quantile = quantile(p);
        if (quantile.isEmpty()) {
            return Optional.empty();
        }
        int independent = EffectiveSize.of(
                forks.stream().mapToInt(Ranks::n).toArray(),
                forks.stream()
                        .mapToDouble(fork -> fork.below(quantile.getAsDouble()))
                        .toArray());
        return OrderStatisticInterval.ofIndependent(p, independent, n(), ranks::low, ranks::high);
    }

    /**
     * The values that are drawn, in nanoseconds, rising: all of them where they are no more than so many, else as many, spread
     * evenly over the ranks.
     */
    public double[] drawn(int most) {
        int count = Math.min(most, n());
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = ranks.value((int) ((i + .5) * n() / count));
        }
        return values;
    }

    /** Whether every value is known. */
    public boolean isExact() {
        return ranks instanceof Ranks.Every;
    }

    /** How quantiles are found. */
    public String method() {
        return isExact() ? "type 7" : "type 7 within .05 %, from a histogram";
    }

    /** The median, the number of durations and the method, in one line. */
    @Override
    public String toString() {
        OptionalDouble median = quantile(.5);
        return "n = " + n()
                + (median.isEmpty()
                        ? ""
                        : ", median " + Scale.text("ns", median.getAsDouble()) + " (" + method() + ")");
    }
}
