package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.HighFrequency;
import flowbench.settings.Settings;
import flowbench.telemetry.Telemetry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures a fork of high-frequency in the process of the test, with an engine of its own making. */
final class OneProcess {
    private OneProcess() {}

    /** The run; nothing may be warned of. */
    static RunFolder measure(Path data, Settings settings, FlowEngine engine) throws SQLException {
        HighFrequency scenario = new HighFrequency(settings);
        List<String> warnings = new ArrayList<>();
        RunFolder run = RunFolder.create(data, scenario.name(), id -> Recording.manifest(id, scenario));
        try (Database database = Database.open(settings);
                Telemetry telemetry = new Telemetry(settings, database, warnings::add)) {
            try (Connection connection = database.pool().getConnection()) {
                engine.install(connection);
            }
            Reconnection reconnection = new Reconnection(database, () -> {});
            Equipment equipment = new Equipment(database, engine, Optional.empty(), telemetry, reconnection);
            new Iterations(scenario, 1, equipment, run, message -> {}).runAll();
        }
        assertThat(warnings).isEmpty();
        return run;
    }
}
