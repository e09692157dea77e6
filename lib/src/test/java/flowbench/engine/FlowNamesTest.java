package flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowNamesTest {
    @Test
    void everyNameOfAnIterationHasTheShape() {
        assertThat(FlowNames.prefix("3f9a", 2, 5) + 17)
                .isEqualTo("bench_3f9a_2_5_17")
                .matches(FlowNames.SHAPE);
        assertThat(FlowNames.prefix("0000", 1000, 20_000) + 10_000).matches(FlowNames.SHAPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench_press_reminder",
                "bench_jobs",
                "bench_",
                "bench_3f9a_2_5_",
                "bench_3f9_2_5_17",
                "bench_3f9aa_2_5_17",
                "bench_3F9A_2_5_17",
                "bench_beef_2_5_17_dead",
                "my_bench_3f9a_2_5_17",
                "bench_dead_line_1_2"
            })
    void aNameThatOnlyBeginsAlikeIsSomebodyElses(String name) {
        assertThat(name).doesNotMatch(FlowNames.SHAPE);
    }

    @Test
    void whatDoesNotEndARunIdMakesNoNames() {
        assertThatThrownBy(() -> FlowNames.prefix("test", 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowNames.prefix("3f9", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
