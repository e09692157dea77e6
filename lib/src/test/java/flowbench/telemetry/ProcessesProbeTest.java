package flowbench.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.telemetry.ProcessesProbe.Sum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that come, go and change their names, as a server's do: what they took is in every reading from then on. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessesProbeTest {
    private static final String NOTHING = ":";
    private static final String HOUSEKEEPER = "exec -a 'postgres: walwriter' sleep 1000";
    private static final String OTHER = "exec -a 'postgres: worker' sleep 1000";
    /** Some tenths of a second. */
    private static final String COMPUTES = "for ((i = 0; i < 100000; i++)); do :; done";

    @TempDir
    Path folder;

    private final List<Server> servers = new ArrayList<>();
    private final ServerProcesses processes = new ServerProcesses(this::firstPid);
    private final ProcessesProbe probe = new ProcessesProbe(processes);

    /** A process that starts what it is told to start. */
    private static final class Server {
        private final Process first;
        private final Writer commands;

        Server() {
            try {
                first = new ProcessBuilder("bash", "-c", "while read -r line; do eval \"($line) &\"; done").start();
                commands = first.outputWriter(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts a child, and returns when it has come to the end of its commands, or to what it then does. */
        ProcessHandle start(String commandsOfChild, Path ready, String then) {
            List<ProcessHandle> before = first.children().toList();
            tell(commandsOfChild + "; : > " + ready + "; " + then);
            await(() -> Files.exists(ready));
            return first.children()
                    .filter(child -> !before.contains(child))
                    .findFirst()
                    .orElseThrow();
        }

        /** Starts a child. */
        void tell(String commandsOfChild) {
            try {
                commands.write(commandsOfChild + "\n");
                commands.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void stop() {
            first.children().forEach(ProcessHandle::destroyForcibly);
            first.destroyForcibly();
            await(() -> !first.isAlive());
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(Server::stop);
        processes.close();
    }

    private Server server() {
        servers.add(new Server());
        return servers.get(servers.size() - 1);
    }

    private OptionalLong firstPid() {
        Process first = servers.get(servers.size() - 1).first;
        return first.isAlive() ? OptionalLong.of(first.pid()) : OptionalLong.empty();
    }

    private ProcessHandle start(Server server, String commands, String then) {
        return server.start(commands, folder.resolve("ready" + servers.size() + System.nanoTime()), then);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        await(() -> !process.isAlive());
    }

    private static String title(ProcessHandle process) {
        return new LinuxProcess(process.pid()).title();
    }

    private Sum taken() {
        return probe.taken().orElseThrow();
    }

    private static long cpuNs(ProcessHandle process) {
        try (LinuxProcess seen = new LinuxProcess(process.pid())) {
            return seen.scheduled().orElseThrow().cpuNs();
        }
    }

    private static long waitNs(ProcessHandle process) {
        try (LinuxProcess seen = new LinuxProcess(process.pid())) {
            return seen.scheduled().orElseThrow().waitNs();
        }
    }

    @Test
    void whatAnEndedProcessTookStaysInTheSum() {
        Server server = server();
        ProcessHandle one = start(server, COMPUTES, OTHER);
        ProcessHandle two = start(server, COMPUTES, OTHER);
        Sum before = taken();
        assertThat(before.count()).isEqualTo(3);
        assertThat(before.waitNs()).isGreaterThanOrEqualTo(waitNs(one) + waitNs(two));
        end(one);
        end(two);
        Sum after = taken();

        assertThat(after.count()).isEqualTo(1);
        assertThat(after.cpuNs()).isGreaterThanOrEqualTo(before.cpuNs());
        assertThat(after.waitNs()).isGreaterThanOrEqualTo(before.waitNs());
    }

    @Test
    void nothingIsLostOfThoseThatEndWhileTheyAreLookedAt() {
        Server server = server();
        for (int i = 0; i < 100; i++) {
            server.tell("for ((i = 0; i < 10000; i++)); do :; done");
        }
        server.tell(": > " + folder.resolve("last"));
        Sum before = taken();
        while (!Files.exists(folder.resolve("last")) || before.count() > 1) {
            Sum now = taken();
            assertThat(now.cpuNs()).isGreaterThanOrEqualTo(before.cpuNs());
            assertThat(now.waitNs()).isGreaterThanOrEqualTo(before.waitNs());
            before = now;
        }
        assertThat(before.cpuNs()).isPositive();
    }

    @Test
    void aHousekeeperThatWasTakenForAnotherIsCountedOnce() throws IOException {
        Server server = server();
        Path named = folder.resolve("named");
        ProcessHandle late = start(server, COMPUTES, "while [ ! -e " + named + " ]; do :; done; " + HOUSEKEEPER);
        assertThat(processes.list().housekeepers()).isEmpty();
        Sum before = taken();
        Files.createFile(named);
        await(() -> title(late).startsWith("postgres"));
        ProcessHandle next = start(server, NOTHING, OTHER);
        Sum after = taken();

        assertThat(processes.list().housekeepers()).hasSize(1);
        assertThat(after.cpuNs()).isGreaterThanOrEqualTo(before.cpuNs());
        assertThat(after.waitNs())
                .isBetween(before.waitNs(), waitNs(late) + waitNs(next) + waitNs(server.first.toHandle()));
    }

    @Test
    void aHousekeeperThatEndedIsCountedOnce() {
        Server server = server();
        ProcessHandle housekeeper = start(server, COMPUTES, HOUSEKEEPER);
        await(() -> title(housekeeper).startsWith("postgres"));
        long itsNs = cpuNs(housekeeper);
        Sum before = taken();
        assertThat(processes.list().housekeepers()).hasSize(1);
        end(housekeeper);
        Sum after = taken();

        assertThat(after.count()).isEqualTo(1);
        assertThat(after.cpuNs()).isBetween(before.cpuNs(), before.cpuNs() + itsNs / 2);
    }

    @Test
    void aServerThatIsStartedAgainIsFoundAndHasTakenNothingOfWhatTheFirstTook() {
        Server first = server();
        start(first, COMPUTES, OTHER);
        Sum before = taken();
        first.stop();
        Server second = server();
        ProcessHandle child = start(second, NOTHING, OTHER);
        Sum after = taken();

        assertThat(processes.list().all())
                .extracting(LinuxProcess::pid)
                .containsExactly(second.first.pid(), child.pid());
        assertThat(after.count()).isEqualTo(2);
        assertThat(after.cpuNs()).isLessThan(before.cpuNs());
    }

    @Test
    void aServerThatIsGoneIsNotLookedAt() {
        Server server = server();
        start(server, NOTHING, OTHER);
        taken();
        server.stop();

        assertThat(probe.taken()).isEmpty();
        assertThat(processes.list().all()).isEmpty();
    }
}
