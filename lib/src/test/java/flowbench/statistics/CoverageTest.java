package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether intervals hold the truth as often as they say; the notebook {@code coverage} asks more, and more often. */
class CoverageTest {
    private static final int REPETITIONS = 4000;
    private static final long SEED = 1;

    private static boolean holds(double[] replicates, double truth) {
        StudentInterval interval = StudentInterval.of(replicates).orElseThrow();
        return interval.low() <= truth && truth <= interval.high();
    }

    private static SimulatedShare coverageOfMean(SimulatedData data, int n) {
        return SimulatedShare.of(REPETITIONS, SEED, random -> holds(data.values(random, n), data.mean()));
    }

    @ParameterizedTest
    @CsvSource({"2", "5", "20"})
    void tHoldsTheMeanOfNormalValuesAsOftenAsItSays(int n) {
        assertThat(coverageOfMean(SimulatedData.normal(.05), n).agreesWith(.95)).isTrue();
    }

    @ParameterizedTest
    // Simulated elsewhere, ± 1 to 3 points: mean of log-normal values with σ .5, t interval.
    @CsvSource({"5, .915", "10, .909", "20, .922", "50, .943"})
    void tHoldsTheMeanOfSkewedValuesLessOften(int n, double coverage) {
        assertThat(coverageOfMean(SimulatedData.logNormal(.5), n).value()).isCloseTo(coverage, within(.02));
    }

    @ParameterizedTest
    // Simulated elsewhere: t over all values where the variance between forks is a quarter of that within.
    @CsvSource({"5, 5, .847", "5, 20, .618", "3, 100, .309"})
    void overForkMeansTheIntervalCoversAndOverAllValuesItDoesNot(int forks, int iterations, double pooled) {
        SimulatedData data = SimulatedData.forked(.05, .25);
        SimulatedShare overMeans = SimulatedShare.of(REPETITIONS, SEED, random -> {
            StudentInterval interval = Estimate.of(data.forks(random, forks, iterations))
                    .interval()
                    .orElseThrow();
            return interval.low() <= data.mean() && data.mean() <= interval.high();
        });
        SimulatedShare overAll = SimulatedShare.of(
                REPETITIONS,
                SEED,
                random -> holds(
                        data.forks(random, forks, iterations).stream()
                                .flatMapToDouble(Arrays::stream)
                                .toArray(),
                        data.mean()));

        assertThat(overMeans.agreesWith(.95)).as("%s", overMeans).isTrue();
        assertThat(overAll.value()).isCloseTo(pooled, within(.03));
    }

    @Test
    void orderStatisticsHoldTheMedianOfAnyDistributionAsOftenAsTheySay() {
        for (SimulatedData data :
                List.of(SimulatedData.normal(.05), SimulatedData.logNormal(.5), SimulatedData.bimodal())) {
            for (int n : new int[] {6, 10, 30}) {
                double said = OrderStatisticInterval.of(.5, data.values(new Random(SEED), n))
                        .orElseThrow()
                        .coverage();
                SimulatedShare share = SimulatedShare.of(REPETITIONS, SEED, random -> {
                    OrderStatisticInterval interval = OrderStatisticInterval.of(.5, data.values(random, n))
                            .orElseThrow();
                    return interval.low() <= data.median() && data.median() <= interval.high();
                });
                assertThat(share.agreesWith(said))
                        .as("%s, n = %d: %s", data, n, share)
                        .isTrue();
            }
        }
    }

    @Test
    void theIntervalOfDependentValuesIsTooNarrowAndTheyAreCalledDependent() {
        SimulatedData data = SimulatedData.autocorrelated(.05, .5);
        SimulatedShare coverage = coverageOfMean(data, 50);
        SimulatedShare notable = SimulatedShare.of(
                REPETITIONS,
                SEED,
                random -> Autocorrelation.of(data.values(random, 50))
                        .orElseThrow()
                        .notable());

        // The variance of the mean is about (1 + φ) / (1 − φ) = 3 times that of independent values: Φ(±1.96 / √3) = .74
        assertThat(coverage.value()).isCloseTo(.74, within(.03));
        // r is about φ − (1 + 4φ) / n = .44 with an error of about √((1 − φ²) / n) = .12; the alarm begins at .344:
        // Φ(.78)
        assertThat(notable.value()).isCloseTo(.78, within(.05));
    }

    @Test
    void aShareHasTheStandardErrorOfTheBinomialAndTheSameSeedGivesTheSameShare() {
        SimulatedShare half = new SimulatedShare(5000, 10_000, SEED);

        assertThat(half.standardError()).isCloseTo(.005, within(1e-12));
        assertThat(half.toString()).isEqualTo("50.0 % ± 0.5");
        assertThat(half.agreesWith(.519)).isTrue();
        assertThat(half.agreesWith(.521)).isFalse();
        assertThat(SimulatedShare.of(100, 7, Random::nextBoolean))
                .isEqualTo(SimulatedShare.of(100, 7, Random::nextBoolean));
    }
}
