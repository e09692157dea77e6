package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.channels.PreparedChannel;
import flowbench.database.Database;
import flowbench.database.Restart;
import flowbench.database.TestServer;
import flowbench.engine.FlowEngine;
import flowbench.engines.ReferenceEngine;
import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.FailedIteration;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.HighFrequency;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.telemetry.Telemetry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A server that restarts under an iteration, whatever that is at, costs this iteration and no other. */
@Tag("server")
class IterationsTest {
    private static Settings settings;
    private static Database database;
    private static Path files;

    @TempDir
    Path data;

    /** Does harm in the middle of the next call of this name, when the connection for it is there. */
    private String harmed = "";

    private Consumer<Connection> harm = connection -> {};
    private final FlowEngine real = new ReferenceEngine();
    private final FlowEngine engine = (FlowEngine) Proxy.newProxyInstance(
            FlowEngine.class.getClassLoader(), new Class<?>[] {FlowEngine.class}, (proxy, method, arguments) -> {
                if (method.getName().equals(harmed)) {
                    harmed = "";
                    harm.accept((Connection) arguments[0]);
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private final List<FailedIteration> failed = new ArrayList<>();
    private int held;

    @BeforeAll
    static void startAServerOfOurOwn() throws SQLException {
        settings = TestServer.settings()
                .with(Setting.STEP_COUNT, 3)
                .with(Setting.WORKERS, 2)
                .with(Setting.EVENT_CHANNEL, "wal");
        database = Database.open(settings);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            files = Path.of(row.getString(1));
            new ReferenceEngine().install(connection);
        }
    }

    @AfterAll
    static void stopIt() {
        database.close();
    }

    private RunFolder folder() {
        return RunFolder.create(
                data,
                "high-frequency",
                id -> new Manifest(
                        id,
                        "high-frequency",
                        "reference",
                        "",
                        Manifest.Status.RUNNING,
                        "",
                        "",
                        "",
                        1,
                        Map.of(),
                        Manifest.Server.UNKNOWN,
                        Manifest.Machine.UNKNOWN,
                        Manifest.Library.UNKNOWN,
                        List.of(),
                        List.of()));
    }

    private RunFolder run(Settings of, Consumer<Entered> interference) throws SQLException {
        RunFolder folder = folder();
        try (PreparedChannel channel = PreparedChannel.open(of, database, engine.outbox());
                Telemetry telemetry = new Telemetry(of, database, warning -> {
                    throw new AssertionError(warning);
                })) {
            Equipment equipment = new Equipment(
                    database, engine, channel.channel(), telemetry, new Reconnection(database, () -> held++));
            new Iterations(new HighFrequency(of), 1, equipment, folder, message -> {
                        if (message instanceof Entered entered) {
                            interference.accept(entered);
                        } else if (message instanceof FailedIteration lost) {
                            failed.add(lost);
                        }
                    })
                    .runAll();
        }
        return folder;
    }

    private static List<Sample> samples(RunFolder run) {
        return run.readSamples(notice -> {
            throw new AssertionError(notice);
        });
    }

    private static List<Integer> iterations(List<Sample> samples, Kind kind) {
        return samples.stream()
                .filter(sample -> sample.kind() == kind)
                .map(Sample::iteration)
                .distinct()
                .toList();
    }

    private static void restart(int turn) {
        Restart.of(files, turn % 2 == 0 ? "immediate" : "fast");
    }

    @Test
    void aRestartInAnyPhaseFailsTheIterationAndTheNextOneIsWhole() throws SQLException {
        Map<Integer, String> calls =
                Map.of(2, "version", 4, "createFlow", 6, "completeTask", 8, "readRun", 10, "deleteFlow");
        RunFolder run = run(
                settings.with(Setting.EVENT_CHANNEL, "poll")
                        .with(Setting.WARMUP_ITERATIONS, 2)
                        .with(Setting.MEASURED_ITERATIONS, 9),
                entered -> {
                    if (entered.phase() == Phase.SETUP) {
                        harmed = calls.getOrDefault(entered.iteration(), "");
                        harm = connection -> restart(entered.iteration() / 2);
                    }
                });

        assertThat(failed).extracting(FailedIteration::iteration).containsExactly(2, 4, 6, 8, 10);
        assertThat(failed)
                .extracting(FailedIteration::phase)
                .containsExactly(Phase.SETUP, Phase.CREATE, Phase.EXECUTE, Phase.DRAIN, Phase.CLEANUP);
        assertThat(failed.get(0).kind()).isEqualTo(Kind.WARMUP);
        assertThat(failed)
                .allSatisfy(lost -> assertThat(lost.cause())
                        .matches("the (server|connection) .*\\((57P0|08).*\\);"
                                + " the server's log says: received (fast|immediate) shutdown request"));
        assertThat(held)
                .as("the database is held again before anything is touched")
                .isGreaterThanOrEqualTo(5);
        List<Sample> samples = samples(run);
        assertThat(iterations(samples, Kind.WARMUP)).containsExactly(1);
        assertThat(iterations(samples, Kind.MEASURED)).containsExactly(3, 5, 7, 9, 11);
        assertThat(iterations(samples, Kind.FAILED)).containsExactly(2, 4, 6, 8, 10);
        assertThat(samples)
                .filteredOn(sample -> sample.iteration() == 6)
                .extracting(sample -> sample.phase() + " " + sample.metric().name())
                .containsExactly(
                        "setup duration_ns",
                        "create duration_ns",
                        "subscribe duration_ns",
                        "execute connection_errors",
                        "execute timeouts",
                        "execute reconnects");
        assertThat(samples)
                .filteredOn(sample -> sample.metric().equals(Metric.RECONNECTS))
                .allSatisfy(sample -> assertThat(sample.value() > 0).isEqualTo(sample.kind() == Kind.FAILED));
        assertThat(samples)
                .filteredOn(sample -> sample.metric().equals(Metric.CONNECTION_ERRORS))
                .allSatisfy(sample -> assertThat(sample.value() > 0)
                        // The call that reads the state of a run is no operation.
                        .isEqualTo(sample.kind() == Kind.FAILED && sample.phase() != Phase.DRAIN));
        assertThat(callsOf(6, run)).contains("failed ok", "failed error").doesNotContain("measured ok");
    }

    private static List<String> callsOf(int iteration, RunFolder run) {
        List<String> calls = new ArrayList<>();
        run.operations().read(row -> {
            if (row.count(OperationColumn.ITERATION) == iteration) {
                calls.add(row.text(OperationColumn.KIND) + " " + row.text(OperationColumn.OUTCOME));
            }
        });
        return calls;
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify", "wal"})
    void aChannelThatWasOpenDeliversEverythingInTheNextIteration(String channel) throws SQLException {
        RunFolder run = run(
                settings.with(Setting.EVENT_CHANNEL, channel)
                        .with(Setting.WARMUP_ITERATIONS, 0)
                        .with(Setting.MEASURED_ITERATIONS, 2),
                entered -> {
                    harmed = entered.iteration() == 1 && entered.phase() == Phase.EXECUTE ? "claim" : "";
                    harm = connection -> restart(1);
                });

        assertThat(failed).extracting(FailedIteration::iteration).containsExactly(1);
        assertThat(samples(run))
                .filteredOn(sample -> sample.metric().equals(Metric.EVENTS_DELIVERED))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.iteration()).isEqualTo(2);
                    assertThat(sample.value()).isEqualTo(8);
                });
    }

    @Test
    void aPoolThatIsIdleWhileTheServerRestartsCostsNoIterationAndIsCounted() throws SQLException {
        RunFolder run = run(
                settings.with(Setting.EVENT_CHANNEL, "none")
                        .with(Setting.WARMUP_ITERATIONS, 0)
                        .with(Setting.MEASURED_ITERATIONS, 1),
                entered -> {
                    if (entered.phase() == Phase.SETUP) {
                        restart(1);
                    }
                });

        assertThat(failed).isEmpty();
        assertThat(samples(run))
                .filteredOn(sample -> sample.metric().equals(Metric.RECONNECTS))
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isEqualTo(3));
    }

    @Test
    void threeFailuresInARowEndTheRunAndLeaveNothingBehind() {
        assertThatThrownBy(() -> run(settings.with(Setting.EVENT_CHANNEL, "none"), entered -> {
                    harmed = entered.phase() == Phase.EXECUTE ? "claim" : "";
                    harm = IterationsTest::end;
                }))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("3 iterations in a row failed, the last one because the server ended the"
                        + " connection (57P01: terminating connection due to administrator command).");
        assertThat(failed).extracting(FailedIteration::iteration).containsExactly(1, 2, 3);
        assertThatCode(() -> {
                    try (Connection connection = database.pool().getConnection()) {
                        assertThat(real.flows(connection)).isEmpty();
                    }
                })
                .doesNotThrowAnyException();
    }

    private static void end(Connection connection) {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend("
                    + connection.unwrap(PGConnection.class).getBackendPID() + ", 10000)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
