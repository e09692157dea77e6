package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engines.Supabase;
import flowbench.engines.TestEngine;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several engines on one database of others: whatever stands in the way is found before the first is measured. */
@Tag("server")
class SharedDatabaseTest {
    private static final List<String> BOTH = List.of("reference", "pgflow");
    private static String project;

    private static synchronized String project() throws SQLException {
        if (project == null) {
            project = Supabase.project("shared", TestEngine.PGFLOW.engine());
        }
        return project;
    }

    private static Settings at(String url, Map<String, String> arguments) {
        return Settings.of(arguments, Map.of()).with(Setting.DATABASE_URL, url);
    }

    @Test
    void nobodyListensWhereNoChannelWasChosenAndTheDefaultCannotListenToBoth() throws SQLException {
        EngineSweep sweep = EngineSweep.of(at(project(), Map.of()), BOTH);

        assertThat(sweep.toString())
                .contains("Nobody listens to events (EVENT_CHANNEL=none)")
                .contains("reference by poll, notify, wal; pgflow by realtime");
        assertThat(sweep.measured())
                .allSatisfy(scenario -> assertThat(scenario.settings().text(Setting.EVENT_CHANNEL))
                        .isEqualTo("none"));
    }

    @Test
    void bothAreMeasuredToTheEnd(@TempDir Path data) throws SQLException {
        Map<String, String> smallest = Map.of(
                "RUNS", "1",
                "WORKERS", "1",
                "STEP_COUNT", "2",
                "CONCURRENT_FLOWS", "1",
                "WARMUP_ITERATIONS", "0",
                "MEASURED_ITERATIONS", "1");
        List<RunFolder> runs = EngineSweep.of(at(project(), smallest).with(Setting.DATA_DIR, data), BOTH)
                .record();

        assertThat(runs)
                .hasSize(6)
                .allSatisfy(run -> assertThat(run.manifest().status()).isEqualTo(Manifest.Status.COMPLETE));
        assertThat(runs).extracting(run -> run.manifest().engine()).containsOnly("reference", "pgflow");
    }

    @Test
    void oneEngineIsListenedToAsItCanBe() throws SQLException {
        EngineSweep sweep = EngineSweep.of(at(project(), Map.of()), List.of("reference"));

        assertThat(sweep.toString()).doesNotContain("Nobody listens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "wal", "realtime"})
    void aChannelThatWasChosenMustListenToBoth(String channel) throws SQLException {
        Settings settings = at(project(), Map.of("EVENT_CHANNEL", channel));

        assertThatThrownBy(() -> EngineSweep.of(settings, BOTH))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("EVENT_CHANNEL: " + channel + " cannot listen to each of these engines");
    }

    @Test
    void anEngineThatIsNotThereIsMissedBeforeTheOtherIsMeasured() throws SQLException {
        Settings settings = at(TestEngine.databaseForBenchmarks("only_reference"), Map.of());

        assertThatThrownBy(() -> EngineSweep.of(settings, BOTH))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("pgflow is not installed in the database at DATABASE_URL");
    }

    @Test
    void connectionsForTheMostWorkersAreThereOrTheSweepIsRefused() throws SQLException {
        Settings settings = at(project(), Map.of("WORKERS", "256"));

        assertThatThrownBy(() -> EngineSweep.of(settings, BOTH))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("POOL_SIZE: the server does not give 257 connections");
    }

    @Test
    void aServerThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> EngineSweep.of(at("postgresql://localhost:1/x", Map.of()), BOTH))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no PostgreSQL answers");
    }
}
