package flowbench.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Cliff's delta: how far one sample lies above another, {@code P(value > base) − P(value < base)} over all pairs, from
 * −1 to 1. It asks only which is larger, so that no outlier weighs more than any other value.
 *
 * <p>The interval is Cliff's, asymmetric, with the unbiased estimate of the variance, but no less than
 * {@code (1 − δ²) / (nm − 1)}, and Student's t of {@code n + m − 2} degrees of freedom. Where the samples do not
 * overlap these would be 0; then they are taken around {@code δ (1 − 1/nm)}, as the R package effsize does, and the
 * bound on the outer side is 1: at 3 and 3 values the interval still holds 0, at 4 and 4 it does not, and so it is with
 * Mann and Whitney's p-value. Absent for fewer than two values on a side.
 *
 * <p>Sources: N. Cliff (1996), <i>Ordinal Methods for Behavioral Data Analysis</i>, chapter 5; D. Feng and N. Cliff
 * (2004), Monte Carlo evaluation of ordinal d with improved confidence interval, <i>Journal of Modern Applied
 * Statistical Methods</i> 3(2), 322–332. The words: J. Romano, J. D. Kromrey, J. Coraggio and J. Skowronek (2006),
 * Appropriate statistics for ordinal level data, <i>Annual meeting of the Florida Association of Institutional
 * Research</i>.
 *
 * @param value δ
 * @param interval 95 % interval of it
 */
public record CliffsDelta(double value, Optional<StudentInterval> interval) {
    /** How large an effect is, in words. */
    public enum Magnitude {
        /** {@code |δ|} below .147. */
        NEGLIGIBLE,
        /** Below .33. */
        SMALL,
        /** Below .474. */
        MEDIUM,
        /** From there on. */
        LARGE;

        /** The word. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double[] BOUNDS = {.147, .33, .474};

    /**
     * Of two independent samples, each with one value at least.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public static CliffsDelta of(double[] values, double[] base) {
        if (values.length == 0 || base.length == 0) {
            throw new IllegalArgumentException("Cliff's delta needs values on both sides");
        }
        double[] rows = dominance(Finite.checked(values), Finite.checked(base));
        double[] columns = dominance(base, values);
        double delta = Arrays.stream(rows).sum() / rows.length;
        return new CliffsDelta(
                delta,
                rows.length < 2 || columns.length < 2
                        ? Optional.empty()
                        : Optional.of(interval(delta, rows, columns, decided(values, base))));
    }

    /** For each value the share of the others that it is above, less the share that it is below. */
    private static double[] dominance(double[] values, double[] others) {
        double[] sorted = others.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .map(value -> (double) (below(sorted, value) + below(sorted, Math.nextUp(value)) - sorted.length)
                        / sorted.length)
                .toArray();
    }

    /** How many of sorted values are below one. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many pairs are not ties. */
    private static long decided(double[] values, double[] base) {
        double[] sorted = base.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .mapToLong(value -> sorted.length - below(sorted, Math.nextUp(value)) + below(sorted, value))
                .sum();
    }

    private static StudentInterval interval(double delta, double[] rows, double[] columns, long decided) {
        int n = rows.length;
        int m = columns.length;
        double pairs = (double) n * m;
        double around = Math.abs(delta) == 1 ? delta * (1 - 1 / pairs) : delta;
        double square = 1 - around * around;
        // Σ (d − δ)² over pairs, of which each is −1, 0 or 1.
        double ofPairs = decided - 2 * around * delta * pairs + around * around * pairs;
        // Columns look at the pairs from the other side.
        double unbiased =
                ((double) m * m * squares(rows, around) + (double) n * n * squares(columns, -around) - ofPairs)
                        / (pairs * (n - 1) * (m - 1));
        double variance = Math.max(unbiased, square / (pairs - 1));
        double t = TDistribution.of(n + m - 2.0).inverseSurvivalProbability((1 - StudentInterval.DEFAULT_LEVEL) / 2);
        double half = t * Math.sqrt(variance) * Math.sqrt(square * square + t * t * variance);
        double divisor = square + t * t * variance;
        return new StudentInterval(
                delta == -1 ? -1 : (around * square - half) / divisor,
                delta == 1 ? 1 : (around * square + half) / divisor,
                StudentInterval.DEFAULT_LEVEL,
                n + m);
    }

    private static double squares(double[] shares, double around) {
        return Arrays.stream(shares)
                .map(share -> (share - around) * (share - around))
                .sum();
    }

    /** How large it is, in Romano's words. */
    public Magnitude magnitude() {
        int above = 0;
        while (above < BOUNDS.length && Math.abs(value) >= BOUNDS[above]) {
            above++;
        }
        return Magnitude.values()[above];
    }

    /** The value and its word, such as {@code -0.25 (small)}. */
    @Override
    public String toString() {
        return Scale.text("", value) + " (" + magnitude() + ")";
    }
}
