package flowbench.experiment;

import flowbench.database.TestServer;
import flowbench.scenario.HighFrequency;
import flowbench.settings.Setting;
import java.nio.file.Path;

/** A process with a run on an embedded server that would take hours, to be ended from outside. */
final class LongRun {
    private LongRun() {}

    public static void main(String[] arguments) {
        Experiment.of(new HighFrequency(TestServer.settings()
                        .with(Setting.DATA_DIR, Path.of(arguments[0]))
                        .with(Setting.STEP_COUNT, 5)
                        .with(Setting.MEASURED_ITERATIONS, 10_000)))
                .record();
    }
}
