package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Restarts a server of this machine under whoever works with it. */
public final class Restart {
    private Restart() {}

    /**
     * Comes back when the server takes connections again.
     *
     * @param data its data folder
     * @param mode of the shutdown: {@code fast} or {@code immediate}, which is a crash
     */
    public static void of(Path data, String mode) {
        Path log = data.resolveSibling("log");
        Path said = data.resolveSibling("restart");
        try {
            long postmaster = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            Path programs = Path.of(ProcessHandle.of(postmaster)
                            .flatMap(process -> process.info().command())
                            .orElseThrow())
                    .getParent();
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                // PostgreSQL refuses root; the embedding library starts it this way too.
                command.addAll(List.of("unshare", "-U"));
            }
            command.add(programs.resolve("pg_ctl").toString());
            command.addAll(List.of("restart", "-w", "-D", data.toString(), "-m", mode, "-l", log.toString()));
            Process restart = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    // Not a pipe: the server would keep it open.
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(restart.waitFor())
                    .as(() -> "pg_ctl restart -m " + mode + ": " + contentOf(said.toFile()) + contentOf(log.toFile()))
                    .isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
