package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutliersTest {
    @Test
    void theModifiedZScoreFlagsFromThreeAndAHalfScaledMads() {
        // By hand: median 5, MAD 2; 3.5 · 1.4826 · 2 = 10.3782
        MadFences fences = MadFences.of(1, 2, 3, 4, 5, 6, 7, 8, 9).orElseThrow();

        assertThat(fences).isEqualTo(new MadFences(5, 2));
        assertThat(fences.flag(15.378)).isFalse();
        assertThat(fences.flag(15.379)).isTrue();
        assertThat(fences.flag(-5.378)).isFalse();
        assertThat(fences.flag(-5.379)).isTrue();
        // Iglewicz and Hoaglin write it as .6745 (x − median) / MAD.
        assertThat(fences.score(13)).isCloseTo(.6745 * 8 / 2, within(1e-4));
        assertThat(fences.score(-3)).isEqualTo(-fences.score(13));
    }

    @Test
    void theMadIsAbsentWhereMoreThanHalfOfTheValuesAreTheSame() {
        assertThat(MadFences.of(1, 1, 1, 1, 9)).isEmpty();
        assertThat(MadFences.of(1, 1, 1, 9)).isEmpty();
        assertThat(MadFences.of(7)).isEmpty();
        assertThat(MadFences.of(1, 1, 1, 2, 3, 4)).hasValue(new MadFences(1.5, .5));
        assertThat(OutlierCounts.of(1, 1, 1, 1, 9).agreed()).isEmpty();
        assertThat(OutlierCounts.of(1, 1, 1, 1, 9)).hasToString("1 high severe (MAD is 0)");
        assertThatThrownBy(() -> MadFences.of(1, Double.NaN)).hasMessageContaining("Value 2 of 2 is NaN");
    }

    @Test
    void outliersAreCountedBySideAndByWhetherTheMadAgrees() {
        // By hand: quartiles 2.5 and 7.5, so severe outside -12.5 and 22.5; MAD 3, so outside 5 ± 15.57
        assertThat(OutlierCounts.of(30, 1, 2, 3, 4, 5, 6, 7, 8, 9, -30))
                .isEqualTo(new OutlierCounts(0, 0, 1, 1, OptionalInt.of(2)))
                .hasToString("1 low severe, 1 high severe (MAD: 2 of 2)");
        // By hand: quartiles 3.25 and 7.75, so mild above 14.5; MAD 2.5, so outside 5.5 ± 12.97
        assertThat(OutlierCounts.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 16))
                .isEqualTo(new OutlierCounts(0, 1, 0, 0, OptionalInt.of(0)))
                .hasToString("1 high mild (MAD: 0 of 1)");
        assertThat(OutlierCounts.of(-16, -1, -2, -3, -4, -5, -6, -7, -8, -9))
                .isEqualTo(new OutlierCounts(1, 0, 0, 0, OptionalInt.of(0)));
        assertThat(OutlierCounts.of(1, 2, 3)).hasToString("none");
    }

    @Test
    void theOrderOfTheValuesIsLeftAlone() {
        double[] values = {3, 1, 2, 50, 4, 5};
        OutlierCounts.of(values);

        assertThat(values).containsExactly(3, 1, 2, 50, 4, 5);
    }

    @Test
    void theEffectiveNumberOfAutocorrelatedValuesIsThatOfBayleyAndHammersley() {
        // n (1 − r) / (1 + r), by hand, with r = .4 + 3/30
        assertThat(new Autocorrelation(.4, 30, 3).effectiveN()).isCloseTo(10, within(1e-12));
        assertThat(new Autocorrelation(-.1, 30, 3).effectiveN()).isCloseTo(30, within(1e-12));
        // Not more than there are, and one at least
        assertThat(new Autocorrelation(-.5, 30, 1).effectiveN()).isEqualTo(30);
        assertThat(new Autocorrelation(-1, 2, 1).effectiveN()).isEqualTo(2);
        assertThat(new Autocorrelation(.99, 30, 1).effectiveN()).isEqualTo(1);
    }
}
