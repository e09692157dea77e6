package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartEffectTest {
    private static List<double[]> forks(int forks, int n, Random random, double first) {
        return IntStream.range(0, forks)
                .mapToObj(fork -> {
                    double level = 100 + 10 * random.nextGaussian();
                    return Series.of(n, 3, random, i -> i == 1 ? level * first : level);
                })
                .toList();
    }

    @Test
    void withSeveralForksItIsStudentsTOverForksWhereTheyDifferMoreThanTheirValues() {
        StartEffect effect = StartEffect.of(List.of(
                        new double[] {80, 100, 100, 100}, new double[] {150, 200, 190, 210}, new double[] {7, 10, 9, 11
                        }))
                .orElseThrow();

        // Shares −.2, −.25, −.3. scipy.stats.ttest_1samp([-.2, -.25, -.3], 0): p .01307245756
        // scipy.stats.t.interval(.95, 2, -.25, .05 / sqrt(3)): −.37420688559, −.12579311441
        assertThat(effect.share()).isCloseTo(-.25, within(1e-12));
        assertThat(effect.p()).isCloseTo(0.01307245756, within(1e-9));
        assertThat(effect.forks()).isEqualTo(3);
        assertThat(effect.interval().orElseThrow().n()).isEqualTo(3);
        assertThat(effect.interval().orElseThrow().high()).isCloseTo(-.12579311441, within(1e-9));
        assertThat(effect.notable()).isTrue();
        assertThat(effect.toString()).isEqualTo("-25 %, 95 % interval -37.4 % to -12.6 % over 3 forks");
    }

    @Test
    void withOneForkItIsAPredictionWithinOneProcess() {
        StartEffect effect =
                StartEffect.of(List.of(new double[] {80, 99, 101, 100, 100})).orElseThrow();

        // s = .8164966, error = s √(1 + 1/4) / 100 = .00912871; 3 degrees of freedom:
        // 2 * scipy.stats.t.sf(.2 / .009128709291752768, 3)
        assertThat(effect.share()).isCloseTo(-.2, within(1e-12));
        assertThat(effect.p()).isCloseTo(0.0002081427, within(1e-9));
        assertThat(effect.toString()).endsWith("within one process");
    }

    @Test
    void forksThatAgreeByLuckAreNotBelievedAgainstTheScatterOfTheirValues() {
        StartEffect effect = StartEffect.of(List.of(
                        new double[] {109, 130, 90, 80, 100},
                        new double[] {110, 70, 110, 120, 100},
                        new double[] {111, 100, 130, 75, 95}))
                .orElseThrow();

        // Over forks alone t is 17 and p .003.
        assertThat(effect.share()).isCloseTo(.1, within(1e-12));
        assertThat(effect.p()).isGreaterThan(.3);
        assertThat(effect.notable()).isFalse();
    }

    @Test
    void whatDoesNotVaryIsDecidedWithoutAnInterval() {
        StartEffect same = StartEffect.of(List.of(new double[] {5, 5, 5})).orElseThrow();
        StartEffect other = StartEffect.of(List.of(new double[] {4, 5, 5}, new double[] {4, 5, 5}))
                .orElseThrow();

        assertThat(same.p()).isEqualTo(1);
        assertThat(same.interval()).isEmpty();
        assertThat(same.notable()).isFalse();
        assertThat(other.p()).isZero();
        assertThat(other.notable()).isTrue();
    }

    @Test
    void tooFewValuesOrAMeanOfNothingLeaveItAbsent() {
        assertThat(StartEffect.of(List.of())).isEmpty();
        assertThat(StartEffect.of(List.of(new double[] {1, 2}))).isEmpty();
        assertThat(StartEffect.of(List.of(new double[] {1, 1, -1}))).isEmpty();
        assertThat(StartEffect.of(List.of(new double[] {1, 2}, new double[] {1, 2, 3}))
                        .orElseThrow()
                        .forks())
                .isEqualTo(1);
    }

    @Test
    void itSaysHowManyValuesToLeaveOut() {
        Random random = new Random(1);
        List<double[]> three = IntStream.range(0, 5)
                .mapToObj(fork -> Series.of(12, 1, random, i -> 100 - 40 * Math.max(0, 4 - i)))
                .toList();
        List<double[]> ramp = IntStream.range(0, 5)
                .mapToObj(fork -> Series.of(7, .1, random, i -> 10.0 * i))
                .toList();

        assertThat(StartEffect.enough(three)).hasValue(3);
        assertThat(StartEffect.enough(forks(5, 8, random, 1))).hasValue(0);
        assertThat(StartEffect.enough(ramp)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "3, 5", "5, 3", "10, 5", "3, 20"})
    void forksThatStartAsTheyGoOnAreNotableInThreePercentOfCases(int forks, int n) {
        Random random = new Random(forks * 100 + n);
        int trials = 1500;
        long notable = IntStream.range(0, trials)
                .filter(trial ->
                        StartEffect.of(forks(forks, n, random, 1)).orElseThrow().notable())
                .count();

        assertThat((double) notable / trials).isLessThan(.03 + 3 * Math.sqrt(.03 * .97 / trials));
    }

    @ParameterizedTest
    // forks, measured iterations, the first as a share of the others, least power; the noise is 3 %
    @CsvSource({"3, 5, .90, .75", "5, 5, .93, .90", "10, 5, .95, .90", "1, 5, .80, .75"})
    void aFirstIterationThatIsNotWarmIsFound(int forks, int n, double first, double power) {
        Random random = new Random(7);
        int trials = 500;
        long notable = IntStream.range(0, trials)
                .filter(trial -> StartEffect.of(forks(forks, n, random, first))
                        .orElseThrow()
                        .notable())
                .count();

        assertThat((double) notable / trials).isGreaterThan(power);
    }
}
