package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many times as large one quantity is as another: the ratio of their geometric means,
 * {@code exp(mean ln a − mean ln b)}, and the interval that Student's t gives the difference of the logarithms. Absent
 * where a value is not above 0; the interval is absent where fewer than two values stand on a side, or where neither
 * side varies.
 *
 * <p>Why on logarithms, and not the ratio of arithmetic means with an interval after Fieller (1954) or by the delta
 * method: what slows a machine multiplies a duration, so that the logarithm is where values are symmetric and their
 * spread does not grow with them; turned round, base for candidate, the ratio and both bounds become their reciprocals;
 * the interval holds 1 exactly where the test says nothing; and with two or three values a side Fieller's interval is
 * often unbounded, and the delta method's too narrow. The two kinds of means differ by about half the squared
 * coefficient of variation on each side: at 3 % by .0005.
 *
 * @param value the ratio: 0.9 is a tenth less
 * @param ofLogs the difference of the means of the logarithms
 * @param method how the interval was found
 */
public record Ratio(double value, Optional<MeanDifference> ofLogs, Method method) {
    /** How the values of the two sides belong together. */
    public enum Method {
        /** Value {@code i} of one side was measured next to value {@code i} of the other: t over the log ratios. */
        PAIRED("paired by round"),
        /**
         * The two sides are independent: t over the logarithms with unequal variances. Source: B. L. Welch (1947), The
         * generalization of Student's problem when several different population variances are involved,
         * <i>Biometrika</i> 34(1–2), 28–35.
         */
        WELCH("Welch over forks");

        private final String words;

        Method(String words) {
            this.words = words;
        }

        /** The method in a few words. */
        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Of values that were measured in pairs.
     *
     * @param values of what is compared
     * @param base of what it is compared with, as many
     */
    public static Optional<Ratio> ofPairs(double[] values, double[] base) {
        if (values.length != base.length) {
            throw new IllegalArgumentException(values.length + " values and " + base.length + " do not pair");
        }
        return of(values, base, Method.PAIRED);
    }

    /** Of independent values, at least one on each side. */
    public static Optional<Ratio> ofIndependent(double[] values, double[] base) {
        return of(values, base, Method.WELCH);
    }

    private static Optional<Ratio> of(double[] values, double[] base, Method method) {
        Finite.checked(values);
        Finite.checked(base);
        if (!allPositive(values) || !allPositive(base)) {
            return Optional.empty();
        }
        double[] a = Arrays.stream(values).map(Math::log).toArray();
        double[] b = Arrays.stream(base).map(Math::log).toArray();
        return Optional.of(new Ratio(
                Math.exp(Moments.mean(a) - Moments.mean(b)),
                method == Method.PAIRED ? MeanDifference.paired(a, b) : MeanDifference.welch(a, b),
                method));
    }

    private static boolean allPositive(double[] values) {
        return values.length > 0 && Arrays.stream(values).allMatch(value -> value > 0);
    }

    /** The 95 % interval of it. */
    public Optional<StudentInterval> interval() {
        return ofLogs.map(MeanDifference::interval)
                .map(logs -> new StudentInterval(Math.exp(logs.low()), Math.exp(logs.high()), logs.level(), logs.n()));
    }

    /** The p-value of the two being the same. */
    public OptionalDouble pValue() {
        return ofLogs.map(logs -> OptionalDouble.of(logs.pValue())).orElseGet(OptionalDouble::empty);
    }

    /**
     * The smallest change that samples like these show in four of five tries, as a factor above 1: 1.08 is 8 % up, or the same
     * the other way. As {@link MeanDifference#detectable}.
     *
     * @param level of the test: .05, or less where it is one of several
     */
    public OptionalDouble detectable(double level) {
        return ofLogs.map(logs -> OptionalDouble.of(Math.exp(logs.detectable(level))))
                .orElseGet(OptionalDouble::empty);
    }

    /** The ratio and the bounds of its interval in few words, such as {@code 0.9 (0.85 to 0.95)}. */
    public String brief() {
        return Scale.text("", value)
                + interval()
                        .map(i -> " (" + Scale.text("", i.low()) + " to " + Scale.text("", i.high()) + ")")
                        .orElse(" (no interval)");
    }

    /** The ratio and its interval in one line. */
    @Override
    public String toString() {
        return Scale.text("", value)
                + interval()
                        .map(i ->
                                ", " + i.text(bound -> Scale.text("", bound)) + " (" + method + ", n = " + i.n() + ")")
                        .orElse("");
    }
}
