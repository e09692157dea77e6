package flowbench.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final String PREFIX = "2026-11-26 12:03:01.123 UTC [77] ";

    @TempDir
    Path folder;

    private ServerLog log() {
        return new ServerLog(folder.resolve("log"));
    }

    private void says(String line) throws IOException {
        Files.writeString(
                folder.resolve("log"), PREFIX + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aReasonIsGivenOnceAndWithoutWhatStandsBeforeIt() throws IOException {
        says("LOG:  database system is ready to accept connections");
        says("LOG:  server process (PID 78) was terminated by signal 9: Killed");
        says("DETAIL:  Failed process was running: select 1");
        ServerLog log = log();

        assertThat(log.awaitReason()).contains("server process (PID 78) was terminated by signal 9: Killed");
        says("PANIC:  could not write to file \"pg_wal/xlogtemp.79\": No space left on device");
        assertThat(log.awaitReason())
                .contains("could not write to file \"pg_wal/xlogtemp.79\": No space left on device");
    }

    @Test
    void whatTheClientWasToldIsNoReasonAndNeitherIsALogThatIsGone() throws IOException {
        assertThat(log().awaitReason()).isEmpty();
        says("FATAL:  terminating connection due to administrator command");
        assertThat(log().awaitReason()).isEmpty();
    }
}
