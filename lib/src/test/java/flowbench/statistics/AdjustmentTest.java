package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdjustmentTest {
    // Benjamini and Hochberg (1995), section 4
    private static final double[] PAPER = {
        .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1
    };

    private static long rejected(double[] adjusted) {
        return Arrays.stream(adjusted).filter(p -> p <= .05).count();
    }

    @Test
    void benjaminiAndHochbergRejectFourOfThePapersFifteen() {
        double[] adjusted = Adjustment.BENJAMINI_HOCHBERG.of(PAPER);

        assertThat(rejected(adjusted)).isEqualTo(4);
        // R: p.adjust(p, "BH")
        assertThat(Arrays.copyOf(adjusted, 4))
                .containsExactly(new double[] {.0015, .003, .0095, .035625}, within(1e-12));
        assertThat(adjusted[4]).isCloseTo(.0603, within(5e-5));
        assertThat(adjusted[14]).isEqualTo(1);
    }

    @Test
    void holmRejectsThreeOfThePapersFifteen() {
        double[] adjusted = Adjustment.HOLM.of(PAPER);

        assertThat(rejected(adjusted)).isEqualTo(3);
        // R: p.adjust(p, "holm")
        assertThat(Arrays.copyOf(adjusted, 4)).containsExactly(new double[] {.0015, .0056, .0247, .114}, within(1e-12));
        assertThat(adjusted[14]).isEqualTo(1);
    }

    @Test
    void eachPValueKeepsItsPlaceAndNoneBecomesSmaller() {
        double[] turned = {1, .04, .01, .04};

        assertThat(Adjustment.BENJAMINI_HOCHBERG.of(turned))
                .containsExactly(new double[] {1, .16 / 3, .04, .16 / 3}, within(1e-12));
        assertThat(Adjustment.HOLM.of(turned)).containsExactly(new double[] {1, .12, .04, .12}, within(1e-12));
        assertThat(turned).containsExactly(1, .04, .01, .04);
    }

    @Test
    void oneIsItselfAndNoneAreNone() {
        for (Adjustment adjustment : Adjustment.values()) {
            assertThat(adjustment.of(.03)).containsExactly(.03);
            assertThat(adjustment.of()).isEmpty();
        }
    }

    @Test
    void whatIsNoPValueIsRefused() {
        for (double bad : new double[] {-1e-9, 1.0000001, Double.NaN}) {
            assertThatThrownBy(() -> Adjustment.BENJAMINI_HOCHBERG.of(.5, bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
