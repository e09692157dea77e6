package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionRuleTest {
    /** Values around 100, one above and one below in turn. */
    private static double[] around100(int n, double distance) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> 100 + (i % 2 == 0 ? distance : -distance));
        return values;
    }

    @Test
    void theHalfWidthIsThatOfStudentsTRelativeToTheMean() {
        // R: qt(.975, 2) / sqrt(3) / 2
        assertThat(PrecisionRule.reached(1, 2, 3).orElseThrow()).isCloseTo(1.242068855, within(1e-8));
        assertThat(PrecisionRule.reached(-1, -2, -3).orElseThrow()).isCloseTo(1.242068855, within(1e-8));
    }

    @Test
    void tenNarrowValuesAreEnoughAndNineAreNot() {
        PrecisionRule rule = PrecisionRule.of(.02, 3);

        assertThat(rule.isMetBy(around100(9, .1))).isFalse();
        assertThat(rule.isMetBy(around100(10, .1))).isTrue();
    }

    @Test
    void moreValuesThanTenMayBeAskedFor() {
        PrecisionRule rule = PrecisionRule.of(.02, 12);

        assertThat(rule.isMetBy(around100(11, .1))).isFalse();
        assertThat(rule.isMetBy(around100(12, .1))).isTrue();
    }

    @Test
    void aHalfWidthOfTheTargetIsEnoughAndOneJustAboveIsNot() {
        double[] values = around100(10, 3);
        double reached = PrecisionRule.reached(values).orElseThrow();

        assertThat(PrecisionRule.of(reached, 1).isMetBy(values)).isTrue();
        assertThat(PrecisionRule.of(Math.nextDown(reached), 1).isMetBy(values)).isFalse();
    }

    @Test
    void valuesWithoutAnIntervalOrWithAMeanOf0HaveNoneAndAreNeverEnough() {
        double[] constant = new double[20];
        Arrays.fill(constant, 7);
        double[] around0 = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1};

        for (double[] values : new double[][] {{}, {1}, constant, around0}) {
            assertThat(PrecisionRule.reached(values)).isEmpty();
            assertThat(PrecisionRule.of(.5, 1).isMetBy(values)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, .905", "3, .905", "9, .929", "10, .935", "19, .935", "20, .945", "100, .945"})
    void whatStoppingCostsInCoverageIsKnown(int least, double coverage) {
        assertThat(PrecisionRule.coverage(least)).isEqualTo(coverage);
    }

    /** The same by simulation: normal values with a standard deviation of 10 %, ±5 % asked for, seed 1. */
    @ParameterizedTest
    @CsvSource({"10", "20"})
    void simulationAgrees(int least) {
        int repetitions = 4_000;
        Random random = new Random(1);
        PrecisionRule rule = PrecisionRule.of(.05, least);
        int held = 0;
        for (int i = 0; i < repetitions; i++) {
            double[] values = {};
            do {
                values = Arrays.copyOf(values, values.length + 1);
                values[values.length - 1] = 100 + 10 * random.nextGaussian();
            } while (!rule.isMetBy(values));
            StudentInterval interval = StudentInterval.of(values).orElseThrow();
            held += interval.low() <= 100 && 100 <= interval.high() ? 1 : 0;
        }
        // Three standard errors.
        assertThat((double) held / repetitions).isCloseTo(PrecisionRule.coverage(least), within(.012));
    }
}
