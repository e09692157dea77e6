package flowbench.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order the probes of a fork are read. */
@Tag("server")
class TelemetryTest {
    @Test
    void whatReadingTheProbesTakesIsReadNearestToTheExecutePhase() {
        Settings settings = TestServer.settings().with(Setting.SAMPLE_INTERVAL_MS, 0);
        List<String> warnings = new ArrayList<>();
        List<ProbeMetric> read;
        try (Telemetry telemetry = new Telemetry(settings, TestServer.database(), warnings::add);
                Sampling sampling = telemetry.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()))) {
            sampling.begins(Phase.EXECUTE);
            sampling.ended(Phase.EXECUTE, System.nanoTime());
            read = sampling.readings().stream()
                    .filter(reading -> reading.phase() == Phase.EXECUTE)
                    .map(ProbeReading::metric)
                    .filter(List.of(
                            ProbeMetric.POOL_ACTIVE,
                            ProbeMetric.ALLOCATED,
                            ProbeMetric.CLIENT_CPU,
                            ProbeMetric.PHASE_RUNNING)::contains)
                    .toList();
        }

        assertThat(read)
                .containsExactly(
                        ProbeMetric.POOL_ACTIVE,
                        ProbeMetric.ALLOCATED,
                        ProbeMetric.CLIENT_CPU,
                        ProbeMetric.PHASE_RUNNING,
                        ProbeMetric.PHASE_RUNNING,
                        ProbeMetric.CLIENT_CPU,
                        ProbeMetric.ALLOCATED,
                        ProbeMetric.POOL_ACTIVE);
        assertThat(warnings).isEmpty();
    }
}
