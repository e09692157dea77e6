package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.statistics.VarianceComponents.Level;
import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationPlanTest {
    private static VarianceComponents noise(double mean, double within, double between) {
        return new VarianceComponents(
                mean, List.of(new Level(5, within, within), new Level(3, between + within / 5, between)));
    }

    @Test
    void aWidthIsReachedByTheCheapestForksAndIterations() {
        // By hand, a half-width of .9631 with a fork at 20 and an iteration at 2: 9 × 8 costs 324, 10 × 5 costs 300,
        // 11 × 4 costs 308, 12 × 4 costs 336. t(.975, 9) = 2.262157
        ReplicationPlan plan =
                ReplicationPlan.of(noise(100, 4, 1), .009631, 20, 2).orElseThrow();

        assertThat(plan.forks()).isEqualTo(10);
        assertThat(plan.iterations()).isEqualTo(5);
        assertThat(plan.cost()).isEqualTo(300);
        assertThat(plan.expected()).isCloseTo(2.262157 * Math.sqrt((1 + 4 / 5.0) / 10) / 100, within(1e-7));
        assertThat(plan.toString()).isEqualTo("±0.963 %: 10 forks of 5 iterations");
    }

    @Test
    void noOtherPlanThatReachesTheWidthIsCheaper() {
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            double within = random.nextInt(4) == 0 ? 0 : Math.exp(2 * random.nextGaussian());
            double between = random.nextInt(4) == 0 ? -.1 : Math.exp(2 * random.nextGaussian());
            double fork = Math.exp(random.nextGaussian());
            double iteration = Math.exp(random.nextGaussian());
            double half = Math.sqrt(within + Math.max(0, between)) * (.4 + random.nextDouble());
            if (half == 0) {
                continue;
            }
            ReplicationPlan plan = ReplicationPlan.of(noise(-1, within, between), half, fork, iteration)
                    .orElseThrow();

            assertThat(plan.expected()).isLessThanOrEqualTo(half * (1 + 1e-9));
            for (int f = 3; f <= 60; f++) {
                double t = TDistribution.of(f - 1.0).inverseSurvivalProbability(.025);
                for (int r = 2; r <= 60; r++) {
                    if (t * Math.sqrt((Math.max(0, between) + within / r) / f) <= half * (1 - 1e-9)) {
                        assertThat(plan.cost()).isLessThanOrEqualTo(f * (fork + r * iteration) * (1 + 1e-12));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 20, 2", "1, 1, 9, 1", "10, 1, 5, 3"})
    void ofManyForksTheIterationsAreThoseOfKaliberaAndJones(
            double within, double between, double fork, double iteration) {
        VarianceComponents noise = noise(1, within, between);
        ReplicationPlan plan = ReplicationPlan.of(noise, .12 * Math.sqrt(within + between), fork, iteration)
                .orElseThrow();

        assertThat(plan.forks()).isGreaterThan(50);
        assertThat((double) plan.iterations())
                .isCloseTo(noise.bestRepetitions(1, iteration, fork).orElseThrow(), within(1.0));
    }

    @Test
    void whatCannotBePlannedIsAbsent() {
        assertThat(ReplicationPlan.of(noise(100, 0, 0), .02, 1, 1)).isEmpty();
        assertThat(ReplicationPlan.of(noise(0, 4, 1), .02, 1, 1)).isEmpty();
        // 1000 forks narrow the noise of forks to t(.975, 999) / √1000 = 1.962341 / 31.622777 = .0620546 of itself.
        assertThat(ReplicationPlan.of(noise(1, 0, 1), .062055, 1, 1)
                        .orElseThrow()
                        .forks())
                .isEqualTo(1000);
        assertThat(ReplicationPlan.of(noise(1, 0, 1), .06205, 1, 1)).isEmpty();
    }

    @Test
    void whatIsNoWidthOrCostIsRefused() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ReplicationPlan.of(noise(1, 1, 1), bad, 1, 1))
                    .hasMessageContaining("above 0");
            assertThatThrownBy(() -> ReplicationPlan.of(noise(1, 1, 1), 1, bad, 1))
                    .hasMessageContaining("above 0");
            assertThatThrownBy(() -> ReplicationPlan.of(noise(1, 1, 1), 1, 1, bad))
                    .hasMessageContaining("above 0");
        }
        assertThatThrownBy(() -> ReplicationPlan.of(VarianceComponents.of(1, 2).orElseThrow(), .1, 1, 1))
                .hasMessageContaining("two levels");
    }

    @ParameterizedTest
    // NIST/SEMATECH e-Handbook, table 1.3.6.7.4: critical values of chi-square, 2 and 9 degrees of freedom
    @CsvSource({"3, 7.378, .0506", "10, 19.023, 2.700"})
    void aVarianceIsKnownWithinTheFactorsOfChiSquare(int n, double upper, double lower) {
        VarianceFactor factor = VarianceFactor.of(n);

        assertThat(factor.low()).isCloseTo((n - 1) / upper, within(1e-4));
        assertThat(factor.high()).isCloseTo((n - 1) / lower, within(.05));
        assertThatThrownBy(() -> VarianceFactor.of(1)).hasMessageContaining("two at least");
    }
}
