package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.statistics.Segmentation.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentationTest {
    private static List<Integer> firsts(Segmentation segmentation) {
        return segmentation.segments().stream().map(Segment::first).toList();
    }

    /** The cost of values from one place to another, by the definition: all squares anew. */
    private static double cost(double[] x, int from, int to, double leastSd) {
        double mean = Arrays.stream(x, from, to).sum() / (to - from);
        double squares =
                Arrays.stream(x, from, to).map(v -> (v - mean) * (v - mean)).sum();
        double variance = Math.max(squares / (to - from), leastSd * leastSd);
        return (to - from) * Math.log(variance) + squares / variance;
    }

    private static double[] kept(double[] x, Segmentation found) {
        return IntStream.range(0, x.length)
                .filter(i -> !found.outliers().contains(i + 1))
                .mapToDouble(i -> x[i])
                .toArray();
    }

    private static double total(double[] kept, Segmentation found) {
        double total = -found.penalty();
        int from = 0;
        for (Segment segment : found.segments()) {
            total += cost(kept, from, from + segment.n(), found.leastSd()) + found.penalty();
            from += segment.n();
        }
        assertThat(from).isEqualTo(kept.length);
        return total;
    }

    /** Series of all kinds: noise, coarse values, levels, ramps, spikes. */
    private static double[] anySeries(int n, Random random) {
        double step = random.nextInt(3) * 4;
        int where = random.nextInt(n);
        double slope = random.nextInt(4) == 0 ? 1 : 0;
        boolean coarse = random.nextInt(4) == 0;
        double[] x = Series.of(n, 1, random, i -> 50 + (i > where ? step : 0) + slope * i);
        if (random.nextInt(3) == 0) {
            x[random.nextInt(n)] += 30;
        }
        return coarse ? Arrays.stream(x).map(Math::rint).toArray() : x;
    }

    @Test
    void noOtherWayToCutAShortSeriesIsCheaper() {
        Random random = new Random(1);
        int cut = 0;
        for (int trial = 0; trial < 1000; trial++) {
            double[] x = anySeries(2 + random.nextInt(11), random);
            double penalty = random.nextDouble() * 12;
            Segmentation found = Segmentation.of(x, penalty);
            double[] kept = kept(x, found);
            if (Arrays.stream(x).distinct().count() == 1) {
                continue;
            }
            double least = Double.POSITIVE_INFINITY;
            for (int cuts = 0; cuts < 1 << (kept.length - 1); cuts++) {
                double total = 0;
                int from = 0;
                boolean allowed = true;
                for (int to = 1; to <= kept.length && allowed; to++) {
                    if (to == kept.length || (cuts >> (to - 1) & 1) == 1) {
                        allowed = from == 0 || to - from >= Segmentation.SHORTEST;
                        total += cost(kept, from, to, found.leastSd()) + (from == 0 ? 0 : penalty);
                        from = to;
                    }
                }
                if (allowed) {
                    least = Math.min(least, total);
                }
            }
            assertThat(total(kept, found)).as(Arrays.toString(x)).isCloseTo(least, within(1e-6));
            cut += found.segments().size() > 1 ? 1 : 0;
        }
        // Neither all nor none, or the comparison would say little.
        assertThat(cut).isBetween(200, 900);
    }

    @Test
    void pruningLosesNothingAgainstTheFullSearchOverLongerSeries() {
        Random random = new Random(2);
        int most = 0;
        for (int trial = 0; trial < 60; trial++) {
            int n = 20 + random.nextInt(80);
            int period = 5 + random.nextInt(40);
            double step = random.nextInt(4);
            double[] x = Series.of(n, 1, random, i -> 50 + (i / period) % 2 * step);
            double penalty = 2 + random.nextDouble() * 10;
            Segmentation found = Segmentation.of(x, penalty);
            double[] kept = kept(x, found);
            double[] least = new double[kept.length + 1];
            least[0] = -penalty;
            for (int end = 1; end <= kept.length; end++) {
                least[end] = Double.POSITIVE_INFINITY;
                for (int start = 0; start < end; start++) {
                    if (start == 0 || end - start >= Segmentation.SHORTEST) {
                        least[end] =
                                Math.min(least[end], least[start] + cost(kept, start, end, found.leastSd()) + penalty);
                    }
                }
            }
            assertThat(total(kept, found)).as(Arrays.toString(x)).isCloseTo(least[kept.length], within(1e-6));
            most = Math.max(most, found.segments().size());
        }
        assertThat(most).isGreaterThan(5);
    }

    @Test
    void aStepIsFoundWhereItIsAndItsSegmentsAreDescribed() {
        double[] x = {10, 11, 10, 9, 10, 11, 9, 20, 21, 20, 19, 20, 21, 19};
        Segmentation found = Segmentation.of(x);

        assertThat(firsts(found)).containsExactly(1, 8);
        Segment second = found.segments().get(1);
        assertThat(second.last()).isEqualTo(14);
        assertThat(second.n()).isEqualTo(7);
        assertThat(second.mean()).isCloseTo(140 / 7.0, within(1e-12));
        // R: sd(c(20, 21, 20, 19, 20, 21, 19))
        assertThat(second.sd().orElseThrow()).isCloseTo(0.816496580927726, within(1e-12));
        assertThat(found.toString()).isEqualTo("1–7: 10, 8–14: 20");
    }

    @Test
    void aChangeOfVarianceAloneIsFound() {
        Random random = new Random(3);
        double[] x = Series.of(80, 1, random, i -> 100);
        for (int i = 40; i < 80; i++) {
            x[i] = 100 + 6 * (x[i] - 100);
        }

        assertThat(firsts(Segmentation.of(x)))
                .hasSize(2)
                .last()
                .satisfies(at -> assertThat(at).isBetween(36, 46));
    }

    @Test
    void aFirstValueAloneMayBeASegmentAndNoOtherMay() {
        double[] x = Series.of(15, 1, 4, i -> i == 1 ? 60 : 100);
        double[] reversed = IntStream.range(0, 15).mapToDouble(i -> x[14 - i]).toArray();

        assertThat(firsts(Segmentation.of(x))).containsExactly(1, 2);
        assertThat(Segmentation.of(x).segments().get(0).sd()).isEmpty();
        assertThat(Segmentation.of(x).outliers()).isEmpty();
        assertThat(firsts(Segmentation.of(reversed))).containsExactly(1);
        assertThat(Segmentation.of(reversed).outliers()).containsExactly(15);
    }

    @Test
    void oneOrTwoOutliersAreLeftOutAndThreeInARowAreASegment() {
        double[] two = Series.of(40, 1, 5, i -> i == 9 || i == 20 || i == 21 ? 150 : 100);
        double[] three = Series.of(40, 1, 5, i -> i >= 20 && i <= 22 ? 150 : 100);

        assertThat(firsts(Segmentation.of(two))).containsExactly(1);
        assertThat(Segmentation.of(two).outliers()).containsExactly(9, 20, 21);
        assertThat(Segmentation.of(two).segments().get(0).n()).isEqualTo(37);
        assertThat(Segmentation.of(two).segments().get(0).mean()).isBetween(99.0, 101.0);
        assertThat(firsts(Segmentation.of(three))).containsExactly(1, 20, 23);
        assertThat(Segmentation.of(three).outliers()).isEmpty();
    }

    @Test
    void positionsCountOutliersAndSegmentsCoverEveryValue() {
        double[] x = Series.of(40, 1, 6, i -> i == 5 || i == 40 ? 200 : i <= 20 ? 100 : 120);
        Segmentation found = Segmentation.of(x);

        assertThat(found.outliers()).containsExactly(5, 40);
        assertThat(firsts(found)).containsExactly(1, 21);
        assertThat(found.segments().get(0).last()).isEqualTo(20);
        assertThat(found.segments().get(1).last()).isEqualTo(40);
        assertThat(found.segments().get(0).n()).isEqualTo(19);
        assertThat(found.segments().get(1).n()).isEqualTo(19);
    }

    @Test
    void constantValuesAreOneSegmentAndEqualValuesAreNoStateOfTheirOwn() {
        assertThat(firsts(Segmentation.of(7, 7, 7, 7, 7, 7, 7, 7))).containsExactly(1);
        assertThat(firsts(Segmentation.of(0, 0, 0, 0, 0))).containsExactly(1);
        assertThat(firsts(Segmentation.of(.1 + .2, .3, .3, .1 + .2, .3, .3))).containsExactly(1);
        assertThat(firsts(Segmentation.of(42))).containsExactly(1);
        assertThat(firsts(Segmentation.of(1, 2))).containsExactly(1);
        // Five equal values among noise have no variance at all.
        assertThat(firsts(Segmentation.of(3, 5, 4, 6, 4, 4, 4, 4, 4, 3, 6, 5, 3, 4, 6)))
                .containsExactly(1);
    }

    @Test
    void twoLevelsWithoutNoiseAreTwoSegments() {
        assertThat(firsts(Segmentation.of(5, 5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9, 9, 9, 9, 9)))
                .containsExactly(1, 9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-9, .001, 1 / 3.0, 7, 1e9, 1e290, -1, -123.456})
    void theUnitDoesNotMatter(double factor) {
        Random random = new Random(8);
        for (int trial = 0; trial < 200; trial++) {
            double[] x = anySeries(5 + random.nextInt(60), random);
            Segmentation one = Segmentation.of(x);
            Segmentation other = Segmentation.of(Series.times(factor, x));

            assertThat(firsts(other)).as(Arrays.toString(x)).isEqualTo(firsts(one));
            assertThat(other.outliers()).isEqualTo(one.outliers());
        }
    }

    @Test
    void aSeriesOfNothingOrOfWhatIsNoNumberIsRefused() {
        assertThatThrownBy(Segmentation::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Segmentation.of(1, Double.NaN, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Segmentation.of(1, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double shareCut(int n, int series, int trials, long seed) {
        Random random = new Random(seed);
        int cut = 0;
        for (int trial = 0; trial < trials; trial++) {
            boolean any = false;
            for (int i = 0; i < series; i++) {
                any |= Segmentation.oneOf(series, Series.of(n, 1, random, k -> 100))
                                .segments()
                                .size()
                        > 1;
            }
            cut += any ? 1 : 0;
        }
        return (double) cut / trials;
    }

    @ParameterizedTest
    @CsvSource({
        // n, series, trials
        "5, 1, 2000", "7, 1, 2000", "10, 1, 2000", "15, 1, 2000", "20, 1, 2000", "30, 1, 1500",
        "50, 1, 1000", "100, 1, 500", "300, 1, 200", "2000, 1, 20", "10, 3, 1000", "20, 10, 300"
    })
    void flatNormalSeriesAreCutInAboutFivePercentOfCasesOrFewer(int n, int series, int trials) {
        // Three standard errors above 5 %.
        assertThat(shareCut(n, series, trials, 100 + n)).isLessThan(.05 + 3 * Math.sqrt(.05 * .95 / trials));
    }

    @ParameterizedTest
    @CsvSource({
        // n, warm-up, step in standard deviations, least share found
        "10, 1, 8, .93",
        "10, 3, 4, .87",
        "20, 1, 6, .88",
        "20, 4, 3, .84",
        "50, 5, 3, .92"
    })
    void theEndOfAWarmUpIsFound(int n, int warmup, double step, double least) {
        Random random = new Random(1000 + n);
        int trials = 300;
        int found = 0;
        for (int trial = 0; trial < trials; trial++) {
            double[] x = Series.of(n, 1, random, i -> i <= warmup ? 100 - step : 100);
            found += firsts(Segmentation.of(x)).stream()
                            .anyMatch(at -> at > 1 && Math.abs(at - 1 - warmup) <= (warmup > 3 ? 3 : 1))
                    ? 1
                    : 0;
        }
        assertThat((double) found / trials).isGreaterThan(least);
    }
}
