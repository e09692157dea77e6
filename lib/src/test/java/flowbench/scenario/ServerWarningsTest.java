package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Phase;
import flowbench.scenario.ServerWarnings.Told;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the server warned of is counted by phase, and told once for each call and code. */
class ServerWarningsTest {
    @Test
    void anIterationWithoutWarningsHasNoneInTheExecutePhase() {
        assertThat(new ServerWarnings(List.of()).counts()).isEqualTo(Map.of(Phase.EXECUTE, 0L));
        assertThat(new ServerWarnings(List.of()).sentences()).isEmpty();
    }

    @Test
    void warningsOfOneKindAreOneSentenceWithTheirNumber() {
        ServerWarnings warnings = new ServerWarnings(List.of(
                new Told(Phase.EXECUTE, "complete_task", "01000", "event of a lost"),
                new Told(Phase.EXECUTE, "complete_task", "01000", "event of b lost"),
                new Told(Phase.CLEANUP, "delete_flow", "01007", "not granted")));
        assertThat(warnings.counts()).isEqualTo(Map.of(Phase.EXECUTE, 2L, Phase.CLEANUP, 1L));
        assertThat(warnings.sentences())
                .containsExactly(
                        "Warnings of the server in complete_task (SQLSTATE 01000): 2, the first: event of a lost",
                        "Warnings of the server in delete_flow (SQLSTATE 01007): 1, the first: not granted");
    }
}
