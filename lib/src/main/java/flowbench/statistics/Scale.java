package flowbench.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;

/**
 * How values of a unit are written for people: nanoseconds, also those for one of something, as ns, µs, ms or s, and four significant digits. For people
 * only; tables keep the unit and every digit.
 *
 * @param divisor what a value is divided by
 * @param unit the unit after that
 */
public record Scale(double divisor, String unit) {
    private static final int DIGITS = 4;
    private static final Scale[] TIMES = {new Scale(1e9, "s"), new Scale(1e6, "ms"), new Scale(1e3, "µs")};

    /** Milliseconds, of nanoseconds. */
    public static final Scale MILLISECONDS = TIMES[1];

    /** The scale in which a value of a unit has one to three digits before the point. */
    public static Scale of(String unit, double value) {
        if (unit.equals("ns") || unit.startsWith("ns/")) {
            for (Scale scale : TIMES) {
                // Half a unit of the last digit: 999 960 ns is 1.000 ms, not 1000 µs.
                if (Math.abs(value) >= scale.divisor * .99995) {
                    return new Scale(scale.divisor, scale.unit + unit.substring("ns".length()));
                }
            }
        }
        return new Scale(1, unit);
    }

    /** A value with its unit, such as {@code 1.234 ms}. */
    public static String text(String unit, double value) {
        Scale scale = of(unit, value);
        return scale.number(value) + (scale.unit.isEmpty() ? "" : " " + scale.unit);
    }

    /**
     * The number alone, in this scale: four significant digits; whole numbers keep all theirs, and a percentage below
     * 100 is not rounded to 100, since 1 of 30 000 is what matters about a share.
     */
    public String number(double value) {
        double scaled = value / divisor;
        if (scaled == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(scaled).round(new MathContext(DIGITS));
        if (unit.equals("%") && scaled < 100) {
            for (int digits = DIGITS + 1; rounded.doubleValue() == 100; digits++) {
                rounded = new BigDecimal(scaled).round(new MathContext(digits));
            }
            if (scaled >= 99.9) {
                return rounded.stripTrailingZeros().toPlainString();
            }
        }
        boolean whole = scaled == Math.rint(scaled) && divisor == 1;
        if (whole || rounded.precision() - rounded.scale() >= DIGITS) {
            return new BigDecimal(scaled).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
        }
        int decimals = DIGITS - (rounded.precision() - rounded.scale());
        return rounded.setScale(Math.min(decimals, 6), RoundingMode.HALF_EVEN).toPlainString();
    }

    /** The same of a value that may be absent, as which it is blank. */
    public String number(OptionalDouble value) {
        return value.isEmpty() ? "" : number(value.getAsDouble());
    }

    /** How many there are of something, such as {@code 1 fork} or {@code 3 forks}. */
    public static String counted(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    /** A difference as a percentage with its sign, such as {@code +12.3 %}. */
    public static String signedPercent(double fraction) {
        return (fraction > 0 ? "+" : "") + percent(fraction);
    }

    /** A fraction as a percentage; where it is over ten times, {@code > 1000 %}, as no digit of that says anything. */
    public static String percentAtMost1000(double fraction) {
        return fraction > 10 ? "> 1000 %" : percent(fraction);
    }

    /** A fraction as a percentage, such as {@code 12.3 %}. */
    public static String percent(double fraction) {
        return new BigDecimal(fraction * 100).round(new MathContext(3)).toPlainString() + " %";
    }
}
