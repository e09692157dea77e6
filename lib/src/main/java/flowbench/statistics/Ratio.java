package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many times as large one quantity is as another: the ratio of their geometric means, {@code exp(mean ln a − mean ln b)},
 * and the interval that Student's t gives the difference of the logarithms. Absent where a value is not above 0; the interval
 * is absent where fewer than two values, or none that differ, stand on a side.
 *
 * @param value the ratio: 0.9 is a tenth less
 * @param interval 95 % interval of it
 * @param method how the interval was found
 */
public record Ratio(double value, Optional<StudentInterval> interval, Method method) {
    /** How the values of the two sides belong together. */
    public enum Method {
        /** Value {@code i} of one side was measured next to value {@code i} of the other: t over the log ratios. */
        PAIRED("paired by round"),
        /**
         * The two sides are independent: t over the logarithms with unequal variances. Source: B. L. Welch (1947), The
         * generalization of Student's problem when several different population variances are involved, <i>Biometrika</i>
         * 34(1–2), 28–35.
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
        if (!allPositive(values) || !allPositive(base)) {
            return Optional.empty();
        }
        double[] logs = new double[values.length];
        Arrays.setAll(logs, i -> Math.log(values[i] / base[i]));
        return Optional.of(new Ratio(
                Math.exp(Mean.of(logs).getAsDouble()),
                StudentInterval.of(logs).map(i -> exp(i.low(), i.high(), i.n())),
                Method.PAIRED));
    }

    /** Of independent values, at least one on each side. */
    public static Optional<Ratio> ofIndependent(double[] values, double[] base) {
        if (!allPositive(values) || !allPositive(base)) {
            return Optional.empty();
        }
        double[] a = Arrays.stream(values).map(Math::log).toArray();
        double[] b = Arrays.stream(base).map(Math::log).toArray();
        double difference = Mean.of(a).getAsDouble() - Mean.of(b).getAsDouble();
        return Optional.of(new Ratio(Math.exp(difference), welch(difference, a, b), Method.WELCH));
    }

    private static Optional<StudentInterval> welch(double difference, double[] a, double[] b) {
        if (a.length < 2 || b.length < 2) {
            return Optional.empty();
        }
        double ofA = Variance.of(a).getAsDouble() / a.length;
        double ofB = Variance.of(b).getAsDouble() / b.length;
        double square = ofA + ofB;
        if (square == 0) {
            return Optional.empty();
        }
        double freedom = square * square / (ofA * ofA / (a.length - 1) + ofB * ofB / (b.length - 1));
        double half = Math.sqrt(square)
                * TDistribution.of(freedom).inverseSurvivalProbability((1 - StudentInterval.DEFAULT_LEVEL) / 2);
        return Optional.of(exp(difference - half, difference + half, a.length + b.length));
    }

    private static StudentInterval exp(double low, double high, int n) {
        return new StudentInterval(Math.exp(low), Math.exp(high), StudentInterval.DEFAULT_LEVEL, n);
    }

    private static boolean allPositive(double[] values) {
        return values.length > 0 && Arrays.stream(values).allMatch(value -> value > 0);
    }

    /** The ratio and its interval in one line. */
    @Override
    public String toString() {
        return Scale.text("", value)
                + interval.map(i -> ", 95 % interval " + Scale.text("", i.low()) + " to " + Scale.text("", i.high())
                                + " (" + method + ", n = " + i.n() + ")")
                        .orElse("");
    }
}
