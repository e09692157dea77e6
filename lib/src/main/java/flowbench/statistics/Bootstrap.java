package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * 95 % bootstrap intervals of any statistic: the values are drawn again, with replacement, as many as there are, many
 * times over, and the statistic of each such resample tells how it varies. Without more than this the values must be
 * independent: fork means are, the iterations of one process are not quite.
 *
 * <p><b>Percentile</b>: the quantiles {@code α/2} and {@code 1 − α/2} of the resampled statistics {@code θ*}, of type
 * 7.
 *
 * <p><b>BCa</b> (bias-corrected and accelerated): their quantiles {@code Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z)))} for
 * {@code z} the normal quantiles {@code α/2} and {@code 1 − α/2}. The bias
 * {@code z₀ = Φ⁻¹(share of θ* below θ, ties half)}; the acceleration {@code a = Σ uᵢ³ / (6 (Σ uᵢ²)^{3/2})}, where
 * {@code uᵢ} is the mean of the statistics without one value, minus that without value {@code i}. Where these are all
 * the same, as they may be of a median, {@code a} is 0.
 *
 * <p>Absent for fewer than two values, where the resampled statistics are all the same, as they are of constant values,
 * where one of them is not finite, and BCa also where all lie on one side of {@code θ}. With few values both are too
 * narrow (mean of log-normal values with σ .5: 5 values cover 81 %, 20 cover 91 %): {@link #ENOUGH} says how many a
 * result should rest on.
 *
 * <p>Sources: B. Efron (1987), Better bootstrap confidence intervals, <i>Journal of the American Statistical
 * Association</i> 82(397), 171–185; T. J. DiCiccio and B. Efron (1996), Bootstrap confidence intervals, <i>Statistical
 * Science</i> 11(3), 189–228.
 *
 * <p>The same values in the same order, the same seed and number of resamples give the same interval on every Java: the
 * generator is SplitMix64 (Steele, Lea and Flood 2014), and how a draw becomes an index is written here. Immutable.
 */
public final class Bootstrap {
    /** Fewer values than this are not enough for an interval that is to be relied on. */
    public static final int ENOUGH = 20;

    /** Enough for two digits of the bounds. */
    public static final int DEFAULT_RESAMPLES = 10_000;

    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;
    private static final Quantile TYPE_7 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final ToDoubleFunction<double[]> statistic;
    private final int resamples;
    private final long seed;

    private Bootstrap(ToDoubleFunction<double[]> statistic, int resamples, long seed) {
        this.statistic = statistic;
        this.resamples = resamples;
        this.seed = seed;
    }

    /** Of the mean, with 10 000 resamples and the seed 1. */
    public static Bootstrap withDefaults() {
        return new Bootstrap(values -> Moments.mean(values), DEFAULT_RESAMPLES, 1);
    }

    /** The same of another statistic, which may change the array it is given, but must not keep it. */
    public Bootstrap with(ToDoubleFunction<double[]> statistic) {
        return new Bootstrap(statistic, resamples, seed);
    }

    /**
     * The same with another number of resamples.
     *
     * @throws IllegalArgumentException if there are fewer than 100, which reach no quantile at .025
     */
    public Bootstrap withResamples(int resamples) {
        if (resamples < 100) {
            throw new IllegalArgumentException(
                    "A bootstrap of " + resamples + " resamples tells nothing of its tails; take 100 at least.");
        }
        return new Bootstrap(statistic, resamples, seed);
    }

    /** The same with another seed. */
    public Bootstrap withSeed(long seed) {
        return new Bootstrap(statistic, resamples, seed);
    }

    /**
     * The percentile interval.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public Optional<BootstrapInterval> percentile(double... values) {
        return drawn(values).map(sorted -> interval(IntervalMethod.PERCENTILE, values.length, sorted, TAIL, 1 - TAIL));
    }

    /**
     * The BCa interval. The statistic is computed once more for each value, without it: for many values that takes
     * long.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public Optional<BootstrapInterval> bca(double... values) {
        return drawn(values).flatMap(sorted -> bca(sorted, values));
    }

    private Optional<BootstrapInterval> bca(double[] sorted, double... values) {
        double observed = statistic.applyAsDouble(values.clone());
        double acceleration = acceleration(values);
        double share = (count(sorted, value -> value < observed) + count(sorted, value -> value <= observed))
                / (2.0 * sorted.length);
        if (!Double.isFinite(observed) || !Double.isFinite(acceleration) || share <= 0 || share >= 1) {
            return Optional.empty();
        }
        double bias = NORMAL.inverseCumulativeProbability(share);
        double z = NORMAL.inverseSurvivalProbability(TAIL);
        if (1 - acceleration * (bias + z) <= 0 || 1 - acceleration * (bias - z) <= 0) {
            return Optional.empty();
        }
        return Optional.of(interval(
                IntervalMethod.BCA,
                values.length,
                sorted,
                corrected(bias, acceleration, -z),
                corrected(bias, acceleration, z)));
    }

    private static double corrected(double bias, double acceleration, double z) {
        double p = NORMAL.cumulativeProbability(bias + (bias + z) / (1 - acceleration * (bias + z)));
        // The last digits of exp and log may differ between Java machines; what is drawn must not.
        return Math.rint(p * 1e9) / 1e9;
    }

    private static long count(double[] values, DoublePredicate test) {
        return Arrays.stream(values).filter(test).count();
    }

    private double acceleration(double... values) {
        double[] without = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double[] others = new double[values.length - 1];
            System.arraycopy(values, 0, others, 0, i);
            System.arraycopy(values, i + 1, others, i, values.length - 1 - i);
            without[i] = statistic.applyAsDouble(others);
        }
        double mean = Moments.mean(without);
        double[] differences = Arrays.stream(without).map(value -> mean - value).toArray();
        double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
        if (largest == 0) {
            return 0;
        }
        double squares = 0;
        double cubes = 0;
        for (double difference : differences) {
            // In units of the largest: of very large or small ones the cubes would be none.
            double u = difference / largest;
            squares += u * u;
            cubes += u * u * u;
        }
        return cubes / (6 * Math.pow(squares, 1.5));
    }

    private BootstrapInterval interval(IntervalMethod method, int n, double[] sorted, double low, double high) {
        return new BootstrapInterval(
                TYPE_7.evaluate(sorted.length, i -> sorted[i], low),
                TYPE_7.evaluate(sorted.length, i -> sorted[i], high),
                StudentInterval.DEFAULT_LEVEL,
                n,
                method,
                resamples,
                seed);
    }

    /** The statistic of every resample, in ascending order; absent where they tell nothing. */
    private Optional<double[]> drawn(double... values) {
        int n = Finite.required(values).length;
        if (n < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] resample = new double[n];
        double[] results = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < n; i++) {
                resample[i] = values[index(random, n)];
            }
            results[r] = statistic.applyAsDouble(resample);
            if (!Double.isFinite(results[r])) {
                return Optional.empty();
            }
        }
        Arrays.sort(results);
        return results[0] == results[resamples - 1] ? Optional.empty() : Optional.of(results);
    }

    /** Not {@code nextInt(n)}, whose way from bits to a bounded number is no part of its contract. */
    private static int index(SplittableRandom random, int n) {
        return (int) (((random.nextLong() >>> Integer.SIZE) * n) >>> Integer.SIZE);
    }

    /** The number of resamples and the seed. */
    @Override
    public String toString() {
        return "bootstrap of " + resamples + " resamples, seed " + seed;
    }
}
