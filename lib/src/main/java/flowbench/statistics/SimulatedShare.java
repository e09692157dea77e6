package flowbench.statistics;

import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;

/**
 * How often something is so in data that is made up over and over: that an interval holds the truth, that a comparison
 * of a thing with itself finds a difference.
 *
 * @param hits how often it was so
 * @param repetitions of how many
 * @param seed of {@link Random}, from which all repetitions are drawn one after the other
 */
public record SimulatedShare(int hits, int repetitions, long seed) {
    /** Made by repetition; the same seed gives the same share. */
    public static SimulatedShare of(int repetitions, long seed, Predicate<Random> isSo) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < repetitions; i++) {
            hits += isSo.test(random) ? 1 : 0;
        }
        return new SimulatedShare(hits, repetitions, seed);
    }

    /** The share, a fraction. */
    public double value() {
        return (double) hits / repetitions;
    }

    /** The standard error of the share, binomial: {@code √(s (1 − s) / repetitions)}. */
    public double standardError() {
        return Math.sqrt(value() * (1 - value()) / repetitions);
    }

    /** Whether a share could well be the true one: it lies within four standard errors that it would have itself. */
    public boolean agreesWith(double share) {
        return Math.abs(value() - share) <= 4 * Math.sqrt(share * (1 - share) / repetitions);
    }

    /** The share in percent and its standard error. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f %% ± %.1f", 100 * value(), 100 * standardError());
    }
}
