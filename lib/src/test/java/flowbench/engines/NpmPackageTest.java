package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages come from npm once, exactly as they were published, or a sentence says why not. */
class NpmPackageTest {
    @TempDir
    private Path cache;

    @TempDir
    private Path programs;

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
    void whatWasFetchedIsCheckedBeforeItIsKept() throws Exception {
        Path npm = program("printf hello > pgflow-core-0.0.0-none.tgz");

        assertThatThrownBy(() -> UNPUBLISHED.file(cache, npm.toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("what npm fetched is not @pgflow/core 0.0.0-none as it was published");
        assertThat(left()).isEmpty();

        String hello = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-512").digest("hello".getBytes(StandardCharsets.UTF_8)));
        Path file = new NpmPackage("@pgflow/core", "0.0.0-none", hello).file(cache, npm.toString());
        assertThat(file).hasContent("hello");
        assertThat(left()).containsExactly(file);
    }

    @Test
    void foldersThatNpmLeavesDoNotReplaceItsComplaint() throws IOException {
        Path npm = program("mkdir -p some/where && touch some/where/else\necho 'npm error 404 Not Found' >&2\nexit 1");

        assertThatThrownBy(() -> UNPUBLISHED.file(cache, npm.toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("npm could not fetch @pgflow/core 0.0.0-none (404 Not Found)");
        assertThat(left()).isEmpty();
    }

    /** A program of the shell in the place of npm; it is called in the folder that it is to fetch to. */
    private Path program(String commands) throws IOException {
        Path program = Files.writeString(programs.resolve("npm"), "#!/bin/sh\n" + commands + "\n");
        assumeTrue(program.toFile().setExecutable(true) && Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
        return program;
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
