package flowbench.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A place in a series where its level changes: the mean of the values before it, back to the change before, and of
 * those from it on, up to the next.
 *
 * @param index the first value of the new level, from 0
 * @param from the first value that {@code before} is made of
 * @param to the end, exclusive, of those that {@code after} is made of
 * @param before mean of the values from {@code from} to {@code index}, exclusive
 * @param after mean of the values from {@code index} to {@code to}, exclusive
 * @param p how often chance alone shows as much; {@link LevelSearch} says what of
 */
public record LevelChange(int index, int from, int to, double before, double after, double p) {
    /** Smaller p-values are written with an exponent. */
    private static final double SMALL = 1e-5;

    /** The change as a share of the level before, such as −.05; absent where that is 0. */
    public OptionalDouble relative() {
        double change = (after - before) / Math.abs(before);
        return Double.isFinite(change) ? OptionalDouble.of(change) : OptionalDouble.empty();
    }

    /**
     * The larger of the two distances of a level from the other, each as a share of that other, so that a rise and the
     * fall that takes it back are equally large; a distance from 0 counts as none.
     */
    public double magnitude() {
        return Math.max(distance(before, after), distance(after, before));
    }

    private static double distance(double base, double other) {
        double distance = Math.abs(other / base - 1);
        return Double.isFinite(distance) ? distance : 0;
    }

    /** The p-value to two digits, such as {@code 0.001} or {@code 3.1E-8}. */
    public String pText() {
        BigDecimal rounded = new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros();
        return p < SMALL ? rounded.toString() : rounded.toPlainString();
    }

    /** Both levels and the p-value in one line. */
    @Override
    public String toString() {
        return "from value " + index + " on " + Scale.text("", after) + ", before " + Scale.text("", before)
                + (relative().isPresent()
                        ? String.format(
                                Locale.ROOT, " (%+.1f %%)", 100 * relative().getAsDouble())
                        : "")
                + ", p = " + pText();
    }
}
