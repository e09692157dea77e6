package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Precision.Ending;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.HighFrequency;
import flowbench.scenario.Scenario;
import flowbench.settings.ExitCode;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.PrecisionRule;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs in turn, and runs that go on until they are precise, in processes of their own on a database outside. */
@Tag("server")
class AlternationTest {
    private static Settings outside;

    @TempDir
    Path data;

    private Settings small;

    @BeforeAll
    static void markADatabase() throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE in_turn");
        }
        String url = TestServer.url(TestServer.database(), "in_turn");
        try (Connection connection = DriverManager.getConnection(
                url.replaceFirst("postgresql://postgres@", "jdbc:postgresql://"), "postgres", "")) {
            new ReferenceEngine().install(connection);
        }
        outside = TestServer.settings().with(Setting.DATABASE_URL, url);
    }

    @BeforeEach
    void smallScale() {
        small = outside.with(Setting.DATA_DIR, data)
                .with(Setting.STEP_COUNT, 5)
                .with(Setting.RUNS, 2)
                .with(Setting.WARMUP_ITERATIONS, 0)
                .with(Setting.MEASURED_ITERATIONS, 2);
    }

    private static List<Sample> samples(RunFolder run) {
        return run.readSamples(notice -> {
            throw new AssertionError(notice);
        });
    }

    private RunFolder measured(String workers) {
        return RunFolder.all(data).stream()
                .filter(run -> run.manifest().settings().get("WORKERS").value().equals(workers))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void twoVariantsAreMeasuredInTurnEachInARunOfItsOwn() {
        Alternation variants =
                Alternation.ofVariants(small.with(Setting.A, "WORKERS=1").with(Setting.B, "WORKERS=2"));
        assertThat(variants.differing()).containsExactly(Setting.WORKERS);
        assertThat(variants).hasToString("A: high-frequency WORKERS=1\nB: high-frequency WORKERS=2");

        Alternation.Pair pair = variants.record();

        Manifest a = RunFolder.open(pair.a().path()).manifest();
        Manifest b = RunFolder.open(pair.b().path()).manifest();
        assertThat(a.status()).isEqualTo(Status.COMPLETE);
        assertThat(b.status()).isEqualTo(Status.COMPLETE);
        assertThat(a.pairedWith()).isEqualTo(b.runId());
        assertThat(b.pairedWith()).isEqualTo(a.runId());
        assertThat(a.variant()).isEqualTo("A");
        assertThat(b.variant()).isEqualTo("B");
        assertThat(a.settings().get("WORKERS").value()).isEqualTo("1");
        assertThat(b.settings().get("WORKERS").value()).isEqualTo("2");
        assertThat(Stream.of(a, b)
                        .flatMap(run -> run.forks().stream()
                                .map(fork -> fork.readyAt() + " " + (run == a ? "A" : "B") + fork.fork()))
                        .sorted()
                        .map(text -> text.replaceFirst(".* ", "")))
                .containsExactly("A1", "B1", "B2", "A2");
        for (RunFolder run : List.of(pair.a(), pair.b())) {
            assertThat(samples(run))
                    .filteredOn(sample -> sample.metric().equals(Metric.STEPS_PER_SECOND))
                    .extracting(sample -> sample.fork() + "." + sample.iteration())
                    .containsExactly("1.1", "1.2", "2.1", "2.2");
        }
    }

    @Test
    void aForkThatFailsSealsBothAndSaysWhereTheyAre() {
        Alternation variants = Alternation.ofVariants(
                small.with(Setting.A, "WORKERS=1").with(Setting.B, "WORKERS=2 MAX_COMPLETION_TIME_MS=1"));

        assertThatThrownBy(variants::record)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
                .hasMessageContaining("MAX_COMPLETION_TIME_MS")
                .hasMessageContaining(
                        measured("1").path() + " and " + measured("2").path());
        Manifest a = measured("1").manifest();
        Manifest b = measured("2").manifest();
        assertThat(b.status()).isEqualTo(Status.FAILED);
        assertThat(b.failure()).contains("MAX_COMPLETION_TIME_MS");
        assertThat(a.status()).isEqualTo(Status.INTERRUPTED);
        assertThat(a.failure()).startsWith("Ended with " + b.runId() + ": Fork 1: ");
        assertThat(a.endedAt()).isNotEmpty();
        assertThat(samples(measured("1"))).isNotEmpty();
        // The database is let go of.
        Database.reserve(small).close();
    }

    @Test
    void oneThatDeliversTooFewEventsFailsAndTheOtherIsComplete() {
        Alternation variants = Alternation.ofVariants(small.with(Setting.RUNS, 1)
                .with(Setting.MEASURED_ITERATIONS, 1)
                .with(Setting.A, "WORKERS=1 EVENT_FAULTS=drop:80%")
                .with(Setting.B, "WORKERS=2"));

        assertThatThrownBy(variants::record)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNDELIVERED))
                .hasMessageContaining(measured("1").path().toString());
        assertThat(measured("1").manifest().status()).isEqualTo(Status.FAILED);
        assertThat(measured("2").manifest().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void anAlternationThatIsToldToEndKeepsTheFinishedIterationsOfBoth() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongAlternation.class.getName(),
                        data.toString(),
                        small.text(Setting.DATABASE_URL))
                .start();
        try (BufferedReader progress = process.errorReader()) {
            String line = progress.readLine();
            while (line != null && !line.startsWith("B high-frequency: fork 1, measured iteration 1")) {
                line = progress.readLine();
            }
            assertThat(line).as("an iteration of B has ended").isNotNull();
            process.toHandle().destroy();
            assertThat(progress.lines().collect(Collectors.joining("\n")))
                    .contains(
                            measured("1").path().toString(),
                            measured("2").path().toString());
            assertThat(process.waitFor()).isEqualTo(ExitCode.TERMINATED.number());
        } finally {
            process.destroyForcibly().waitFor();
        }

        for (RunFolder run : List.of(measured("1"), measured("2"))) {
            assertThat(run.manifest().status()).isEqualTo(Status.INTERRUPTED);
            assertThat(run.manifest().endedAt()).isNotEmpty();
            assertThat(samples(run)).isNotEmpty();
        }
    }

    @Test
    void whatIsToDifferMustDifferAndWhatIsCountedInRoundsMustNot() {
        assertThatThrownBy(() -> Alternation.ofVariants(small.with(Setting.A, "WORKERS=4")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("A and B: are the same variant");
        assertThatThrownBy(
                        () -> Alternation.of(new HighFrequency(small), new HighFrequency(small.with(Setting.RUNS, 3))))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("RUNS: is \"2\" for A and \"3\" for B");
        assertThat(RunFolder.all(data)).isEmpty();
    }

    @Test
    void aRunStopsAtItsTimeLimitAndRecordsHowPreciseItIs() {
        RunFolder run = Experiment.of(new HighFrequency(
                        small.with(Setting.PRECISION, "0.1%").with(Setting.PRECISION_TIME_LIMIT_S, 1)))
                .record();

        assertThat(run.manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(RunFolder.open(run.path()).manifest().precision()).hasValueSatisfying(precision -> {
            assertThat(precision.target()).isEqualTo(.001);
            assertThat(precision.forks()).isEqualTo(2);
            assertThat(precision.ending()).isEqualTo(Ending.TIME_LIMIT);
            assertThat(precision.reached()).hasValue(reached(run));
        });
    }

    @Test
    void aRunGoesOnAfterItsForksUntilItIsPrecise() {
        // Three forks in the place of ten, and a width that any three have.
        StoppingRule rule = new StoppingRule(1, Optional.of(new PrecisionRule(1e6, 3)), 3600);
        Scenario scenario = new HighFrequency(small.with(Setting.MEASURED_ITERATIONS, 1));
        RunFolder run = new Rounds(List.of(new Rounds.Lane("", scenario)), rule)
                .record()
                .get(0);

        assertThat(run.manifest().forks()).hasSize(3);
        assertThat(RunFolder.open(run.path()).manifest().precision()).hasValueSatisfying(precision -> {
            assertThat(precision.forks()).isEqualTo(3);
            assertThat(precision.ending()).isEqualTo(Ending.NARROW_ENOUGH);
            assertThat(precision.reached()).hasValue(reached(run));
        });
    }

    /** From the file. */
    private static double reached(RunFolder run) {
        return PrecisionRule.reached(samples(run).stream()
                        .filter(sample -> sample.kind() == Kind.MEASURED
                                && sample.metric().isThroughput())
                        .collect(Collectors.groupingBy(Sample::fork, Collectors.averagingDouble(Sample::value)))
                        .values()
                        .stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .orElseThrow();
    }
}
