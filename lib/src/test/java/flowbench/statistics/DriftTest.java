package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {
    private static List<double[]> forks(int forks, int n, Random random, double slope) {
        return IntStream.range(0, forks)
                .mapToObj(fork -> {
                    double level = 100 + 10 * random.nextGaussian();
                    return Series.of(n, 3, random, i -> level * (1 + slope * i));
                })
                .toList();
    }

    @Test
    void withOneForkItIsTheRegressionOverItsValues() {
        Drift drift = Drift.of(List.of(new double[] {10, 12, 11, 13, 14})).orElseThrow();

        // scipy.stats.linregress([1, 2, 3, 4, 5], [10, 12, 11, 13, 14]): slope .9, stderr .25166114784, p .03738607347;
        // mean 12; t.ppf(.975, 3) = 3.182446
        assertThat(drift.perValue()).isCloseTo(.9 / 12, within(1e-12));
        assertThat(drift.interval().orElseThrow().low())
                .isCloseTo((.9 - 3.182446305 * .25166114784) / 12, within(1e-9));
        assertThat(drift.p()).isCloseTo(.03738607347, within(1e-9));
        assertThat(drift.overall()).isCloseTo(.3, within(1e-12));
        assertThat(drift.toString()).isEqualTo("+7.5 % each, 95 % interval +0.826 % to +14.2 %, within one process");
    }

    @Test
    void withSeveralForksItIsStudentsTOverTheirSlopes() {
        Drift drift = Drift.of(
                        List.of(new double[] {90, 100, 110}, new double[] {180, 200, 220}, new double[] {8, 10, 12}))
                .orElseThrow();

        // Slopes of 10 %, 10 % and 20 %: scipy.stats.ttest_1samp([.1, .1, .2], 0): p .05719095842
        assertThat(drift.perValue()).isCloseTo(.4 / 3, within(1e-12));
        assertThat(drift.p()).isCloseTo(.05719095842, within(1e-9));
        assertThat(drift.interval().orElseThrow().n()).isEqualTo(3);
        assertThat(drift.notable()).isFalse();
    }

    @Test
    void aNegativeMeanTurnsTheShareNotTheDirection() {
        assertThat(Drift.of(List.of(new double[] {-11, -10, -9})).orElseThrow().perValue())
                .isCloseTo(.1, within(1e-12));
    }

    @Test
    void tooFewValuesOrAMeanOfNothingLeaveItAbsent() {
        assertThat(Drift.of(List.of())).isEmpty();
        assertThat(Drift.of(List.of(new double[] {1, 2}))).isEmpty();
        assertThat(Drift.of(List.of(new double[] {-1, 0, 1}))).isEmpty();
        assertThat(Drift.of(List.of(new double[] {3, 3, 3})).orElseThrow().p()).isEqualTo(1);
        assertThat(Drift.of(List.of(new double[] {3, 3, 3})).orElseThrow().interval())
                .isEmpty();
        assertThat(Drift.of(List.of(new double[] {3, 4, 5})).orElseThrow().notable())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "1, 50", "3, 5", "10, 5", "3, 20"})
    void whatDoesNotDriftIsNotableInThreePercentOfCases(int forks, int n) {
        Random random = new Random(forks * 100 + n);
        int trials = 1500;
        long notable = IntStream.range(0, trials)
                .filter(trial ->
                        Drift.of(forks(forks, n, random, 0)).orElseThrow().notable())
                .count();

        assertThat((double) notable / trials).isLessThan(.03 + 3 * Math.sqrt(.03 * .97 / trials));
    }

    @ParameterizedTest
    // forks, measured iterations, the slope, least power; the noise is 3 %
    @CsvSource({"3, 5, .05, .80", "5, 10, .01, .80", "10, 5, .02, .90", "1, 20, .01, .90"})
    void aDriftIsFound(int forks, int n, double slope, double power) {
        Random random = new Random(7);
        int trials = 500;
        long notable = IntStream.range(0, trials)
                .filter(trial ->
                        Drift.of(forks(forks, n, random, slope)).orElseThrow().notable())
                .count();

        assertThat((double) notable / trials).isGreaterThan(power);
    }
}
