package flowbench.terminal;

import java.util.Arrays;

/**
 * Intervals drawn below each other on one scale, such as {@code [--*--] : | :}: a star for the value, brackets for the
 * bounds, a bar for what all are held against, and colons for the ends of a band around it. A bound that lies outside of
 * the scale is an angle at its end.
 */
public final class IntervalLine {
    private final double from;
    private final double to;
    private final int columns;

    private IntervalLine(double from, double to, int columns) {
        this.from = from;
        this.to = to;
        this.columns = columns;
    }

    /**
     * Lines of one scale.
     *
     * @param from the value at the left end
     * @param to the value at the right end, above that of the left
     * @param columns how long the lines are
     */
    public static IntervalLine between(double from, double to, int columns) {
        if (!(from < to) || columns < 2) {
            throw new IllegalArgumentException("from " + from + " to " + to + " in " + columns + " columns");
        }
        return new IntervalLine(from, to, columns);
    }

    /**
     * One line, as long as all are.
     *
     * @param reference what the values are held against
     * @param band how far its band reaches to each side
     */
    public String of(double low, double value, double high, double reference, double band) {
        char[] line = new char[columns];
        Arrays.fill(line, ' ');
        Arrays.fill(line, place(low), place(high) + 1, '-');
        mark(line, reference - band, ':');
        mark(line, reference + band, ':');
        mark(line, reference, '|');
        line[place(low)] = low < from ? '<' : '[';
        line[place(high)] = high > to ? '>' : ']';
        mark(line, value, '*');
        return new String(line);
    }

    private void mark(char[] line, double value, char mark) {
        if (value >= from && value <= to) {
            line[place(value)] = mark;
        }
    }

    private int place(double value) {
        double share = (Math.max(from, Math.min(to, value)) - from) / (to - from);
        return (int) Math.round(share * (columns - 1));
    }
}
