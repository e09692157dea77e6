package flowbench.statistics;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * The difference of two means, {@code mean(values) − mean(base)}, and what Student's t says of it. Absent for fewer
 * than two values on a side, and where neither side varies.
 *
 * <p>Unpaired it is Welch's: the variances of the two sides may differ. With few values it is careful where the sides
 * are of one size: simulated, a nominal level of 5 % is 2.4 % at 2 and 2 values, 3.5 % at 3 and 3, 4.4 % at 5 and 5 and
 * 4.8 % at 10 and 10, and at most 5.2 % where one side varies three times as much. Of sides of very different sizes it
 * would be too bold (12 % at 2 and 20, 7 % at 3 and 20): where the smaller has fewer than five values and the other
 * more than twice as many, the degrees of freedom are those of the smaller, {@code n − 1}, which are few enough
 * whatever varies (Mickey and Brown 1966).
 *
 * <p>Source: B. L. Welch (1947), The generalization of Student's problem when several different population variances
 * are involved, <i>Biometrika</i> 34(1–2), 28–35, computed by Apache Commons Statistics; M. R. Mickey and M. B. Brown
 * (1966), Bounds on the distribution functions of the Behrens-Fisher statistic, <i>Annals of Mathematical
 * Statistics</i> 37(3), 639–642.
 *
 * @param value the difference
 * @param standardError of the difference
 * @param freedom degrees of freedom
 * @param pValue two-sided, of no difference
 * @param n how many values it is made of: those of both sides or, paired, the pairs
 */
public record MeanDifference(double value, double standardError, double freedom, double pValue, int n) {
    private static final double LEVEL = 1 - StudentInterval.DEFAULT_LEVEL;
    /** Below so many values, degrees of freedom are counted with care where the other side has more than twice as many. */
    private static final int SMALL = 5;

    /** What differs by less than this part of the values differs by rounding alone. */
    private static final double ROUNDING = 1e-12;

    /** The normal quantile of a power of 80 %. */
    private static final double POWER = NormalDistribution.of(0, 1).inverseCumulativeProbability(.8);

    /** Of two independent samples. */
    public static Optional<MeanDifference> welch(double[] values, double[] base) {
        Finite.checked(values);
        Finite.checked(base);
        if (values.length < 2 || base.length < 2 || isConstant(values) && isConstant(base)) {
            return Optional.empty();
        }
        int smaller = Math.min(values.length, base.length);
        double welch = TTest.withDefaults().test(values, base).getDegreesOfFreedom();
        boolean tooBold = smaller < SMALL && Math.max(values.length, base.length) > 2 * smaller;
        return of(
                Moments.mean(values) - Moments.mean(base),
                Math.sqrt(Variance.of(values).getAsDouble() / values.length
                        + Variance.of(base).getAsDouble() / base.length),
                tooBold ? smaller - 1 : welch,
                values.length + base.length);
    }

    /**
     * Of values that were measured in pairs: Student's t over their differences.
     *
     * @param values of what is compared
     * @param base of what it is compared with, as many
     */
    public static Optional<MeanDifference> paired(double[] values, double[] base) {
        Finite.checked(values);
        Finite.checked(base);
        double[] differences = new double[values.length];
        Arrays.setAll(differences, i -> values[i] - base[i]);
        if (values.length < 2 || range(differences) <= ROUNDING * Math.max(largest(values), largest(base))) {
            return Optional.empty();
        }
        return of(
                Moments.mean(differences),
                Math.sqrt(Variance.of(differences).getAsDouble() / differences.length),
                differences.length - 1,
                differences.length);
    }

    private static Optional<MeanDifference> of(double value, double standardError, double freedom, int n) {
        if (!(standardError > 0) || !Double.isFinite(standardError) || !Double.isFinite(value)) {
            return Optional.empty();
        }
        double t = Math.abs(value) / standardError;
        double pValue = 2 * TDistribution.of(freedom).survivalProbability(t);
        return Optional.of(new MeanDifference(value, standardError, freedom, pValue, n));
    }

    /** Whether values are the same but for rounding. */
    static boolean isConstant(double[] values) {
        return range(values) <= ROUNDING * largest(values);
    }

    private static double range(double[] values) {
        DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
        return all.getMax() - all.getMin();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    /** Its 95 % interval. It holds 0 exactly where {@link #pValue} is above .05. */
    public StudentInterval interval() {
        double half = quantile(LEVEL) * standardError;
        return new StudentInterval(value - half, value + half, StudentInterval.DEFAULT_LEVEL, n);
    }

    private double quantile(double level) {
        return TDistribution.of(freedom).inverseSurvivalProbability(level / 2);
    }

    /**
     * The smallest difference that a two-sided test of samples like these finds in four of five tries (a power of 80 %): {@code
     * λ} standard errors, where the noncentral t of {@code f} degrees of freedom and noncentrality {@code λ} exceeds the t
     * quantile {@code q} with probability .8. By the normal approximation of that distribution {@code λ = q (1 −
     * 1/4f) + z(.8) √(1 + q²/2f)}, which is right to 1 % from three degrees of freedom on, to 2 % at
     * two and to 5 % at one.
     *
     * <p>Source: M. Abramowitz and I. A. Stegun (1964), <i>Handbook of Mathematical Functions</i>, 26.7.10.
     *
     * @param level of the test: .05, or less where it is one of several
     */
    public double detectable(double level) {
        double q = quantile(level);
        double lambda = q * (1 - 1 / (4 * freedom)) + POWER * Math.sqrt(1 + q * q / (2 * freedom));
        return lambda * standardError;
    }
}
