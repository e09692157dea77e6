package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.statistics.VarianceComponents.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked examples of Kalibera and Jones, as the test suite of libkalibera has them. */
class VarianceComponentsTest {
    private static final double[][] TWO = {{9, 5, 8, 3}, {10, 6, 7, 11}, {1, 12, 2, 4}};
    private static final double[][][] THREE = {{{9, 5}, {8, 3}}, {{10, 6}, {7, 11}}, {{1, 12}, {2, 4}}};
    /** test_optimal_reps_no_rounding. */
    private static final double[][][] WITH_COSTS = {{{3, 4, 3}, {1.2, 3.1, 3}}, {{.2, 1, 1.5}, {1, 2, 3}}};

    @Test
    void twoLevelsAgreeWithTheWorkedExample() {
        VarianceComponents two = VarianceComponents.of(TWO).orElseThrow();

        assertThat(two.mean()).isEqualTo(6.5);
        assertThat(two.levels()).extracting(Level::repetitions).containsExactly(4, 3);
        assertThat(two.levels().get(0).s2()).isCloseTo(12.7222, within(5e-5));
        assertThat(two.levels().get(1).s2()).isCloseTo(3.5625, within(1e-12));
        assertThat(two.levels().get(0).t2()).isEqualTo(two.levels().get(0).s2());
        assertThat(two.levels().get(1).t2()).isCloseTo(.38194, within(5e-6));
        // confidence95(), with 2 degrees of freedom
        assertThat(two.halfWidth().orElseThrow()).isCloseTo(4.6887, within(5e-5));
        assertThat(two.share(2).orElseThrow()).isCloseTo(.38194 / (.38194 + 12.7222), within(1e-5));
        assertThat(two.share(1).orElseThrow() + two.share(2).orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void threeLevelsAgreeWithTheWorkedExampleAndANegativeVarianceCountsAsNone() {
        VarianceComponents three = VarianceComponents.of(THREE).orElseThrow();

        assertThat(three.mean()).isEqualTo(6.5);
        assertThat(three.levels()).extracting(Level::repetitions).containsExactly(2, 2, 3);
        assertThat(three.levels().get(0).s2()).isCloseTo(16.5, within(.05));
        assertThat(three.levels().get(1).s2()).isCloseTo(2.6, within(.05));
        assertThat(three.levels().get(2).s2()).isCloseTo(3.6, within(.05));
        assertThat(three.levels().get(1).t2()).isCloseTo(-5.7, within(.05));
        assertThat(three.levels().get(2).t2()).isCloseTo(2.3, within(.05));
        assertThat(three.levels().get(1).noise()).isZero();
        assertThat(three.share(2)).hasValue(0);
        // Of level 1 there is no best number where the level above has no noise; of level 2 none is worth it.
        assertThat(three.bestRepetitions(1, 1, 1, 1)).isEmpty();
        assertThat(three.bestRepetitions(2, 1, 1, 1)).hasValue(0);
    }

    @Test
    void theBestRepetitionsForGivenCostsAgreeWithTheirs() {
        VarianceComponents three = VarianceComponents.of(WITH_COSTS).orElseThrow();

        assertThat(three.levels().get(0).t2()).isCloseTo(.7266667, within(1e-4));
        assertThat(three.levels().get(1).t2()).isCloseTo(.262777778, within(1e-4));
        assertThat(three.levels().get(2).t2()).isCloseTo(.7747, within(1e-4));
        assertThat(three.bestRepetitions(1, 3, 20, 100).orElseThrow()).isCloseTo(4.2937, within(5e-5));
        assertThat(three.bestRepetitions(2, 3, 20, 100).orElseThrow()).isCloseTo(1.3023, within(5e-5));
    }

    @Test
    void oneLevelIsTheVarianceItself() {
        VarianceComponents one = VarianceComponents.of(2, 4, 4, 4, 5, 5, 7, 9).orElseThrow();

        assertThat(one.levels()).containsExactly(new Level(8, 32 / 7.0, 32 / 7.0));
        assertThat(one.share(1)).hasValue(1);
        assertThat(one.halfWidth().orElseThrow())
                .isCloseTo(
                        StudentInterval.of(2, 4, 4, 4, 5, 5, 7, 9).orElseThrow().high() - 5, within(1e-12));
    }

    @Test
    void whatCannotBeToldIsAbsent() {
        assertThat(VarianceComponents.of(List.of(new double[] {1, 2, 3}))).isEmpty();
        assertThat(VarianceComponents.of(List.of(new double[] {1}, new double[] {2})))
                .isEmpty();
        assertThat(VarianceComponents.of(new double[][] {{1e200, 2}, {3, 4}})).isEmpty();
        VarianceComponents constant = VarianceComponents.of(new double[][] {{.1, .1, .1}, {.1, .1, .1}})
                .orElseThrow();
        assertThat(constant.share(1)).isEmpty();
        assertThat(constant.halfWidth()).isEmpty();
        assertThat(constant.toString()).doesNotContain("NaN");
    }

    @Test
    void whatDoesNotNestIsRefusedInOneSentence() {
        assertThatThrownBy(() -> VarianceComponents.of(new double[][] {{1, 2}, {3}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are parts with 1 and with 2");
        assertThatThrownBy(() -> VarianceComponents.of(new double[0][]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one at least");
        assertThatThrownBy(() -> VarianceComponents.of(new String[] {"1", "2"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested arrays of double");
        assertThatThrownBy(() -> VarianceComponents.of(new double[][] {{1, Double.NaN}, {3, 4}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Value 2 of 4 is NaN");
        VarianceComponents two = VarianceComponents.of(TWO).orElseThrow();
        assertThatThrownBy(() -> two.bestRepetitions(1, 0, 1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> two.bestRepetitions(2, 1, 1)).hasMessageContaining("none of level 2");
        assertThatThrownBy(() -> two.bestRepetitions(1, 1)).hasMessageContaining("with 1 costs");
    }
}
