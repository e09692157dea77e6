package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.runfolder.Manifest.Machine;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.settings.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked of a manifest beside its parts. */
class ManifestTest {
    private static Manifest with(Map<String, SettingValue> settings) {
        return new Manifest(
                "", "", "", "", Manifest.Status.COMPLETE, "", "", "", 1, settings, null, null, null, null, List.of());
    }

    @Test
    void aSettingThatTheRunIsOlderThanIsEmpty() {
        Manifest run = with(Map.of("WORKERS", new SettingValue("4", "default"), "LABEL", new SettingValue(null, "")));

        assertThat(run.setting(Setting.WORKERS)).isEqualTo("4");
        assertThat(run.setting(Setting.STEP_COUNT)).isEmpty();
        assertThat(run.setting(Setting.LABEL)).isEmpty();
    }

    @Test
    void aRunThatKnewNoChannelsListenedOnNone() {
        assertThat(with(Map.of()).eventChannel()).isEqualTo("none");
        assertThat(with(Map.of("EVENT_CHANNEL", new SettingValue("wal", "default")))
                        .eventChannel())
                .isEqualTo("wal");
    }

    @Test
    void theNameOfAMachineStaysWhenItsSystemOrItsJavaIsUpdated() {
        String before = new Machine("17.0.15", "OpenJDK", "Linux 6.18.44 amd64", "AMD EPYC", 2, 1, 1).name();
        String after = new Machine("17.0.16+8", "OpenJDK", "Linux 6.19.1-x amd64", "AMD EPYC", 2, 1, 1).name();

        assertThat(before).isEqualTo("AMD EPYC, 2 CPUs, Linux amd64, JDK 17").isEqualTo(after);
        assertThat(new Machine("21.0.1", "", "", "", 1, 1, 1).name()).isEqualTo("1 CPU, JDK 21");
    }
}
