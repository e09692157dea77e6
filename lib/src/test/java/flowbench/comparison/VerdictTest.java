package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Better;
import flowbench.statistics.Adjustment;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final double[] BASE = {100, 101, 99, 100.5, 99.5};
    private static final double[] A_LITTLE_MORE = {102, 103, 101, 102.5, 101.5};

    private static Verdict verdict(double[] values, double[] base, double threshold, Better better) {
        TwoSamples samples = TwoSamples.of(values, base);
        return Verdict.of(samples, samples.pValue(), threshold, better);
    }

    @Test
    void anIntervalInsideTheBandIsEquivalentHoweverCertainTheChange() {
        StudentInterval interval = TwoSamples.of(A_LITTLE_MORE, BASE)
                .ratio()
                .orElseThrow()
                .interval()
                .orElseThrow();
        assertThat(interval.low()).isGreaterThan(1);
        double justInside = interval.high() - 1 + 1e-9;
        double justOutside = interval.high() - 1 - 1e-9;

        assertThat(verdict(A_LITTLE_MORE, BASE, justInside, Better.LOWER)).isEqualTo(Verdict.EQUIVALENT);
        assertThat(verdict(A_LITTLE_MORE, BASE, justOutside, Better.LOWER)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(A_LITTLE_MORE, BASE, justOutside, Better.HIGHER)).isEqualTo(Verdict.BETTER);
        // Turned round, the band is the same.
        assertThat(verdict(BASE, A_LITTLE_MORE, justInside, Better.HIGHER)).isEqualTo(Verdict.EQUIVALENT);
        assertThat(verdict(BASE, A_LITTLE_MORE, justOutside, Better.HIGHER)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(BASE, A_LITTLE_MORE, justOutside, Better.LOWER)).isEqualTo(Verdict.BETTER);
    }

    @Test
    void anIntervalOutsideOneDecidesOnlyWithAnAdjustedPValueBelowFivePercent() {
        TwoSamples samples = TwoSamples.of(A_LITTLE_MORE, BASE);

        assertThat(Verdict.of(samples, OptionalDouble.of(.0499), .001, Better.HIGHER))
                .isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(samples, OptionalDouble.of(.05), .001, Better.HIGHER))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void whatIsCalledBetterOrWorseIsMoreThanHalfTheThresholdAwayFromOne() {
        Random random = new Random(3);
        int decided = 0;
        for (int i = 0; i < 5000; i++) {
            double shift = random.nextDouble() * .1;
            double[] values = sample(random, 4, shift, .02);
            double[] base = sample(random, 4, 0, .02);
            Verdict verdict = verdict(values, base, .05, Better.LOWER);
            if (verdict == Verdict.WORSE || verdict == Verdict.BETTER) {
                decided++;
                double distance = Math.abs(Math.log(
                        TwoSamples.of(values, base).ratio().orElseThrow().value()));
                assertThat(distance).isGreaterThan(Math.log(1.05) / 2);
            }
        }
        assertThat(decided).isGreaterThan(500);
    }

    @Test
    void oneValueOnASideIsInconclusive() {
        assertThat(verdict(new double[] {200}, BASE, .05, Better.LOWER)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(verdict(new double[] {100}, new double[] {100}, .05, Better.LOWER))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void valuesThatDoNotVaryAreEquivalentOrDecidedByTheirNumber() {
        double[] six = {6, 6, 6, 6};
        double[] seven = {7, 7, 7, 7};

        assertThat(verdict(six, six, .05, Better.LOWER)).isEqualTo(Verdict.EQUIVALENT);
        assertThat(verdict(seven, six, .05, Better.LOWER)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(seven, six, .2, Better.LOWER)).isEqualTo(Verdict.EQUIVALENT);
        // 3 and 3 values fall like this by chance in one of ten times.
        assertThat(verdict(Arrays.copyOf(seven, 3), Arrays.copyOf(six, 3), .05, Better.LOWER))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void withoutARatioTheDifferenceIsHeldAgainstTheThresholdsPartOfTheLargerMean() {
        double[] none = {0, 0, 0, 0};
        double[] some = {40, 50, 60, 50};

        assertThat(verdict(some, none, .05, Better.LOWER)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(none, some, .05, Better.LOWER)).isEqualTo(Verdict.BETTER);
        assertThat(verdict(new double[] {0, 0, 1, 0}, none, .05, Better.LOWER)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(verdict(none, none, .05, Better.LOWER)).isEqualTo(Verdict.EQUIVALENT);
        // Some 80 beside 81: certain with so many values, and no more than a trifle.
        double[] base =
                IntStream.range(0, 5000).mapToDouble(i -> i % 5 == 0 ? 0 : 100).toArray();
        double[] more = Arrays.stream(base).map(value -> value * 1.01).toArray();
        assertThat(TwoSamples.of(more, base).ratio()).isEmpty();
        assertThat(verdict(more, base, .05, Better.LOWER)).isEqualTo(Verdict.EQUIVALENT);
        assertThat(verdict(more, base, .001, Better.LOWER)).isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** Logarithms around one that is given. */
    private static double[] sample(Random random, int n, double shift, double deviation) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> Math.exp(shift + deviation * random.nextGaussian()));
        return values;
    }

    /** The share of comparisons of several metrics, of which the first is shifted, in which the first has a verdict. */
    private static double share(
            long seed, int tries, int forks, int metrics, double shift, double deviation, Verdict sought, boolean any) {
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < tries; i++) {
            TwoSamples[] samples = new TwoSamples[metrics];
            for (int metric = 0; metric < metrics; metric++) {
                samples[metric] = TwoSamples.of(
                        sample(random, forks, metric == 0 ? shift : 0, deviation), sample(random, forks, 0, deviation));
            }
            double[] adjusted = Adjustment.BENJAMINI_HOCHBERG.of(Arrays.stream(samples)
                    .mapToDouble(s -> s.pValue().orElseThrow())
                    .toArray());
            boolean hit = false;
            for (int metric = 0; metric < (any ? metrics : 1); metric++) {
                hit |= Verdict.of(samples[metric], OptionalDouble.of(adjusted[metric]), .05, Better.LOWER) == sought;
            }
            found += hit ? 1 : 0;
        }
        return (double) found / tries;
    }

    @Test
    void whereNothingDiffersAFalseAlarmIsNoMoreFrequentThanItMayBe() {
        // Eight metrics together, forks that differ by 10 %: nothing is equivalent then, and every alarm counts.
        for (int forks : new int[] {2, 5, 10}) {
            double worse = share(10 + forks, 1000, forks, 8, 0, .1, Verdict.WORSE, true);
            double better = share(20 + forks, 1000, forks, 8, 0, .1, Verdict.BETTER, true);
            // Nominal 2.5 % each; three standard errors of 1000 tries are 1.5 points.
            assertThat(worse).as("worse, %d forks", forks).isLessThan(.04);
            assertThat(better).as("better, %d forks", forks).isLessThan(.04);
        }
    }

    @Test
    void theChangeThatIsSaidToShowShowsInFourOfFiveTriesWhateverTheOtherMetricsSay() {
        for (int metrics : new int[] {1, 8}) {
            Random random = new Random(metrics);
            double shift = IntStream.range(0, 500)
                    .mapToDouble(i -> Math.log(TwoSamples.of(sample(random, 10, 0, .1), sample(random, 10, 0, .1))
                            .ratio()
                            .orElseThrow()
                            .detectable(.05 / metrics)
                            .orElseThrow()))
                    .average()
                    .orElseThrow();

            assertThat(share(40 + metrics, 1000, 10, metrics, shift, .1, Verdict.WORSE, false))
                    .as("%d metrics", metrics)
                    .isBetween(.75, .87);
        }
    }

    @Test
    void aSlowDownOfFivePercentAmongThreePercentNoiseIsFoundInNineOfTenTries() {
        assertThat(share(31, 2000, 10, 1, Math.log(1.05), .03, Verdict.WORSE, false))
                .as("10 forks, the metric alone")
                .isGreaterThan(.9);
        assertThat(share(32, 500, 16, 8, Math.log(1.05), .03, Verdict.WORSE, false))
                .as("16 forks, among seven metrics that did not change")
                .isGreaterThan(.9);
        assertThat(share(33, 500, 5, 1, Math.log(1.05), .03, Verdict.WORSE, false))
                .as("5 forks are too few, or the test finds anything")
                .isLessThan(.8);
    }

    @Test
    void aChangeOfTwiceTheThresholdIsHardlyEverCalledEquivalent() {
        assertThat(share(41, 2000, 5, 1, Math.log(1.1), .03, Verdict.EQUIVALENT, false))
                .isLessThan(.005);
        // At the threshold itself the interval lies inside by chance at most as often as it misses.
        assertThat(share(42, 2000, 10, 1, Math.log(1.05), .01, Verdict.EQUIVALENT, false))
                .isLessThan(.035);
        assertThat(share(43, 2000, 10, 1, 0, .01, Verdict.EQUIVALENT, false)).isGreaterThan(.95);
    }
}
