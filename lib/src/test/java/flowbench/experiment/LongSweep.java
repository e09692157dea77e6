package flowbench.experiment;

import flowbench.database.TestServer;
import flowbench.scenario.HighFrequency;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process with a short run, and then three in turn of which the second would take hours, to be ended from outside. */
final class LongSweep {
    private LongSweep() {}

    public static void main(String[] arguments) {
        Settings settings = TestServer.settings()
                .with(Setting.DATA_DIR, Path.of(arguments[0]))
                .with(Setting.DATABASE_URL, arguments[1])
                .with(Setting.STEP_COUNT, 5)
                .with(Setting.RUNS, 1)
                .with(Setting.WARMUP_ITERATIONS, 0)
                .with(Setting.MEASURED_ITERATIONS, 1);
        Experiment.of(new HighFrequency(settings)).record();
        List<Rounds.Lane> lanes = Stream.of(1, 10_000, 2)
                .map(iterations -> new Rounds.Lane(
                        "of " + iterations, new HighFrequency(settings.with(Setting.MEASURED_ITERATIONS, iterations))))
                .toList();
        new Rounds(lanes).record();
    }
}
