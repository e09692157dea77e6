package flowbench.statistics;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Made-up series of iterations with normal noise, from a seed. */
final class Series {
    private Series() {}

    /** Levels by position, from 1, and noise of a standard deviation. */
    static double[] of(int n, double sd, long seed, IntToDoubleFunction level) {
        return of(n, sd, new Random(seed), level);
    }

    static double[] of(int n, double sd, Random random, IntToDoubleFunction level) {
        return IntStream.rangeClosed(1, n)
                .mapToDouble(i -> level.applyAsDouble(i) + sd * random.nextGaussian())
                .toArray();
    }

    static double[] times(double factor, double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> factor * values[i])
                .toArray();
    }
}
