package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.comparison.SimulatedRuns;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedRunsTest {
    @TempDir
    Path data;

    private SimulatedRuns runs;

    @BeforeEach
    void begin() {
        runs = new SimulatedRuns(data, 1);
    }

    private List<String> named(String names) {
        return NamedRuns.of(Setting.BASE, Settings.of(Map.of("DATA_DIR", data.toString(), "BASE", names), Map.of()))
                .stream()
                .map(run -> run.manifest().runId())
                .toList();
    }

    @Test
    void aRunIsFoundByItsIdItsFolderOrItsLabel() {
        RunFolder first = runs.set("LABEL", "main").empty(List.of());
        RunFolder second = runs.empty(List.of());
        RunFolder third = runs.set("LABEL", "feature/x").empty(List.of());
        String id = third.manifest().runId();

        assertThat(named(id)).containsExactly(id);
        assertThat(named(third.path().toString())).containsExactly(id);
        assertThat(named("feature/x")).containsExactly(id);
        assertThat(named("main"))
                .containsExactlyInAnyOrder(
                        first.manifest().runId(), second.manifest().runId());
        assertThat(named("feature/x" + File.pathSeparator + id + File.pathSeparator + "main"))
                .hasSize(3)
                .startsWith(id);
    }

    @Test
    void ofALabelOnlyCompleteRunsAreTaken() {
        RunFolder failed = runs.set("LABEL", "main").set("status", "failed").empty(List.of());
        assertThatThrownBy(() -> named("main"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no run with the label \"main\" is complete")
                .hasMessageContaining(failed.manifest().runId());

        RunFolder complete = runs.set("status", "complete").empty(List.of());
        assertThat(named("main")).containsExactly(complete.manifest().runId());
        assertThat(named(failed.manifest().runId()))
                .containsExactly(failed.manifest().runId());
    }

    @Test
    void anUnknownNameIsOneSentenceThatListsWhatThereIs() {
        assertThatThrownBy(() -> named("main"))
                .isInstanceOf(UserException.class)
                .hasMessage("BASE: \"main\" is neither a run id, nor a run folder, nor a label; no run is saved in "
                        + data.resolve("runs") + ".");

        RunFolder run = runs.set("LABEL", "mine").empty(List.of());
        assertThatThrownBy(() -> named("main"))
                .hasMessageEndingWith("there are the labels mine, and the runs "
                        + run.manifest().runId() + ".");
        assertThatThrownBy(() -> named(""))
                .hasMessageStartingWith("BASE: names no run; give the id, the folder or the label of one: there are");
        for (int i = 0; i < 6; i++) {
            runs.empty(List.of());
        }
        assertThatThrownBy(() -> named("main")).hasMessageEndingWith(" and 1 more.");
        assertThatThrownBy(() -> named(data.toString())).hasMessageContaining("is not a run folder");
    }
}
