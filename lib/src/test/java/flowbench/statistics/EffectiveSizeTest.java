package flowbench.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EffectiveSizeTest {
    @Test
    void valuesOfOneForkCountAsThemselves() {
        assertThat(EffectiveSize.of(new int[] {50}, new double[] {20})).isEqualTo(50);
    }

    @Test
    void whereForksAgreeOnlyTheirNumberTakesFromThem() {
        // By hand: deff 1, 400 · (t(.975, 399) / t(.975, 3))² = 400 · (1.965927 / 3.182446)² = 152.6; scipy.stats.t.ppf
        assertThat(EffectiveSize.of(new int[] {100, 100, 100, 100}, new double[] {50, 50, 50, 50}))
                .isEqualTo(152);
    }

    @Test
    void whereForksDifferTheirValuesCountAsFewer() {
        // By hand: share .5, each fork 40 off; between = 4 (40 / 400)² · 4/3 = .05333, expected .25 / 400 = .000625,
        // deff 85.33; 152.6 / 85.33 = 1.79
        assertThat(EffectiveSize.of(new int[] {100, 100, 100, 100}, new double[] {10, 90, 10, 90}))
                .isEqualTo(1);
    }
}
