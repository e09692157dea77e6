package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.Summary;
import flowbench.analysis.Warning;
import flowbench.database.Database;
import flowbench.database.Restart;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.engines.TestEngine;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.FailedIteration;
import flowbench.runfolder.Metric;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.HighFrequency;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose connections are lost in the middle of an execute phase. */
@Tag("server")
class SurvivalTest {
    private static final int ITERATIONS = 9;

    private static final String ENDED =
            "the server ended the connection \\(57P01: terminating connection due to administrator command\\)";
    /** A server that crashes says so, or says nothing. */
    private static final String CRASHED = "the (server ended the connection \\(57P02|connection broke \\(08006): .*";

    @TempDir
    Path data;

    private static final String SAYS = "; the server's log says: ";

    private CompletableFuture<RunFolder> run;

    private Settings settings() {
        return TestServer.settings()
                .with(Setting.DATA_DIR, data)
                .with(Setting.STEP_COUNT, 5)
                .with(Setting.RUNS, 1)
                .with(Setting.WARMUP_ITERATIONS, 1)
                .with(Setting.MEASURED_ITERATIONS, ITERATIONS - 1);
    }

    /** Waits for something to be there while the run goes on. */
    private <T> T awaited(String what, Supplier<List<T>> look) {
        while (true) {
            boolean goesOn = !run.isDone();
            List<T> found = look.get();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            assertThat(goesOn).as("the run goes on until there is " + what).isTrue();
            // The run needs the processor too.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void awaitIterationAfter(int iteration) {
        awaited(
                "an iteration after " + iteration,
                () -> RunFolder.all(data).stream()
                        .flatMap(folder -> folder.readSamples(notice -> {}).stream())
                        .filter(sample -> sample.kind() != Kind.FAILED && sample.iteration() > iteration)
                        .toList());
    }

    private int lastFailed() {
        return RunFolder.all(data).stream()
                .flatMap(folder -> folder.manifest().failedIterations().stream())
                .mapToInt(FailedIteration::iteration)
                .max()
                .orElse(0);
    }

    /** Holds up the first change of a task that is made after this, for longer than anything here takes. */
    private static Connection holdUp(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url, "postgres", "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("create sequence if not exists public.changes");
            statement.execute("""
                    create or replace function public.hold_up() returns trigger language plpgsql as $$
                    begin
                      if nextval('public.changes') = 1 then
                        perform pg_sleep(60);
                      end if;
                      return new;
                    end $$
                    """);
            // Of each row: a claim that finds no task holds nothing up.
            statement.execute("create or replace trigger hold_up before update on flowbench.step_tasks"
                    + " for each row execute function public.hold_up()");
            statement.execute("alter sequence public.changes restart");
        }
        return connection;
    }

    /** The process of the server that is held up. */
    private int heldUp(Connection connection) {
        return awaited("a call that is held up", () -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("select pid from pg_stat_activity where wait_event = 'PgSleep'")) {
                return row.next() ? List.of(row.getInt(1)) : List.of();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Ends connections in the middle of an iteration, after another one has ended, and waits until the run goes on. */
    private void disturb(String url, Harm harm) throws SQLException {
        int before = lastFailed();
        awaitIterationAfter(before);
        try (Connection connection = holdUp(url);
                Statement statement = connection.createStatement()) {
            int backend = heldUp(connection);
            // That the sequence has moved on must be on disk: after a crash it would hold up another one.
            statement.execute("checkpoint");
            harm.done(connection, backend);
        }
        awaited("another failed iteration", () -> lastFailed() > before ? List.of(1) : List.of());
        awaitIterationAfter(lastFailed());
    }

    /** Is done to the connection that is held up. */
    @FunctionalInterface
    private interface Harm {
        void done(Connection other, int backend) throws SQLException;
    }

    private static void end(Connection other, int backend) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend(" + backend + ")");
        }
    }

    private RunFolder ended() throws Exception {
        return RunFolder.open(run.get(5, TimeUnit.MINUTES).path());
    }

    private static void theseFailedAndTheRestIsThere(RunFolder folder, String... causes) {
        Manifest manifest = folder.manifest();
        assertThat(manifest.status()).isEqualTo(Manifest.Status.COMPLETE);
        assertThat(manifest.endedAt()).isNotEmpty();
        assertThat(manifest.failedIterations()).hasSize(causes.length).allSatisfy(failed -> {
            assertThat(failed.fork()).isEqualTo(1);
            assertThat(failed.kind()).isEqualTo(Kind.MEASURED);
            // Others may complete what the ended one had claimed before it finds out that it is ended.
            assertThat(failed.phase()).isIn(Phase.EXECUTE, Phase.DRAIN);
            assertThat(failed.at()).isBetween(manifest.startedAt(), manifest.endedAt());
        });
        assertThat(manifest.failedIterations())
                .zipSatisfy(
                        List.of(causes),
                        (failed, cause) -> assertThat(failed.cause()).matches(cause));
        List<Integer> failed = manifest.failedIterations().stream()
                .map(FailedIteration::iteration)
                .toList();
        List<Integer> whole = Stream.iterate(1, i -> i + 1)
                .limit(ITERATIONS)
                .filter(i -> !failed.contains(i))
                .toList();
        List<Sample> samples = folder.readSamples(notice -> {
            throw new AssertionError(notice);
        });
        assertThat(samples)
                .filteredOn(sample -> sample.metric().equals(Metric.STEPS_PER_SECOND))
                .extracting(Sample::iteration)
                .containsExactlyElementsOf(whole);
        assertThat(samples)
                .filteredOn(sample -> sample.kind() == Kind.FAILED)
                .extracting(Sample::iteration)
                .hasSameElementsAs(failed);
        assertThat(samples)
                .filteredOn(sample -> sample.metric().equals(Metric.CONNECTION_ERRORS))
                .hasSize(ITERATIONS)
                .allSatisfy(sample -> assertThat(sample.value() > 0).isEqualTo(failed.contains(sample.iteration())));
        List<Integer> broken = new ArrayList<>();
        folder.operations().read(row -> {
            assertThat(row.text(OperationColumn.KIND).equals("failed"))
                    .isEqualTo(failed.contains(row.count(OperationColumn.ITERATION)));
            if (row.text(OperationColumn.OUTCOME).equals("error")) {
                broken.add(row.count(OperationColumn.ITERATION));
            }
        });
        assertThat(broken).hasSameElementsAs(failed);

        Summary summary = Summary.of(folder);
        assertThat(summary.estimate("steps_per_second").n()).isEqualTo(ITERATIONS - 1 - causes.length);
        assertThat(summary.warnings())
                .filteredOn(warning -> warning.type() == Warning.Type.FAILED_ITERATIONS)
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence())
                        .contains(
                                " failed, and ",
                                "left out (n is smaller by " + causes.length + "): fork 1, iteration " + failed.get(0)
                                        + " failed in "
                                        + manifest.failedIterations().get(0).phase() + ": the "));
        assertThat(summary.toString()).doesNotContain("connection_errors").doesNotContain("reconnects");
    }

    @Test
    void anEmbeddedServerThatRestartsOrCrashesCostsOneIterationEachAndItsLogSaysWhy() throws Exception {
        TestServer.lendPrograms(data);
        try {
            run = CompletableFuture.supplyAsync(
                    () -> Experiment.of(new HighFrequency(settings())).record());
            awaitIterationAfter(0);
            Path files = servers().get(0).resolve("data");
            String port = Files.readAllLines(files.resolve("postmaster.pid")).get(3);
            disturb(
                    "jdbc:postgresql://localhost:" + port + "/postgres",
                    (connection, backend) -> Restart.of(files, "fast"));
            disturb(
                    "jdbc:postgresql://localhost:" + port + "/postgres",
                    (connection, backend) ->
                            ProcessHandle.of(backend).orElseThrow().destroyForcibly());
            theseFailedAndTheRestIsThere(
                    ended(),
                    ENDED + SAYS + "received fast shutdown request",
                    CRASHED + SAYS
                            + "(client backend|server process) \\(PID \\d+\\) was terminated by signal 9: Killed");
            assertThat(Summary.of(ended()).warnings())
                    .as("the log is deleted with the server")
                    .noneSatisfy(warning -> assertThat(warning.sentence()).contains("look at the server's log"));
            assertThat(servers())
                    .as("the restarted server is stopped all the same")
                    .isEmpty();
        } finally {
            TestServer.takeProgramsBack(data);
        }
    }

    private List<Path> servers() {
        try (Stream<Path> children = Files.list(data.resolve("postgres"))) {
            return children.filter(child -> child.getFileName().toString().startsWith("server-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerOfOthersThatRestartsIsHeldAgain() throws Exception {
        try (Database server = TestServer.open(Map.of())) {
            Path files;
            try (Connection connection = server.pool().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show data_directory")) {
                row.next();
                files = Path.of(row.getString(1));
                new ReferenceEngine().install(connection);
            }
            Settings outside = settings().with(Setting.DATABASE_URL, TestServer.url(server, "postgres"));
            run = CompletableFuture.supplyAsync(
                    () -> Experiment.of(new HighFrequency(outside)).record());
            disturb(jdbc(outside), SurvivalTest::end);
            disturb(jdbc(outside), (connection, backend) -> Restart.of(files, "fast"));
            disturb(jdbc(outside), (connection, backend) -> Restart.of(files, "immediate"));
            String refusal = awaited("a refusal", () -> {
                try (Database.Reservation taken = Database.reserve(outside)) {
                    return List.of("taken: " + taken);
                } catch (UserException e) {
                    return List.of(e.getMessage());
                }
            });
            assertThat(refusal).contains("another run is measuring");
            theseFailedAndTheRestIsThere(ended(), ENDED, ENDED, CRASHED);
        }
    }

    private static String jdbc(Settings outside) {
        return "jdbc:" + outside.text(Setting.DATABASE_URL).replace("postgres@", "");
    }

    @Test
    void aForkWithoutAMeasuredIterationIsLeftOutAndARunWithoutOneHasFailed() throws Exception {
        Settings one = settings()
                .with(Setting.DATABASE_URL, TestEngine.databaseForBenchmarks("survived"))
                .with(Setting.WARMUP_ITERATIONS, 0)
                .with(Setting.MEASURED_ITERATIONS, 1);
        try (Connection connection = DriverManager.getConnection(jdbc(one), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create sequence public.changes");
            statement.execute("""
                    create function public.end_connection() returns trigger language plpgsql as $$
                    begin
                      if nextval('public.changes') = 1 then
                        perform pg_terminate_backend(pg_backend_pid());
                      end if;
                      return new;
                    end $$
                    """);
            statement.execute("create trigger end_connection before update on flowbench.step_tasks"
                    + " for each row execute function public.end_connection()");

            ByteArrayOutputStream said = new ByteArrayOutputStream();
            RunFolder folder = tellingOf(
                    said,
                    () -> Experiment.of(new HighFrequency(one.with(Setting.RUNS, 2)))
                            .record());
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .containsPattern(
                            "high-frequency: fork 1, iteration 1 failed in (execute|drain): the server ended the"
                                    + " connection \\(57P01: terminating connection due to administrator command\\); the run goes"
                                    + " on with a fresh connection");
            assertThat(folder.manifest().status()).isEqualTo(Manifest.Status.COMPLETE);
            assertThat(Summary.of(folder).replication())
                    .containsExactly("1 fork × 1 iteration; no interval, within" + " one process");

            statement.execute("alter sequence public.changes restart");
            assertThatThrownBy(() -> Experiment.of(new HighFrequency(one)).record())
                    .isInstanceOfSatisfying(
                            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
                    .hasMessageStartingWith("Nothing was measured: every measured iteration failed, the last one"
                            + " because the server ended the connection (57P01: ");
            assertThat(RunFolder.all(data).get(1).manifest().status()).isEqualTo(Manifest.Status.FAILED);
        }
    }

    private static <T> T tellingOf(ByteArrayOutputStream said, Supplier<T> work) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return work.get();
        } finally {
            System.setErr(before);
        }
    }
}
