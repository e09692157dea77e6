package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.settings.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pgflow is installed from, out of a cache that several users may share. */
class PgflowFilesTest {
    @TempDir
    private Path shared;

    @Test
    void theExtensionIsUnpackedAnewAndNothingOfItIsKept() throws IOException {
        TestEngine.requireNpm();
        Path cache = CacheFolder.of(TestEngine.PGFLOW.settings());
        PgflowFiles.in(cache);
        for (String file : new String[] {"pgflow-core-0.8.1.tgz", "electric-sql-pglite-pgmq-0.0.6.tgz"}) {
            Files.copy(cache.resolve(file), shared.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        // What was left by somebody who was killed while he unpacked it.
        Files.createDirectory(shared.resolve("pgmq-0.0.6"));

        Path unpacked;
        try (TemporaryFolder extensions = PgflowFiles.in(shared).extensions()) {
            unpacked = extensions.path();
            assertThat(PgflowFiles.controlPath(extensions).resolve("extension"))
                    .isDirectoryContaining("glob:**/pgmq.control")
                    .isDirectoryContaining("glob:**/pgmq--1.11.1.sql");
        }
        assertThat(unpacked).doesNotExist();
        try (Stream<Path> left = Files.list(shared)) {
            assertThat(left).hasSize(3);
        }
    }
}
