package flowbench.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flowbench.NpmCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Holds the tests' own server to the protocol: the client that is published for it must find nothing missing.
 * It is fetched with npm, once, into the user's cache; where that cannot be, these tests are skipped.
 */
@Tag("server")
@Timeout(180)
class PublishedClientTest {
    private static final String CLIENT = "@supabase/realtime-js@2.119.1";
    private static final String WEB_SOCKET = "ws@8.23.0";
    private static final String TOPIC = "pgflow:run:00000000-0000-0000-0000-000000000001";

    private static Path folder;
    private static MessagesDatabase messages;

    private RealtimeServer server;
    private Process process;
    private BufferedReader lines;
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void fetch() throws Exception {
        assumeTrue(NpmCache.succeeds("node", "--version"), "node is not here, and the published client runs on it");
        folder = NpmCache.folder("realtime-js-2.119.1", CLIENT, WEB_SOCKET);
        messages = new MessagesDatabase();
    }

    @AfterAll
    static void drop() throws Exception {
        if (messages != null) {
            messages.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = RealtimeServer.open(messages, 100);
    }

    @AfterEach
    void stop() throws Exception {
        if (process != null) {
            process.getOutputStream().close();
            process.destroy();
            process.waitFor();
        }
        server.close();
    }

    private void listen(String key) throws IOException {
        Path script = Files.createTempFile("published-client", ".cjs");
        try (var resource = getClass().getResourceAsStream("published-client.cjs")) {
            Files.write(script, resource.readAllBytes());
        }
        script.toFile().deleteOnExit();
        String url = server.url().replaceFirst("/websocket$", "");
        process = new ProcessBuilder("node", script.toString(), folder.toString(), url, key, TOPIC)
                .redirectErrorStream(true)
                .start();
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    private String await(String beginning) throws IOException {
        return await(line -> line.startsWith(beginning));
    }

    private String await(Predicate<String> wanted) throws IOException {
        while (true) {
            String line = lines.readLine();
            assertThat(line).as("the client has ended; it said %s", said).isNotNull();
            said.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    private void subscribed() throws IOException {
        listen(RealtimeServer.KEY);
        await("SUBSCRIBED");
        assertThat(await("SYSTEM")).isEqualTo("SYSTEM ok Replication connection established");
    }

    @Test
    void itIsSubscribedAndReceivesWhatTheDatabaseSends() throws Exception {
        subscribed();
        messages.send(TOPIC, "step:s1:started", "{\"text\": \"ü€😀\"}");
        assertThat(await("BROADCAST"))
                .startsWith("BROADCAST step:s1:started {")
                .contains("\"text\":\"ü€😀\"", "\"id\":\"");
    }

    @Test
    void itsHeartbeatsAreAnswered() throws Exception {
        subscribed();
        await("HEARTBEAT ok");
        await("HEARTBEAT ok");
        messages.send(TOPIC, "run:started", "{}");
        await("BROADCAST run:started");
        assertThat(said).doesNotContain("HEARTBEAT timeout", "CHANNEL_ERROR", "CLOSED");
    }

    @Test
    void itSeesAChannelThatIsClosed() throws Exception {
        subscribed();
        server.closeChannel("realtime:" + TOPIC);
        await("CLOSED");
    }

    @Test
    void itSeesAChannelThatFailsAndJoinsItAgain() throws Exception {
        subscribed();
        server.failChannel("realtime:" + TOPIC);
        await("CHANNEL_ERROR");
        await("SUBSCRIBED");
    }

    @Test
    void itSeesThatItsJoinIsRefused() throws Exception {
        server.refuseJoins("ChannelRateLimitReached: Too many channels");
        listen(RealtimeServer.KEY);
        await("CHANNEL_ERROR");
    }

    @Test
    void itSeesThatTooManyEventsWereSent() throws Exception {
        subscribed();
        server.allowEventsPerSecond(0);
        // The first is let through, and counted.
        messages.send(TOPIC, "run:started", "{}");
        await("BROADCAST");
        Await.until("an average above the limit", server::isAboveTheLimit);
        messages.send(TOPIC, "run:completed", "{}");
        assertThat(await("SYSTEM")).isEqualTo("SYSTEM error Too many messages per second");
        await("CLOSED");
    }

    @Test
    void itIsNotLetInWithAnotherKey() throws Exception {
        listen("another");
        await("CHANNEL_ERROR");
        assertThat(server.connections()).isZero();
    }
}
