package flowbench.report;

import flowbench.statistics.Scale;
import java.util.Locale;

/** How figures are said in sentences and cells. */
final class Words {
    private Words() {}

    /** Two bounds, as {@code 598.1–626.4}, or with "to" between them where one is below 0. */
    static String range(Scale scale, double low, double high) {
        return scale.number(low) + (low < 0 || high < 0 ? " to " : "–") + scale.number(high);
    }

    /** A rate's unit in words, {@code steps a second} of {@code steps/s}; any other as it is. */
    static String unit(String unit) {
        return unit.replaceFirst("/s$", " a second");
    }

    /** A whole number with a thin gap between thousands: {@code 30 030}. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    /** The first letter as a capital. */
    static String sentence(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A metric's name without the unit of the file, which a table replaces by its own. */
    static String metric(String name) {
        return name.replaceFirst("_(ns|bytes)$", "");
    }
}
