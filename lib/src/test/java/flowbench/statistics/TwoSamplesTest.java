package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.statistics.CliffsDelta.Magnitude;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoSamplesTest {
    // R's data set sleep: extra hours of sleep under two drugs (Student 1908).
    private static final double[] DRUG_1 = {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2};
    private static final double[] DRUG_2 = {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    @Test
    void welchAgreesWithR() {
        // R: t.test(extra ~ group, data = sleep)
        MeanDifference difference = MeanDifference.welch(DRUG_1, DRUG_2).orElseThrow();

        assertThat(difference.value()).isCloseTo(-1.58, within(1e-12));
        assertThat(difference.value() / difference.standardError()).isCloseTo(-1.8608, within(5e-5));
        assertThat(difference.freedom()).isCloseTo(17.776, within(5e-4));
        assertThat(difference.pValue()).isCloseTo(.07939, within(5e-6));
        assertThat(difference.interval().low()).isCloseTo(-3.3654832, within(5e-8));
        assertThat(difference.interval().high()).isCloseTo(.2054832, within(5e-8));
        assertThat(difference.n()).isEqualTo(20);
    }

    @Test
    void pairsAgreeWithR() {
        // R: with(sleep, t.test(extra[group == 1], extra[group == 2], paired = TRUE))
        MeanDifference difference = MeanDifference.paired(DRUG_1, DRUG_2).orElseThrow();

        assertThat(difference.value() / difference.standardError()).isCloseTo(-4.0621, within(5e-5));
        assertThat(difference.freedom()).isEqualTo(9);
        assertThat(difference.pValue()).isCloseTo(.002833, within(5e-7));
        assertThat(difference.interval().low()).isCloseTo(-2.4598858, within(5e-8));
        assertThat(difference.interval().high()).isCloseTo(-.7001142, within(5e-8));
    }

    @Test
    void aDifferenceOfTooFewValuesOrOfNoneThatVaryIsAbsent() {
        double[] constant = {.1, .1, .1};

        assertThat(MeanDifference.welch(new double[] {1}, new double[] {1, 2})).isEmpty();
        assertThat(MeanDifference.welch(constant, new double[] {.2, .2})).isEmpty();
        assertThat(MeanDifference.welch(constant, new double[] {.2, .3})).isPresent();
        assertThat(MeanDifference.paired(constant, new double[] {.2, .2, .2})).isEmpty();
        assertThat(MeanDifference.paired(new double[] {1}, new double[] {2})).isEmpty();
    }

    @ParameterizedTest
    // SciPy: the root of nct.sf(t.isf(.025, 2n - 2), 2n - 2, delta * sqrt(n / 2)) = .8, in standard deviations
    @CsvSource({
        "2, 5.653489, .02",
        "3, 3.070893, .006",
        "5, 2.024441, .002",
        "10, 1.324949, .0005",
        "20, .9091301, .0002",
        "50, .5658829, .0002"
    })
    void theDetectableDifferenceIsThatOfAPowerOf80Percent(int n, double delta, double relative) {
        // Two samples of n values with a standard deviation of exactly 1, so that Welch's freedom is 2n − 2.
        double[] standard = standard(n);

        double detectable =
                MeanDifference.welch(standard, standard).orElseThrow().detectable(.05);

        assertThat(detectable).isCloseTo(delta, within(relative * delta));
    }

    private static double[] standard(int n) {
        double[] values = DoubleStream.iterate(0, x -> x + 1)
                .limit(n)
                .map(x -> x - (n - 1) / 2.0)
                .toArray();
        double sd = Math.sqrt(Arrays.stream(values).map(x -> x * x).sum() / (n - 1));
        return Arrays.stream(values).map(x -> x / sd).toArray();
    }

    @Test
    void ofSidesOfVeryDifferentSizesTheSmallerOneCountsWhereItHasFewerThanFiveValues() {
        double[] values = new Random(4).doubles(20).toArray();

        assertThat(freedom(values, 4, 9)).isEqualTo(3);
        assertThat(freedom(values, 9, 4)).isEqualTo(3);
        assertThat(freedom(values, 4, 8)).isGreaterThan(3.1);
        assertThat(freedom(values, 5, 20)).isGreaterThan(4.1);
        assertThat(freedom(values, 2, 2)).isGreaterThan(1);
    }

    private static double freedom(double[] values, int n, int m) {
        return MeanDifference.welch(
                        Arrays.copyOf(values, n), Arrays.copyOfRange(values, values.length - m, values.length))
                .orElseThrow()
                .freedom();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, .01",
        "2, 4, .03",
        "2, 20, 0",
        "3, 3, .02",
        "3, 6, .03",
        "3, 20, 0",
        "4, 9, .005",
        "5, 20, .04",
        "10, 10, .03"
    })
    void theLevelOfTheTestIsNominalHoweverSmallTheSides(int n, int m, double least) {
        Random random = new Random(5);
        int tries = 3000;
        int rejected = 0;
        for (int i = 0; i < tries; i++) {
            double[] values =
                    DoubleStream.generate(random::nextGaussian).limit(n).toArray();
            double[] base = DoubleStream.generate(random::nextGaussian).limit(m).toArray();
            rejected += MeanDifference.welch(values, base).orElseThrow().pValue() < .05 ? 1 : 0;
        }
        // Nominal 5 %; three standard errors of 3000 tries are 1.2 points. Welch alone has 12 % at 2 and 20.
        assertThat((double) rejected / tries).isBetween(least, .066);
    }

    @Test
    void theRatiosIntervalHoldsOneExactlyWhereTheTestSaysNothing() {
        Random random = new Random(1);
        int significant = 0;
        for (int i = 0; i < 500; i++) {
            double[] a = random.doubles(4, 1, 2).toArray();
            double[] b = random.doubles(4, 1.2, 2.4).toArray();
            Ratio ratio = Ratio.ofIndependent(a, b).orElseThrow();
            StudentInterval interval = ratio.interval().orElseThrow();
            boolean holdsOne = interval.low() <= 1 && interval.high() >= 1;
            assertThat(holdsOne).isEqualTo(ratio.pValue().orElseThrow() >= .05);
            significant += holdsOne ? 0 : 1;
        }
        assertThat(significant).isBetween(50, 450);
    }

    @Test
    void turnedRoundTheRatioAndItsBoundsAreReciprocals() {
        Ratio ratio = Ratio.ofIndependent(new double[] {9, 10, 12}, new double[] {10, 13, 14, 15})
                .orElseThrow();
        Ratio turned = Ratio.ofIndependent(new double[] {10, 13, 14, 15}, new double[] {9, 10, 12})
                .orElseThrow();

        assertThat(turned.value()).isCloseTo(1 / ratio.value(), within(1e-12));
        assertThat(turned.interval().orElseThrow().low())
                .isCloseTo(1 / ratio.interval().orElseThrow().high(), within(1e-12));
        assertThat(turned.detectable(.05).orElseThrow())
                .isCloseTo(ratio.detectable(.05).orElseThrow(), within(1e-12));
    }

    @ParameterizedTest
    // SciPy, test_mannwhitneyu: the smallest two-sided exact p-values
    @CsvSource({
        "3, .1, 5e-15",
        "4, .0286, 5e-5",
        "5, .0079, 5e-5",
        "6, .00216, 5e-6",
        "7, .00058, 5e-6",
        "8, .000155, 5e-7",
        "10, 1.1e-5, 5e-7"
    })
    void theSmallestPValueOfMannAndWhitneyIsExact(int n, double p, double tolerance) {
        double[] low = DoubleStream.iterate(1, x -> x + 1).limit(n).toArray();
        double[] high = DoubleStream.iterate(101, x -> x + 1).limit(n).toArray();

        MannWhitney test = MannWhitney.of(high, low).orElseThrow();

        assertThat(test.pValue()).isCloseTo(p, within(tolerance));
        assertThat(test.u()).isEqualTo(n * n);
        assertThat(test.exact()).isTrue();
        assertThat(MannWhitney.smallestPValue(n, n)).isCloseTo(test.pValue(), within(1e-12));
    }

    @Test
    void mannAndWhitneyIsExactBelow50WithoutTiesElseApproximated() {
        // scipy.stats.mannwhitneyu(males, females): U = 17, exact p = .1111; with a tie the normal approximation
        double[] males = {19, 22, 16, 29, 24};
        double[] females = {20, 11, 17, 12};

        assertThat(MannWhitney.of(males, females).orElseThrow().u()).isEqualTo(17);
        assertThat(MannWhitney.of(males, females).orElseThrow().pValue()).isCloseTo(1 / 9.0, within(1e-12));
        assertThat(MannWhitney.of(males, new double[] {22, 11, 17, 12})
                        .orElseThrow()
                        .exact())
                .isFalse();
        double[] many = DoubleStream.iterate(1, x -> x + 1).limit(49).toArray();
        double[] between = {.5, 2.5, 60.5};
        assertThat(MannWhitney.of(many, between).orElseThrow().exact()).isTrue();
        assertThat(MannWhitney.of(Arrays.copyOf(many, 50), between)
                        .orElseThrow()
                        .exact())
                .isFalse();
    }

    @Test
    void mannAndWhitneyOfValuesThatAreAllTheSameIsAbsent() {
        assertThat(MannWhitney.of(new double[] {2, 2}, new double[] {2, 2, 2})).isEmpty();
        assertThat(MannWhitney.of(new double[] {}, new double[] {2, 2, 2})).isEmpty();
        assertThat(MannWhitney.of(new double[] {2, 2}, new double[] {2, 2, 3})).isPresent();
    }

    @Test
    void cliffsDeltaAgreesWithThePublishedCases() {
        // R package effsize, testCliff.R; data of Hogarty and Kromrey (1999)
        double[] treatment = {10, 10, 20, 20, 20, 30, 30, 30, 40, 50};
        double[] control = {10, 20, 30, 40, 40, 50};

        CliffsDelta delta = CliffsDelta.of(treatment, control);

        assertThat(delta.value()).isCloseTo(-.25, within(1e-12));
        assertThat(delta.magnitude()).isEqualTo(Magnitude.SMALL);
        assertThat(delta.interval().orElseThrow().low()).isCloseTo(-.7265846, within(5e-8));
        assertThat(delta.interval().orElseThrow().high()).isCloseTo(.3890062, within(5e-8));
        CliffsDelta negligible = CliffsDelta.of(new double[] {10, 20, 20, 20, 30, 30, 30, 40, 50, 100}, control);
        assertThat(negligible.value()).isCloseTo(-.06666, within(1e-5));
        assertThat(negligible.magnitude()).isEqualTo(Magnitude.NEGLIGIBLE);
        CliffsDelta medium = CliffsDelta.of(new double[] {1, 2, 1, 3, 2}, new double[] {3, 2, 2, 3, 2});
        assertThat(medium.value()).isCloseTo(-.44, within(1e-12));
        assertThat(medium.magnitude()).isEqualTo(Magnitude.MEDIUM);
    }

    @ParameterizedTest
    // Romano (2006): below .147 negligible, .33 small, .474 medium
    @CsvSource({
        ".1469, NEGLIGIBLE",
        ".147, SMALL",
        "-.3299, SMALL",
        "-.33, MEDIUM",
        ".4739, MEDIUM",
        ".474, LARGE",
        "-1, LARGE"
    })
    void anEffectIsSaidInRomanosWords(double delta, Magnitude word) {
        assertThat(new CliffsDelta(delta, java.util.Optional.empty()).magnitude())
                .isEqualTo(word);
    }

    @Test
    void ofSamplesThatDoNotOverlapDeltaIsOneAndItsIntervalIsNot() {
        CliffsDelta delta = CliffsDelta.of(new double[] {4, 5, 6}, new double[] {1, 2, 3});
        CliffsDelta turned = CliffsDelta.of(new double[] {1, 2, 3}, new double[] {4, 5, 6});

        assertThat(delta.value()).isEqualTo(1);
        assertThat(delta.interval().orElseThrow().high()).isEqualTo(1);
        assertThat(delta.interval().orElseThrow().low()).isBetween(-.2, 0.0);
        assertThat(turned.interval().orElseThrow().low()).isEqualTo(-1);
        assertThat(turned.interval().orElseThrow().high())
                .isCloseTo(-delta.interval().orElseThrow().low(), within(1e-12));
    }

    @Test
    void deltasIntervalHoldsZeroAt3And3ValuesAndNotAt4And4() {
        assertThat(CliffsDelta.of(new double[] {5, 6, 7, 8}, new double[] {1, 2, 3, 4})
                        .interval()
                        .orElseThrow()
                        .low())
                .isBetween(.2, .5);
    }

    @Test
    void deltaOfOneValueHasNoIntervalAndWithoutValuesIsRefused() {
        StudentInterval ties = CliffsDelta.of(new double[] {2, 2}, new double[] {2, 2})
                .interval()
                .orElseThrow();
        assertThat(ties.low()).isBetween(-1.0, -.5);
        assertThat(ties.high()).isCloseTo(-ties.low(), within(1e-12));
        assertThat(CliffsDelta.of(new double[] {2}, new double[] {1}).interval())
                .isEmpty();
        assertThatThrownBy(() -> CliffsDelta.of(new double[] {}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHodgesLehmannShiftAgreesWithR() {
        // R: wilcox.test(x, y, conf.int = TRUE), data of Hollander and Wolfe (1973), page 69: estimate .305, -.15 to
        // .76
        double[] x = {.80, .83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, .73, 1.46};
        double[] y = {1.15, .88, .90, .74, 1.21};

        HodgesLehmann shift = HodgesLehmann.of(x, y).orElseThrow();

        assertThat(shift.shift()).isCloseTo(.305, within(1e-12));
        assertThat(shift.interval().orElseThrow().low()).isCloseTo(-.15, within(1e-12));
        assertThat(shift.interval().orElseThrow().high()).isCloseTo(.76, within(1e-12));
    }

    @ParameterizedTest
    // From the smallest p-value of Mann and Whitney: 2 / choose(n + m, n) <= .05
    @CsvSource({
        "3, 3, false",
        "3, 4, false",
        "3, 5, true",
        "4, 4, true",
        "2, 7, false",
        "2, 8, true",
        "1, 38, false",
        "1, 39, true"
    })
    void theShiftHasAnIntervalWhereTheSamplesSupportIt(int n, int m, boolean present) {
        double[] x = DoubleStream.iterate(1, v -> v + 1).limit(n).toArray();
        double[] y = DoubleStream.iterate(.5, v -> v * 1.7).limit(m).toArray();

        assertThat(HodgesLehmann.of(x, y).orElseThrow().interval().isPresent()).isEqualTo(present);
    }

    @Test
    void theShiftsIntervalHoldsZeroWhereMannAndWhitneySaysNothing() {
        Random random = new Random(2);
        int significant = 0;
        for (int i = 0; i < 200; i++) {
            int n = 4 + random.nextInt(8);
            int m = 4 + random.nextInt(8);
            double[] x = random.doubles(n).map(v -> v + .3).toArray();
            double[] y = random.doubles(m).toArray();
            OrderStatisticInterval interval =
                    HodgesLehmann.of(x, y).orElseThrow().interval().orElseThrow();
            boolean holdsZero = interval.low() <= 0 && interval.high() >= 0;
            assertThat(holdsZero).isEqualTo(MannWhitney.of(x, y).orElseThrow().pValue() > .05);
            assertThat(interval.coverage()).isBetween(.95, 1.0);
            significant += holdsZero ? 0 : 1;
        }
        assertThat(significant).isBetween(20, 180);
    }

    @Test
    void exactAndApproximateRanksOfTheShiftMeetAt50Values() {
        double[] x = DoubleStream.iterate(1, v -> v + 1).limit(50).toArray();
        double[] y = DoubleStream.iterate(.5, v -> v + 1).limit(50).toArray();

        int exact = HodgesLehmann.of(Arrays.copyOf(x, 49), Arrays.copyOf(y, 49))
                .orElseThrow()
                .interval()
                .orElseThrow()
                .lowRank();
        int normal =
                HodgesLehmann.of(x, y).orElseThrow().interval().orElseThrow().lowRank();

        // nm/2 − 1.96 √(nm (n + m + 1) / 12), and one more for the rank: 924.8 and 966.4.
        assertThat(exact).isBetween(922, 927);
        assertThat(normal).isBetween(964, 968);
    }

    @Test
    void moreDifferencesThanFourMillionAreNotMade() {
        assertThat(HodgesLehmann.of(new double[2000], new double[2000])).isPresent();
        assertThat(HodgesLehmann.of(new double[2000], new double[2001])).isEmpty();
    }

    @Test
    void pairsThatDoNotVaryAreTakenAsIndependent() {
        double[] values = {1, 2, 3, 4, 5};

        assertThat(TwoSamples.ofPairs(values, values)).isEqualTo(TwoSamples.of(values, values));
        assertThat(TwoSamples.ofPairs(values, values).pValue()).hasValue(1);
        assertThat(TwoSamples.ofPairs(values, new double[] {1, 2, 3, 4, 6})
                        .ratio()
                        .orElseThrow()
                        .method())
                .isEqualTo(Ratio.Method.PAIRED);
    }

    @Test
    void copiesAreKnownForSuchHoweverTheyWereMadeAndHoweverTheyAreRounded() {
        double[] base = {100, 110, 121, 133, 146};

        for (double factor : new double[] {2, 1.1, 1 / 3.0}) {
            double[] copies = Arrays.stream(base).map(value -> factor * value).toArray();
            assertThat(TwoSamples.ofPairs(copies, base)).as("× %s", factor).isEqualTo(TwoSamples.of(copies, base));
        }
        // Rounded, these differ by a little more or less than .1; a 0 keeps them from having a ratio.
        double[] fractions = {0, .1, .2, .3, .4, .7};
        double[] shifted = Arrays.stream(fractions).map(value -> value + .1).toArray();
        assertThat(TwoSamples.ofPairs(shifted, fractions)).isEqualTo(TwoSamples.of(shifted, fractions));
    }

    @Test
    void valuesThatDifferByRoundingAloneAreConstant() {
        assertThat(TwoSamples.of(new double[] {.12, .12}, new double[] {.1, .10000000000000002})
                        .pValue())
                .isEqualTo(TwoSamples.of(new double[] {.12, .12}, new double[] {.1, .1})
                        .pValue());
    }

    @Test
    void thePValueIsThatOfTheRatioElseOfTheDifferenceElseOfAPermutation() {
        TwoSamples ratio = TwoSamples.of(new double[] {2, 3, 4}, new double[] {1, 2, 2});
        TwoSamples difference = TwoSamples.of(new double[] {0, 3, 4}, new double[] {1, 2, 2});
        TwoSamples constant = TwoSamples.of(new double[] {7, 7, 7}, new double[] {6, 6, 6, 6});

        assertThat(ratio.pValue()).isEqualTo(ratio.ratio().orElseThrow().pValue());
        assertThat(difference.ratio()).isEmpty();
        assertThat(difference.pValue())
                .hasValue(difference.difference().orElseThrow().pValue());
        assertThat(constant.constant()).isTrue();
        assertThat(constant.pValue().orElseThrow()).isCloseTo(2 / 35.0, within(1e-12));
        assertThat(TwoSamples.of(new double[] {6, 6}, new double[] {6, 6}).pValue())
                .isEmpty();
        assertThat(TwoSamples.of(new double[] {6}, new double[] {5}).pValue()).isEmpty();
        assertThat(TwoSamples.of(new double[] {6}, new double[] {5}).constant()).isFalse();
    }
}
