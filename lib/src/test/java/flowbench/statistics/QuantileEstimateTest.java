package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileEstimateTest {
    private static double[] upTo(int n) {
        return DoubleStream.iterate(1, x -> x + 1).limit(n).toArray();
    }

    @ParameterizedTest
    // The smallest n with max(p, 1 - p)^n <= .025
    @CsvSource({".9, 36, p90", ".95, 72, p95", ".99, 368, p99", ".999, 3688, p99.9"})
    void aQuantileIsGivenFromTheSmallestSampleThatBoundsItAndRefusedBelow(double p, int smallest, String name) {
        QuantileEstimate given = QuantileEstimate.of(p, upTo(smallest));
        QuantileEstimate refused = QuantileEstimate.of(p, upTo(smallest - 1));

        assertThat(given.value()).isPresent();
        assertThat(given.interval()).isPresent();
        assertThat(given.refusal()).isEmpty();
        assertThat(refused.value()).isEmpty();
        assertThat(refused.interval()).isEmpty();
        assertThat(refused)
                .hasToString(
                        name + " needs " + smallest + " independent values; there are " + (smallest - 1) + " values.");
    }

    @Test
    void theMedianIsGivenWithoutAnIntervalWhereItHasNone() {
        assertThat(QuantileEstimate.of(.5, upTo(5)).value()).hasValue(3);
        assertThat(QuantileEstimate.of(.5, upTo(5)).interval()).isEmpty();
        assertThat(QuantileEstimate.of(.5, upTo(5)).toString())
                .isEqualTo("median 3. The interval of the median needs 6 independent values; there are 5 values.");
        assertThat(QuantileEstimate.of(.5, upTo(6)).toString())
                .isEqualTo("median 3.500, 95 % interval 1 to 6 (ranks 1 and 6 of 6, within one process)");
    }

    @Test
    void oneForkHasTheRanksOfTheBinomial() {
        // scipy.stats.binom: 40 and 61 of 100 for the median
        QuantileEstimate median = QuantileEstimate.of(.5, upTo(100));

        assertThat(median.independent()).isEqualTo(100);
        assertThat(median.interval()).isEqualTo(OrderStatisticInterval.of(.5, upTo(100)));
        assertThat(median.interval().orElseThrow().lowRank()).isEqualTo(40);
        assertThat(median.interval().orElseThrow().highRank()).isEqualTo(61);
        // R: quantile(1:100, .9, type = 7)
        assertThat(QuantileEstimate.of(.9, upTo(100)).value().orElseThrow()).isCloseTo(90.1, within(1e-12));
    }

    @Test
    void valuesOfForksThatDoNotDifferCountLessOnlyForTheFewForks() {
        List<double[]> alike = List.of(upTo(20), upTo(20), upTo(20), upTo(20), upTo(20));
        // n · (t(.975, 99) / t(.975, 4))² = 100 · (1.984217 / 2.776445)² = 51.07; scipy.stats.t.ppf
        QuantileEstimate median = QuantileEstimate.of(.5, alike);

        assertThat(median.independent()).isEqualTo(51);
        // Ranks 19 and 33 of 51 (scipy.stats.binom) as shares of 100: 18/51 and 33/51, outwards.
        assertThat(median.interval().orElseThrow().lowRank()).isEqualTo(36);
        assertThat(median.interval().orElseThrow().highRank()).isEqualTo(65);
        assertThat(QuantileEstimate.of(.95, alike).toString())
                .isEqualTo("p95 needs 72 independent values; there are 100 values of 5 forks, which count as 51.");
    }

    @Test
    void valuesOfForksThatDifferCountAsNoMoreThanTheForks() {
        List<double[]> apart = IntStream.range(0, 10)
                .mapToObj(fork ->
                        Arrays.stream(upTo(10)).map(x -> x / 1000 + fork).toArray())
                .toList();

        // Half of the forks lie below the median wholly: each fork is one value. deff = 100 · (10/9) · 10 · .25 · 100 /
        // 100²
        // / .25 = 11.1, and 100 / 11.1 · (1.984217 / 2.262157)² = 6.92
        assertThat(QuantileEstimate.of(.5, apart).independent()).isEqualTo(6);
        assertThat(QuantileEstimate.of(.5, apart).interval()).isPresent();
        assertThat(QuantileEstimate.of(.9, apart).value()).isEmpty();
        assertThat(QuantileEstimate.of(.5, apart.subList(0, 8)).interval()).isEmpty();
    }

    @Test
    void theIntervalOfTheMedianCoversAlsoWhereForksDiffer() {
        // 10 forks × 10 normal values, the variance between forks a quarter of that within; the true median is 0.
        Random random = new Random(1);
        int covered = 0;
        int coveredPooled = 0;
        int samples = 1_000;
        for (int sample = 0; sample < samples; sample++) {
            List<double[]> forks = new ArrayList<>();
            for (int fork = 0; fork < 10; fork++) {
                double shift = .5 * random.nextGaussian();
                forks.add(DoubleStream.generate(() -> shift + random.nextGaussian())
                        .limit(10)
                        .toArray());
            }
            covered += holds0(QuantileEstimate.of(.5, forks)) ? 1 : 0;
            double[] pooled = forks.stream().flatMapToDouble(Arrays::stream).toArray();
            coveredPooled += holds0(QuantileEstimate.of(.5, pooled)) ? 1 : 0;
        }

        // The standard error of a coverage of .95 is .7 points here.
        assertThat(covered).isGreaterThan(930);
        assertThat(coveredPooled).isLessThan(850);
    }

    private static boolean holds0(QuantileEstimate median) {
        return median.interval()
                .filter(interval -> interval.low() <= 0 && interval.high() >= 0)
                .isPresent();
    }

    @Test
    void constantValuesHaveQuantilesAndAnIntervalOfNoWidth() {
        QuantileEstimate median =
                QuantileEstimate.of(.5, List.of(new double[] {7, 7, 7, 7}, new double[] {7, 7, 7, 7}));

        assertThat(median.value()).hasValue(7);
        assertThat(median.toString()).doesNotContain("NaN");
        assertThat(QuantileEstimate.of(.5, 7, 7, 7, 7, 7, 7)
                        .interval()
                        .orElseThrow()
                        .high())
                .isEqualTo(7);
    }

    @Test
    void whatIsNoQuantileOrNoNumberIsRefused() {
        for (double p : new double[] {0, 1, -.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> QuantileEstimate.of(p, 1, 2, 3)).hasMessageContaining("no quantile " + p);
        }
        assertThatThrownBy(() -> QuantileEstimate.of(.5)).hasMessageContaining("no value");
        assertThatThrownBy(() -> QuantileEstimate.of(.5, List.of())).hasMessageContaining("no value");
        assertThatThrownBy(() -> QuantileEstimate.of(.5, List.of(new double[] {1}, new double[] {Double.NaN})))
                .hasMessageContaining("Value 1 of 1 is NaN");
    }
}
