package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages come from npm once, exactly as they were published, or a sentence says why not. */
class NpmPackageTest {
    @TempDir
    private Path cache;

    private static final NpmPackage UNPUBLISHED = new NpmPackage("@pgflow/core", "0.0.0-none", "");

    @Test
    void withoutNpmTheSentenceSaysWhatToDo() throws IOException {
        assertThatThrownBy(() -> UNPUBLISHED.file(cache, "no-such-npm"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("npm is needed once, to fetch @pgflow/core 0.0.0-none")
                .hasMessageContaining("ENGINE=reference");
        assertThat(left()).isEmpty();
    }

    @Test
    void whatNpmComplainsOfIsInTheSentence() throws IOException {
        TestEngine.requireNpm();
        assertThatThrownBy(() -> UNPUBLISHED.file(cache))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("npm could not fetch @pgflow/core 0.0.0-none (")
                .hasMessageNotContaining("it does not say why");
        assertThat(left()).isEmpty();
    }

    @Test
    void aFileThatIsNotWhatWasPublishedIsRefused() throws IOException {
        Path file = Files.writeString(cache.resolve("pgflow-core-0.0.0-none.tgz"), "something else");
        assertThatThrownBy(() -> UNPUBLISHED.file(cache))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file + " is not @pgflow/core 0.0.0-none as it was published");
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        assertThatThrownBy(() -> UNPUBLISHED.file(file.resolve("cache")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("CACHE_DIR");
    }

    private Stream<Path> left() throws IOException {
        return Files.list(cache);
    }
}
