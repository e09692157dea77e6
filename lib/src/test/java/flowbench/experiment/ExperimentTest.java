package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.Metric;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.ConcurrentFlows;
import flowbench.scenario.HighFrequency;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.IOException;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs: forks in processes of their own, on an embedded server or on one outside. */
@Tag("server")
class ExperimentTest {
    private static Settings outside;

    @TempDir
    Path data;

    /** Settings of a small run on the outside database, written into the test's own folder. */
    private Settings small;

    @BeforeAll
    static void markADatabase() throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE measured");
        }
        String url = TestServer.url(TestServer.database(), "measured");
        try (Connection connection = connect(url)) {
            new ReferenceEngine().install(connection);
        }
        outside = TestServer.settings().with(Setting.DATABASE_URL, url);
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url.replaceFirst("postgresql://postgres@", "jdbc:postgresql://"), "postgres", "");
    }

    @BeforeEach
    void smallScale() {
        small = outside.with(Setting.DATA_DIR, data)
                .with(Setting.STEP_COUNT, 5)
                .with(Setting.RUNS, 1)
                .with(Setting.WARMUP_ITERATIONS, 1)
                .with(Setting.MEASURED_ITERATIONS, 2);
    }

    private static RunFolder record(Settings settings) {
        return Experiment.of(new HighFrequency(settings)).record();
    }

    private static List<Sample> samples(RunFolder run) {
        return run.readSamples(notice -> {
            throw new AssertionError(notice);
        });
    }

    @Test
    void aRunOnTheEmbeddedServerIsCompleteDurableAndLeavesNoServerBehind(@TempDir Path data) throws IOException {
        TestServer.lendPrograms(data);
        try {
            RunFolder run = RunFolder.open(record(small.with(Setting.DATABASE_URL, "")
                            .with(Setting.DATA_DIR, data)
                            .with(Setting.RUNS, 2))
                    .path());

            assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
            assertThat(run.manifest().server().kind()).isEqualTo("embedded");
            assertThat(run.manifest().server().settings())
                    .containsEntry("fsync", "on")
                    .containsEntry("synchronous_commit", "on")
                    .containsEntry("full_page_writes", "on");
            assertThat(run.manifest().forks())
                    .hasSize(2)
                    .allSatisfy(f -> assertThat(f.databaseStartNs()).isPositive());
            assertThat(list(data.resolve("postgres")))
                    .extracting(p -> p.getFileName().toString())
                    .containsExactly("binaries", "lock");
        } finally {
            TestServer.takeProgramsBack(data);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    @Test
    void theManifestSaysUnderWhichConditionsTheRunWasMeasured() {
        var manifest = record(small.with(Setting.SEED, 42)).manifest();

        assertThat(manifest.runId()).matches("\\d{8}T\\d{6}Z-high-frequency-[0-9a-f]{4}");
        assertThat(manifest.engine()).isEqualTo("reference");
        assertThat(manifest.engineVersion()).isNotEmpty();
        assertThat(manifest.seed()).isEqualTo(42);
        assertThat(manifest.settings().get("STEP_COUNT").value()).isEqualTo("5");
        assertThat(manifest.settings().get("STEP_COUNT").origin()).isEqualTo("code");
        assertThat(manifest.settings().get("WORKERS").origin()).isEqualTo("default");
        assertThat(manifest.server().kind()).isEqualTo("external");
        assertThat(manifest.server().version()).isNotEmpty();
        assertThat(manifest.machine().cpuCount()).isPositive();
        assertThat(manifest.machine().memoryBytes()).isPositive();
        assertThat(manifest.endedAt()).isGreaterThan(manifest.startedAt());
    }

    @Test
    void everyIterationOfEveryForkIsWrittenWithTheWarmUpMarked() {
        RunFolder run = record(
                small.with(Setting.RUNS, 2).with(Setting.WARMUP_ITERATIONS, 2).with(Setting.MEASURED_ITERATIONS, 3));

        List<String> written = samples(run).stream()
                .filter(s -> s.metric().equals(Metric.STEPS_PER_SECOND))
                .map(s -> s.fork() + "." + s.iteration() + " " + s.kind())
                .toList();
        assertThat(written)
                .containsExactly(
                        "1.1 warmup",
                        "1.2 warmup",
                        "1.3 measured",
                        "1.4 measured",
                        "1.5 measured",
                        "2.1 warmup",
                        "2.2 warmup",
                        "2.3 measured",
                        "2.4 measured",
                        "2.5 measured");
    }

    @Test
    void warmUpMayBeLeftOut() {
        assertThat(samples(record(small.with(Setting.WARMUP_ITERATIONS, 0))))
                .allSatisfy(s -> assertThat(s.kind()).isEqualTo(Kind.MEASURED));
    }

    @Test
    void everyPhaseIsTimedApart() {
        List<Sample> samples = samples(record(small));

        assertThat(samples.stream().filter(s -> s.metric().equals(Metric.DURATION)))
                .allSatisfy(s -> assertThat(s.value()).isPositive())
                .extracting(Sample::phase)
                .containsExactly(Stream.of(1, 2, 3)
                        .flatMap(iteration -> Stream.of(Phase.values()))
                        .toArray(Phase[]::new));
    }

    @Test
    void anIterationLeavesNothingForTheNextOne() throws SQLException {
        record(small);
        try (Connection connection = connect(outside.text(Setting.DATABASE_URL))) {
            assertThat(new ReferenceEngine().leftovers(connection)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebodys", "bench_press_reminder"})
    void rowsOfAnotherFailTheRunAndStayAsTheyAre(String flow) throws SQLException {
        try (Connection connection = connect(outside.text(Setting.DATABASE_URL));
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT flowbench.create_flow('" + flow + "')");

            try {
                assertThatThrownBy(() -> record(small))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("must be empty between iterations")
                        .hasMessageContaining("flows");

                try (ResultSet row = statement.executeQuery("SELECT flow_slug FROM flowbench.flows")) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).isEqualTo(flow);
                }
            } finally {
                statement.execute("SELECT flowbench.delete_flow_and_data('" + flow + "')");
            }
        }
        RunFolder failed = RunFolder.all(data).get(0);
        assertThat(failed.manifest().status()).isEqualTo(Status.FAILED);
        assertThat(failed.manifest().failure()).contains("must be empty");
    }

    @Test
    void flowsThatAKilledRunLeftAreDeletedByTheNextOne() throws SQLException {
        try (Connection connection = connect(outside.text(Setting.DATABASE_URL));
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT flowbench.create_flow('bench_0abc_1_1_1')");
            statement.execute("INSERT INTO flowbench.events (flow_run, step, event, payload)"
                    + " VALUES (gen_random_uuid(), '', 'sentinel', '{}')");
        }
        assertThat(record(small).manifest().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void everyEventOfEveryIterationIsKept() {
        RunFolder run = record(small.with(Setting.EVENT_CHANNEL, "notify"));

        Map<Integer, Integer> delivered = new TreeMap<>();
        run.events().orElseThrow().read(row -> {
            assertThat(row.text(EventColumn.CHANNEL)).isEqualTo("notify");
            assertThat(row.word(EventColumn.OUTCOME, EventOutcome.class)).isEqualTo(EventOutcome.DELIVERED);
            assertThat(row.durationIfAny(EventColumn.DELIVERED_NS)).isPresent();
            delivered.merge(row.count(EventColumn.ITERATION), 1, Integer::sum);
        });
        assertThat(delivered).isEqualTo(Map.of(1, 12, 2, 12, 3, 12));
        assertThat(samples(run))
                .filteredOn(s -> s.metric().equals(Metric.DELIVERED_SHARE))
                .hasSize(3)
                .allMatch(s -> s.value() == 100);
    }

    @Test
    void aRunThatDeliversTooFewEventsFailsAndKeepsEverything() {
        Settings lossy = small.with(Setting.STEP_COUNT, 50).with(Setting.EVENT_FAULTS, "drop:20%");

        assertThatThrownBy(() -> record(lossy))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNDELIVERED))
                .hasMessageContaining("of 204 expected events were delivered in time")
                .hasMessageContaining("MIN_EVENT_DELIVERY=95")
                .hasMessageContaining("What was measured is kept in ");
        RunFolder failed = RunFolder.all(data).get(0);
        assertThat(failed.manifest().status()).isEqualTo(Status.FAILED);
        assertThat(failed.manifest().failure()).contains("MIN_EVENT_DELIVERY=95");
        assertThat(failed.manifest().warnings())
                .anyMatch(
                        w -> w.matches("Fork 1, iteration 2: \\d+ of 102 expected events were delivered in time: .*"));
        assertThat(samples(failed)).extracting(Sample::iteration).contains(1, 2, 3);

        assertThat(record(lossy.with(Setting.MIN_EVENT_DELIVERY, 50)).manifest().status())
                .isEqualTo(Status.COMPLETE);
    }

    @Test
    void aFailureInTheMiddleCostsNothingThatWasMeasuredBefore() throws Exception {
        // A trigger that only lets so many flows be made: it fails the second iteration.
        try (Connection connection = connect(outside.text(Setting.DATABASE_URL));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SEQUENCE flows_made");
            statement.execute(
                    "CREATE FUNCTION fail_the_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " IF nextval('public.flows_made') > 1 THEN RAISE EXCEPTION 'no more'; END IF; RETURN new; END $$");
            statement.execute("CREATE TRIGGER fail_the_second BEFORE INSERT ON flowbench.flows"
                    + " FOR EACH ROW EXECUTE FUNCTION fail_the_second()");
            try {
                assertThatThrownBy(() -> record(small.with(Setting.WARMUP_ITERATIONS, 0)))
                        .isInstanceOfSatisfying(
                                UserException.class,
                                e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
                        .hasMessageContaining("no more")
                        .hasMessageContaining("What was measured is kept in ")
                        .hasMessageMatching("(?s).*\\. \"lib/bench run analyze .*\" shows it\\.");
            } finally {
                statement.execute("DROP FUNCTION fail_the_second() CASCADE");
                statement.execute("DROP SEQUENCE flows_made");
            }
        }
        RunFolder failed = RunFolder.all(data).get(0);
        assertThat(failed.manifest().status()).isEqualTo(Status.FAILED);
        assertThat(samples(failed))
                .isNotEmpty()
                .allSatisfy(s -> assertThat(s.iteration()).isEqualTo(1));
    }

    @Test
    void forksAreProcessesOfTheirOwn() {
        RunFolder run = record(small.with(Setting.RUNS, 3));

        assertThat(run.manifest().forks())
                .extracting(Manifest.Fork::pid)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .doesNotContain(ProcessHandle.current().pid());
    }

    @Test
    void forksThatShareADatabaseAreSaidToDoSo() {
        assertThat(record(small).manifest().warnings()).anyMatch(w -> w.contains("not fresh databases"));
    }

    @Test
    void aDatabaseIsHeldForTheWholeRun() throws Exception {
        List<String> refusals = new ArrayList<>();
        Thread other = new Thread(() -> {
            while (RunFolder.all(data).isEmpty()) {
                Thread.onSpinWait();
            }
            RunFolder running = RunFolder.all(data).get(0);
            while (RunFolder.open(running.path()).manifest().status() == Status.RUNNING) {
                try {
                    Database.reserve(small).close();
                    // The run may have ended since it was looked at: only a run that goes on must hold the database.
                    if (RunFolder.open(running.path()).manifest().status() == Status.RUNNING) {
                        refusals.add("not refused");
                    }
                } catch (UserException e) {
                    refusals.add(e.getMessage());
                }
            }
        });
        other.start();
        record(small.with(Setting.RUNS, 2));
        other.join();

        assertThat(refusals).isNotEmpty().allMatch(sentence -> sentence.contains("another run is measuring"));
    }

    @Test
    void aPasswordIsInNoFileOfTheRun() throws IOException {
        String url = small.text(Setting.DATABASE_URL).replace("postgres@", "postgres:hush-hush@");
        RunFolder run = record(small.with(Setting.DATABASE_URL, url).with(Setting.SUPABASE_ANON_KEY, "hush-key"));
        try (Stream<Path> files = Files.walk(run.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file).content().doesNotContain("hush");
            }
        }
    }

    @Test
    void twoRunsNeverWriteTheSameFile() throws Exception {
        Settings concurrent = small.with(Setting.DATABASE_URL, "")
                .with(Setting.DATA_DIR, TestServer.settings().text(Setting.DATA_DIR));
        List<RunFolder> runs = new ArrayList<>();
        List<Thread> threads = Stream.of(1, 2)
                .map(i -> new Thread(() -> {
                    RunFolder run = Experiment.of(new ConcurrentFlows(concurrent.with(Setting.CONCURRENT_FLOWS, 3)))
                            .record();
                    synchronized (runs) {
                        runs.add(run);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).path()).isNotEqualTo(runs.get(1).path());
        for (RunFolder run : runs) {
            run.operations()
                    .read(row -> assertThat(row.text(OperationColumn.RUN_ID))
                            .isEqualTo(run.manifest().runId()));
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidBeforeAFolderIsMade() {
        assertThatThrownBy(() -> record(small.with(Setting.DATABASE_URL, "postgresql://localhost:1/x")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no PostgreSQL answers");
        assertThat(RunFolder.all(data)).isEmpty();
    }

    @Test
    void settingsThatDoNotGoTogetherAreSaidBeforeAFolderIsMade() {
        assertThatThrownBy(() -> record(small.with(Setting.EVENT_CHANNEL, "realtime")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("EVENT_CHANNEL: realtime needs ENGINE=pgflow");
        assertThatThrownBy(() ->
                        record(small.with(Setting.EVENT_CHANNEL, "realtime").with(Setting.ENGINE, "pgflow")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("EVENT_CHANNEL: realtime needs SUPABASE_URL");
        assertThat(RunFolder.all(data)).isEmpty();
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsOneSentence() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> record(small.with(Setting.DATA_DIR, file)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("DATA_DIR: ");
    }
}
