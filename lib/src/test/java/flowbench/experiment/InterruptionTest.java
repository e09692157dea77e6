package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.runfolder.Manifest.Status;
import flowbench.runfolder.RunFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is ended from outside keeps every finished iteration, and leaves no process and no server behind. */
@Tag("server")
class InterruptionTest {
    @TempDir
    Path data;

    private Process run;
    private ProcessHandle fork;

    @BeforeEach
    void startARunAndWaitForAnIteration() throws IOException {
        TestServer.lendPrograms(data);
        run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongRun.class.getName(),
                        data.toString())
                .start();
        BufferedReader progress = run.errorReader();
        String line = progress.readLine();
        while (line != null && !line.contains("measured iteration")) {
            line = progress.readLine();
        }
        assertThat(line).as("a measured iteration has ended").isNotNull();
        fork = run.children().findFirst().orElseThrow();
    }

    @AfterEach
    void endTheRunAndTakeProgramsBack() throws Exception {
        run.destroyForcibly().waitFor();
        TestServer.takeProgramsBack(data);
    }

    @Test
    void aRunThatIsToldToEndIsSealedAsInterrupted() throws Exception {
        run.destroy();
        assertThat(run.waitFor()).isEqualTo(128 + 15);

        assertThat(RunFolder.all(data)).singleElement().satisfies(folder -> {
            assertThat(folder.manifest().status()).isEqualTo(Status.INTERRUPTED);
            assertThat(folder.manifest().endedAt()).isNotEmpty();
            assertThat(folder.readSamples(notice -> {})).isNotEmpty();
        });
        nothingIsLeft();
    }

    @Test
    void ctrlCInterruptsTheRunWithItsOwnExitCode() throws Exception {
        // As a terminal does it: both processes get the signal.
        new ProcessBuilder("kill", "-INT", String.valueOf(run.pid()), String.valueOf(fork.pid()))
                .start()
                .waitFor();
        assertThat(run.waitFor()).isEqualTo(128 + 2);

        assertThat(RunFolder.all(data))
                .singleElement()
                .satisfies(folder -> assertThat(folder.manifest().status()).isEqualTo(Status.INTERRUPTED));
        nothingIsLeft();
    }

    @Test
    void aForkThatIsToldToEndInterruptsTheRun() throws Exception {
        fork.destroy();
        run.waitFor();

        assertThat(RunFolder.all(data))
                .singleElement()
                .satisfies(folder -> assertThat(folder.manifest().status()).isEqualTo(Status.INTERRUPTED));
        nothingIsLeft();
    }

    @Test
    void theForkOfARunThatIsKilledEndsAndTakesItsServerWithIt() throws Exception {
        run.destroyForcibly().waitFor();
        fork.onExit().get(30, TimeUnit.SECONDS);

        assertThat(RunFolder.all(data)).singleElement().satisfies(folder -> {
            assertThat(folder.manifest().status())
                    .as("nobody was left to seal it")
                    .isEqualTo(Status.RUNNING);
            assertThat(folder.readSamples(notice -> {})).isNotEmpty();
        });
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        assertThat(fork.isAlive()).isFalse();
        try (Stream<Path> children = Files.list(data.resolve("postgres"))) {
            List<String> names = children.map(p -> p.getFileName().toString())
                    .filter(name -> name.startsWith("server-"))
                    .toList();
            assertThat(names).isEmpty();
        }
    }
}
