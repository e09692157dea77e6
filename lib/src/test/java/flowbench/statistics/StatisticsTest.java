package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import flowbench.statistics.TukeyFences.Outlier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {
    @ParameterizedTest
    // scipy.stats.binom: ranks and coverage of the median's 95 % interval
    @CsvSource({
        "6, 1, 6, .9688",
        "9, 2, 8, .9609",
        "10, 2, 9, .9785",
        "15, 4, 12, .9648",
        "20, 6, 15, .9586",
        "30, 10, 21, .9572",
        "50, 18, 33, .9672",
        "100, 40, 61, .9648"
    })
    void theMediansIntervalHasTheRanksOfTheBinomial(int n, int low, int high, double coverage) {
        OrderStatisticInterval interval = OrderStatisticInterval.of(
                        .5, DoubleStream.iterate(1, x -> x + 1).limit(n).toArray())
                .orElseThrow();

        assertThat(interval.lowRank()).isEqualTo(low);
        assertThat(interval.highRank()).isEqualTo(high);
        assertThat(interval.coverage()).isCloseTo(coverage, within(.0001));
    }

    @ParameterizedTest
    // The smallest n with max(p, 1 - p)^n <= .025
    @CsvSource({".5, 6", ".9, 36", ".95, 72", ".99, 368", ".999, 3688", ".1, 36"})
    void aQuantileIsGivenFromTheSmallestSampleThatBoundsIt(double p, int smallest) {
        double[] values = DoubleStream.iterate(1, x -> x + 1).limit(smallest).toArray();

        assertThat(OrderStatisticInterval.smallestSample(p)).isEqualTo(smallest);
        assertThat(OrderStatisticInterval.of(p, values)).isPresent();
        assertThat(OrderStatisticInterval.of(p, Arrays.copyOf(values, smallest - 1)))
                .isEmpty();
        assertThat(Distribution.of(LongStream.range(0, smallest).toArray()).quantile(p))
                .isPresent();
        assertThat(Distribution.of(LongStream.range(0, smallest - 1).toArray()).quantile(p))
                .isEmpty();
    }

    @Test
    void quantilesAreOfType7() {
        // R: quantile(1:40, .9, type = 7) = 36.1
        assertThat(Distribution.of(LongStream.rangeClosed(1, 40).toArray())
                        .quantile(.9)
                        .orElseThrow())
                .isCloseTo(36.1, within(1e-12));
    }

    @Test
    void fencesFlagMildAndSevereAndAValueOnAFenceIsInside() {
        // By hand: Q1 = 4, Q3 = 8, IQR = 4; mild outside -2 and 14, severe outside -8 and 20.
        TukeyFences fences = TukeyFences.of(2, 4, 6, 8, 10);

        assertThat(DoubleStream.of(14, 14.1, 20, 20.1, -2, -2.1, -8, -8.1)
                        .mapToObj(fences::flag)
                        .toList())
                .containsExactly(
                        Outlier.NONE,
                        Outlier.MILD,
                        Outlier.MILD,
                        Outlier.SEVERE,
                        Outlier.NONE,
                        Outlier.MILD,
                        Outlier.MILD,
                        Outlier.SEVERE);
    }

    @Test
    void withSeveralForksTheIntervalIsOverForkMeansAndWiderThanPooled() {
        double[] a = {9, 10, 11};
        double[] b = {19, 20, 21};
        double[] c = {29, 30, 31};
        Estimate forks = Estimate.of(List.of(a, b, c));
        Estimate pooled = Estimate.of(9, 10, 11, 19, 20, 21, 29, 30, 31);

        // Of 10, 20, 30 with s = 10: 20 ± t(.975, 2) · 10 / √3; scipy.stats.t.ppf(.975, 2) = 4.302652729911275
        assertThat(forks.interval().orElseThrow().low())
                .isCloseTo(20 - 4.302652729911275 * 10 / Math.sqrt(3), within(1e-9));
        assertThat(forks.interval().orElseThrow().n()).isEqualTo(3);
        assertThat(forks.replicates()).isEqualTo(3);
        assertThat(forks.n()).isEqualTo(9);
        assertThat(pooled.interval().orElseThrow().low())
                .isGreaterThan(forks.interval().orElseThrow().low());
        assertThat(forks.sd()).isEqualTo(pooled.sd());
    }

    @Test
    void withUnequalForksTheMeanIsTheMeanOfTheForkMeans() {
        assertThat(Estimate.of(List.of(new double[] {1, 1, 1}, new double[] {3}))
                        .mean())
                .isEqualTo(2);
    }

    @Test
    void whatIsUndefinedIsAbsent() {
        Estimate one = Estimate.of(7);
        Estimate constant = Estimate.of(7, 7, 7);
        Estimate aroundZero = Estimate.of(-1, 1);

        assertThat(one.sd()).isEmpty();
        assertThat(one.cv()).isEmpty();
        assertThat(one.interval()).isEmpty();
        assertThat(one.autocorrelation()).isEmpty();
        assertThat(constant.sd()).hasValue(0);
        assertThat(constant.interval()).isEmpty();
        assertThat(constant.mild() + constant.severe()).isZero();
        // A sum of these three is not three of them.
        Estimate tenths = Estimate.of(.1, .1, .1);
        assertThat(tenths.mean()).isEqualTo(.1);
        assertThat(tenths.sd()).hasValue(0);
        assertThat(tenths.interval()).isEmpty();
        assertThat(tenths.autocorrelation()).isEmpty();
        assertThat(aroundZero.cv()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ns, 0, 0 ns",
        "ns, 999, 999 ns",
        "ns, 1234, 1.234 µs",
        "ns, 123456789, 123.5 ms",
        "ns, 999960, 1.000 ms",
        "ns, 61000000000, 61.00 s",
        "steps/s, 1234567, 1234567 steps/s",
        "steps/s, 1234.5678, 1235 steps/s",
        "steps/s, 0.0123449, 0.01234 steps/s",
        "steps, 1000, 1000 steps",
        "ns, -1500, -1.500 µs"
    })
    void quantitiesAreWrittenInAUnitThatFits(String unit, double value, String text) {
        assertThat(Scale.text(unit, value)).isEqualTo(text);
    }
}
