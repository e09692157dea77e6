package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.engine.FlowEngine;
import flowbench.engines.ReferenceEngine;
import flowbench.resources.Window;
import flowbench.resources.Windows;
import flowbench.runfolder.Metric;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that keep their statistics elsewhere than the one that is embedded: an iteration is measured on them all the same. */
@Tag("server")
class OlderServersTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17})
    void anIterationIsMeasuredAndTheServerIsLookedAt(int version) throws IOException, SQLException {
        try (EmbeddedPostgres server = start(version)) {
            FlowEngine engine = new ReferenceEngine();
            try (Connection connection = server.getPostgresDatabase().getConnection()) {
                assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(version);
                engine.install(connection);
            }
            Settings settings = TestServer.settings()
                    .with(Setting.DATABASE_URL, "postgresql://postgres@localhost:" + server.getPort() + "/postgres")
                    .with(Setting.EVENT_CHANNEL, "none")
                    .with(Setting.SAMPLE_INTERVAL_MS, 5)
                    .with(Setting.STEP_COUNT, 500)
                    .with(Setting.WARMUP_ITERATIONS, 0)
                    .with(Setting.MEASURED_ITERATIONS, 1);
            RunFolder run = OneProcess.measure(data, settings, engine);

            assertThat(run.readSamples(notice -> {}))
                    .extracting(Sample::metric)
                    .contains(Metric.STEPS_PER_SECOND, Metric.WAL_BYTES_PER_STEP, Metric.DEAD_TUPLES_PER_STEP);
            Window window = Windows.of(run, notice -> {}).get(0);
            assertThat(window.added(ProbeMetric.WAL).orElseThrow()).isGreaterThan(10_000);
            assertThat(window.added(ProbeMetric.CHECKPOINTS).isPresent()).isEqualTo(version >= 15);
            assertThat(window.gauge(ProbeMetric.CHECKPOINTING).n()).isPositive();
            assertThat(window.atStart()).containsKeys(ProbeMetric.DEAD_TUPLES, ProbeMetric.COMMITS);
            assertThat(window.gauges().keySet()).extracting(ProbeMetric::probe).contains(ProbeMetric.WAITS);
        }
    }

    private EmbeddedPostgres start(int version) throws IOException {
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries(version))
                .setOverrideWorkingDirectory(data.resolve("programs").toFile())
                .start();
    }

    /** The programs out of the archive that the build has fetched. */
    private static PgBinaryResolver binaries(int version) throws IOException {
        Path archive;
        try (Stream<Path> all = Files.list(Path.of("target", "older-servers"))) {
            archive = all.filter(path -> path.getFileName().toString().matches(".*-" + version + "\\.[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        return (system, machine) -> entry(archive, system.toLowerCase(Locale.ROOT));
    }

    private static InputStream entry(Path archive, String system) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(archive);
                Stream<Path> all = Files.list(files.getPath("/"))) {
            Path programs = all.filter(
                            path -> path.getFileName().toString().matches("postgres-" + system + "-.*\\.txz"))
                    .findFirst()
                    .orElseThrow();
            return new ByteArrayInputStream(Files.readAllBytes(programs));
        }
    }
}
