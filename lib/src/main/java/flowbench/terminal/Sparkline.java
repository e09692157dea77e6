package flowbench.terminal;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Values as a row of small bars, all from 0 to the same most, so that a bar twice as high is a value twice as large. In
 * ASCII a bar is a digit instead: how many tenths of the most it is.
 */
public final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int TENTHS = 10;

    private final double most;
    private final boolean unicode;

    private Sparkline(double most, boolean unicode) {
        this.most = most;
        this.unicode = unicode;
    }

    /**
     * Bars for the letters of a terminal.
     *
     * @param most the value of the highest bar, above 0
     */
    public static Sparkline upTo(double most, Terminal terminal) {
        return new Sparkline(most, terminal.unicode());
    }

    /** A bar for each value, without blanks between; values below 0 have the lowest, those above the most the highest. */
    public String of(double... values) {
        return Arrays.stream(values).mapToObj(this::bar).collect(Collectors.joining());
    }

    /** What a bar says, to stand above a row of them. */
    public String legend() {
        return unicode ? "bars from 0" : "a digit for each, in tenths from 0";
    }

    private String bar(double value) {
        if (unicode) {
            long height = Math.round(value / most * BARS.length());
            return BARS.substring(index(height - 1, BARS.length()), index(height - 1, BARS.length()) + 1);
        }
        return String.valueOf(index((long) Math.floor(value / most * TENTHS), TENTHS));
    }

    private static int index(long wanted, int length) {
        return (int) Math.max(0, Math.min(length - 1, wanted));
    }
}
