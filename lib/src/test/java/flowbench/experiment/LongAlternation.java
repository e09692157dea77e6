package flowbench.experiment;

import flowbench.database.TestServer;
import flowbench.settings.Setting;
import java.nio.file.Path;

/** A process with an alternation that would take hours, to be ended from outside: WORKERS=1 and WORKERS=2. */
final class LongAlternation {
    private LongAlternation() {}

    public static void main(String[] arguments) {
        Alternation.ofVariants(TestServer.settings()
                        .with(Setting.DATA_DIR, Path.of(arguments[0]))
                        .with(Setting.DATABASE_URL, arguments[1])
                        .with(Setting.STEP_COUNT, 5)
                        .with(Setting.RUNS, 1000)
                        .with(Setting.WARMUP_ITERATIONS, 0)
                        .with(Setting.MEASURED_ITERATIONS, 3)
                        .with(Setting.A, "WORKERS=1")
                        .with(Setting.B, "WORKERS=2"))
                .record();
    }
}
