package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Made-up measurements around 100 whose true mean and median are known, so that it can be seen whether intervals hold
 * them. The numbers are those of {@link Random}, which are the same on every Java.
 */
public final class SimulatedData {
    private static final double LEVEL = 100;

    /** Makes the values of one fork. */
    private interface Sampler {
        double[] fork(Random random, int iterations);
    }

    private final String name;
    private final double mean;
    private final double median;
    private final Sampler sampler;

    private SimulatedData(String name, double mean, double median, Sampler sampler) {
        this.name = name;
        this.mean = mean;
        this.median = median;
        this.sampler = sampler;
    }

    private static SimulatedData independent(String name, double mean, double median, ToDoubleFunction<Random> draw) {
        return new SimulatedData(name, mean, median, (random, iterations) -> {
            double[] values = new double[iterations];
            Arrays.setAll(values, i -> draw.applyAsDouble(random));
            return values;
        });
    }

    /** Independent normal values with a coefficient of variation, such as .05. */
    public static SimulatedData normal(double cv) {
        return independent("normal", LEVEL, LEVEL, random -> LEVEL * (1 + cv * random.nextGaussian()));
    }

    /** Independent log-normal values, skewed to the right as latencies are: {@code 100 · exp(σz)}. */
    public static SimulatedData logNormal(double sigma) {
        return independent(
                "log-normal, σ " + sigma,
                LEVEL * Math.exp(sigma * sigma / 2),
                LEVEL,
                random -> LEVEL * Math.exp(sigma * random.nextGaussian()));
    }

    /**
     * Four in five around 100, one in five around 130, each with standard deviation 3: as if a checkpoint fell into
     * some.
     */
    public static SimulatedData bimodal() {
        // Of the higher mode nothing reaches down to the median.
        double median = LEVEL + 3 * NormalDistribution.of(0, 1).inverseCumulativeProbability(.5 / .8);
        return independent(
                "bimodal",
                .8 * LEVEL + .2 * 130,
                median,
                random -> (random.nextDouble() < .8 ? LEVEL : 130) + 3 * random.nextGaussian());
    }

    /**
     * Normal values in forks that differ.
     *
     * @param cv coefficient of variation of a single value
     * @param betweenToWithin variance between forks ÷ variance within a fork
     */
    public static SimulatedData forked(double cv, double betweenToWithin) {
        double within = LEVEL * cv / Math.sqrt(1 + betweenToWithin);
        double between = within * Math.sqrt(betweenToWithin);
        return new SimulatedData("normal, forks differ", LEVEL, LEVEL, (random, iterations) -> {
            double level = LEVEL + between * random.nextGaussian();
            double[] values = new double[iterations];
            Arrays.setAll(values, i -> level + within * random.nextGaussian());
            return values;
        });
    }

    /**
     * Normal values of which each depends on the one before, AR(1), stationary from the first on.
     *
     * @param cv coefficient of variation of a single value
     * @param phi the autocorrelation at lag 1
     */
    public static SimulatedData autocorrelated(double cv, double phi) {
        return new SimulatedData("AR(1), φ " + phi, LEVEL, LEVEL, (random, iterations) -> {
            double[] values = new double[iterations];
            double z = random.nextGaussian();
            for (int i = 0; i < iterations; i++) {
                values[i] = LEVEL * (1 + cv * z);
                z = phi * z + Math.sqrt(1 - phi * phi) * random.nextGaussian();
            }
            return values;
        });
    }

    /** Independent normal values with a coefficient of variation, of which one in fifty is half as large again. */
    public static SimulatedData spiked(double cv) {
        return independent(
                "normal, 2 % spikes",
                LEVEL * (1 + .02 * .5),
                // Spikes are above it, all of them, where the variation is small: it is the median of what is left.
                LEVEL * (1 + cv * NormalDistribution.of(0, 1).inverseCumulativeProbability(.5 / .98)),
                random -> LEVEL * (1 + cv * random.nextGaussian()) * (random.nextDouble() < .02 ? 1.5 : 1));
    }

    /** The same, every value multiplied: 1.05 is five in a hundred more. */
    public SimulatedData times(double factor) {
        return new SimulatedData(
                name + " × " + factor,
                factor * mean,
                factor * median,
                (random, iterations) -> Arrays.stream(sampler.fork(random, iterations))
                        .map(value -> factor * value)
                        .toArray());
    }

    /** The true mean. */
    public double mean() {
        return mean;
    }

    /** The true median. */
    public double median() {
        return median;
    }

    /** The values of one fork. */
    public double[] values(Random random, int iterations) {
        return sampler.fork(random, iterations);
    }

    /** The values of several forks, as many in each. */
    public List<double[]> forks(Random random, int forks, int iterations) {
        List<double[]> all = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            all.add(sampler.fork(random, iterations));
        }
        return all;
    }

    /** What they are. */
    @Override
    public String toString() {
        return name;
    }
}
