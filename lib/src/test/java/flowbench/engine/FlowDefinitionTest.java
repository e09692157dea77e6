package flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlowDefinitionTest {

    @Test
    void aStepMayOnlyWaitForStepsBeforeIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlowDefinition("f", List.of(Step.single("b", "a"), Step.single("a"))))
                .withMessageContaining("waits for a");
    }

    @Test
    void twoStepsCannotHaveOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlowDefinition("f", List.of(Step.single("a"), Step.single("a"))))
                .withMessageContaining("two steps named a");
    }

    @Test
    void aSlugFollowsTheRuleOfPgflow() {
        assertThat(Step.single("_a1").slug()).isEqualTo("_a1");
        assertThat(Step.single("x".repeat(128)).slug()).hasSize(128);
        for (String slug : List.of("", "1a", "a-b", "run", "ä", "x".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Step.single(slug));
        }
    }

    @Test
    void aMapHasOneSource() {
        assertThatIllegalArgumentException().isThrownBy(() -> Step.map("m", "a", "b"));
    }
}
