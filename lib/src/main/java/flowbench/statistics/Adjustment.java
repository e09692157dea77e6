package flowbench.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values of several tests, adjusted for their number: those up to {@code α} afterwards are the tests that the
 * procedure rejects at {@code α}. Each stays in its place; without any there are none.
 */
public enum Adjustment {
    /**
     * Of the tests that are rejected, at most the share {@code α} is wrong, on average (false discovery rate); where
     * nothing differs, one is with probability {@code α} at most. In order {@code pᵢ · m / i}, never more than that of
     * a larger one. Holds for independent tests, and for those that tend to go together, as a run's throughput and
     * latency do.
     *
     * <p>Source: Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, <i>Journal of the Royal
     * Statistical Society B</i> 57(1), 289–300.
     */
    BENJAMINI_HOCHBERG {
        @Override
        double[] ordered(double[] sorted) {
            int m = sorted.length;
            double[] adjusted = new double[m];
            double least = 1;
            for (int i = m - 1; i >= 0; i--) {
                least = Math.min(least, sorted[i] * m / (i + 1));
                adjusted[i] = least;
            }
            return adjusted;
        }
    },
    /**
     * One or more tests are rejected wrongly with probability {@code α} at most, however they depend on each other. In
     * order {@code pᵢ (m − i + 1)}, never less than that of a smaller one.
     *
     * <p>Source: S. Holm (1979), A simple sequentially rejective multiple test procedure, <i>Scandinavian Journal of
     * Statistics</i> 6(2), 65–70.
     */
    HOLM {
        @Override
        double[] ordered(double[] sorted) {
            int m = sorted.length;
            double[] adjusted = new double[m];
            double most = 0;
            for (int i = 0; i < m; i++) {
                most = Math.max(most, Math.min(1, sorted[i] * (m - i)));
                adjusted[i] = most;
            }
            return adjusted;
        }
    };

    /**
     * The adjusted p-values, each in the place of its own.
     *
     * @throws IllegalArgumentException if one is not between 0 and 1
     */
    public double[] of(double... pValues) {
        if (!Arrays.stream(pValues).allMatch(p -> p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("not all of these are p-values: " + Arrays.toString(pValues));
        }
        int[] order = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] sorted =
                ordered(Arrays.stream(order).mapToDouble(i -> pValues[i]).toArray());
        double[] adjusted = new double[pValues.length];
        for (int i = 0; i < order.length; i++) {
            adjusted[order[i]] = sorted[i];
        }
        return adjusted;
    }

    abstract double[] ordered(double[] sorted);
}
