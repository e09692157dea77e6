package flowbench.statistics;

import java.util.Optional;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether a mean over forks lies apart from 0 by more than chance, by Student's t. With two forks or more that is asked
 * twice: against the differences between forks, and against the scatter of the values within them; the more doubtful
 * answer counts, and the wider interval. Against the first alone, three forks that agree by luck would be believed;
 * against the second alone, a difference that only some forks have. With one fork there is the second only.
 *
 * @param p the two-sided probability of a mean at least as far from 0 where the truth is 0
 * @param interval 95 % interval of the mean; absent where nothing varies
 * @param forks how many forks it is over
 */
record Significance(double p, Optional<StudentInterval> interval, int forks) {
    private static final double CHANCE = .05;
    private static final double CHANCE_WITHIN_ONE_PROCESS = .02;

    /** A share of less than this is the rounding of a sum. */
    private static final double ROUNDING = 1e-12;

    /**
     * Of one share for each fork.
     *
     * @param shares at least one
     * @param error the standard error of their mean that comes from the scatter within forks
     * @param freedom its degrees of freedom
     * @param n how many values of one fork it is made of
     */
    static Significance of(double[] shares, double error, int freedom, int n) {
        double mean = Mean.of(shares).getAsDouble();
        if (shares.length == 1) {
            return new Significance(p(mean, error, freedom), interval(mean, half(error, freedom), n), 1);
        }
        double between = StandardDeviation.of(shares).getAsDouble() / Math.sqrt(shares.length);
        int less = shares.length - 1;
        return new Significance(
                Math.max(p(mean, error, freedom), p(mean, between, less)),
                interval(mean, Math.max(half(error, freedom), half(between, less)), shares.length),
                shares.length);
    }

    private static double p(double mean, double error, int freedom) {
        if (Math.abs(mean) < ROUNDING) {
            return 1;
        }
        return error < ROUNDING ? 0 : 2 * TDistribution.of(freedom).survivalProbability(Math.abs(mean) / error);
    }

    private static double half(double error, int freedom) {
        return error < ROUNDING
                ? 0
                : error * TDistribution.of(freedom).inverseSurvivalProbability((1 - StudentInterval.DEFAULT_LEVEL) / 2);
    }

    private static Optional<StudentInterval> interval(double mean, double half, int n) {
        return half == 0
                ? Optional.empty()
                : Optional.of(new StudentInterval(mean - half, mean + half, StudentInterval.DEFAULT_LEVEL, n));
    }

    /**
     * Whether chance seldom does it. By simulation, on normal values without any effect: 2 % with one fork, 1 % with 3,
     * 3 % with 10.
     */
    boolean notable() {
        return p < (forks == 1 ? CHANCE_WITHIN_ONE_PROCESS : CHANCE);
    }

    /** The interval for people, after a comma. */
    String text() {
        return interval.map(i -> ", " + i.text(Scale::signedPercent)
                        + (forks == 1 ? ", within one process" : " over " + forks + " forks"))
                .orElse("");
    }
}
