package flowbench.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the tests' own server, without a database. */
@Timeout(120)
class RealtimeClientTest {
    private static final String TOPIC = "realtime:a";

    private RealtimeServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = RealtimeServer.open();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RealtimeClient join(String... topics) throws RealtimeException {
        return join(Limits.DEFAULT, topics);
    }

    private RealtimeClient join(Limits limits, String... topics) throws RealtimeException {
        return RealtimeClient.join(Endpoint.of(server.url(), RealtimeServer.KEY), List.of(topics), limits);
    }

    private static Limits answeringWithin(long ms) {
        return new Limits(100, 80, 100, ms, 25_000);
    }

    private static Limits beatingEvery(long ms) {
        return new Limits(100, 80, 100, 10_000, ms);
    }

    private static JsonNode payload(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private static String[] topics(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "realtime:" + i).toArray(String[]::new);
    }

    private static List<Broadcast> receive(RealtimeClient client, int count) throws RealtimeException {
        List<Broadcast> received = new ArrayList<>();
        while (received.size() < count) {
            received.addAll(client.receive(TimeUnit.SECONDS.toMillis(30)));
        }
        return received;
    }

    /** Why no more comes; what came before is passed over. */
    private static String end(RealtimeClient client) {
        while (true) {
            try {
                client.receive(TimeUnit.SECONDS.toMillis(30));
            } catch (RealtimeException e) {
                return e.getMessage();
            }
        }
    }

    @Test
    void aJoinedTopicIsSubscribedAndItsBroadcastsArriveInOrder() throws Exception {
        try (RealtimeClient client = join(TOPIC, "realtime:b")) {
            assertThat(client.counts()).isEqualTo(new RealtimeCounts(Map.of(ChannelStatus.SUBSCRIBED, 2), 0, 0));
            server.broadcast(TOPIC, "first", payload("1"));
            server.broadcast("realtime:b", "second", payload("2"));
            server.broadcast("realtime:of others", "third", payload("3"));
            server.broadcast(TOPIC, "fourth", payload("ü€😀"));
            assertThat(receive(client, 3))
                    .extracting(Broadcast::topic, Broadcast::event, Broadcast::payload)
                    .containsExactly(
                            tuple(TOPIC, "first", payload("1")),
                            tuple("realtime:b", "second", payload("2")),
                            tuple(TOPIC, "fourth", payload("ü€😀")));
        }
        Await.until("a good-bye", () -> server.connections() == 0);
    }

    @Test
    void aGoodByeIsNoLossOfChannels() throws Exception {
        RealtimeClient client = join(TOPIC);
        client.close();
        Await.until("a good-bye", () -> server.connections() == 0);
        assertThat(client.counts()).isEqualTo(new RealtimeCounts(Map.of(ChannelStatus.SUBSCRIBED, 1), 0, 0));
    }

    @Test
    void aReceiveThatHasNothingToTakeComesBackWithNothing() throws Exception {
        try (RealtimeClient client = join(TOPIC)) {
            assertThat(client.receive(0)).isEmpty();
            assertThat(client.receive(1)).isEmpty();
            assertThat(client.receiveRest()).isEmpty();
        }
    }

    @Test
    void aTextThatComesInPiecesIsPutTogether() throws Exception {
        server.sendInPiecesOf(7);
        try (RealtimeClient client = join(TOPIC)) {
            server.broadcast(TOPIC, "event", payload("ü€😀".repeat(1_000)));
            assertThat(receive(client, 1))
                    .extracting(Broadcast::payload)
                    .containsExactly(payload("ü€😀".repeat(1_000)));
        }
    }

    @Test
    void aLargeFrameArrivesWhole() throws Exception {
        String large = "x".repeat(3_000_000);
        try (RealtimeClient client = join(TOPIC)) {
            server.broadcast(TOPIC, "event", payload(large));
            assertThat(receive(client, 1).get(0).payload().path("text").asText())
                    .hasSize(3_000_000)
                    .isEqualTo(large);
        }
    }

    @Test
    void twoHundredAndFiftyTopicsGoOnThreeConnectionsAndAreJoinedSlowlyEnough() throws Exception {
        String[] topics = topics(250);
        long startedNs = System.nanoTime();
        try (RealtimeClient client = join(topics)) {
            assertThat(server.connections()).isEqualTo(3);
            assertThat(server.channels()).isEqualTo(250);
            // No load can make it shorter: from the second on, each join waits for its turn.
            assertThat(System.nanoTime() - startedNs).isGreaterThan(TimeUnit.SECONDS.toNanos(248) / 80);
            for (String topic : topics) {
                assertThat(server.broadcast(topic, "event", payload(topic))).isEqualTo(1);
            }
            List<String> received =
                    client.receiveRest().stream().map(Broadcast::topic).toList();
            assertThat(received).containsExactlyInAnyOrder(topics);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, SUPABASE_ANON_KEY: Realtime at",
        "403, SUPABASE_ANON_KEY: Realtime at",
        "404, SUPABASE_URL: there is no Realtime at",
        "429, takes no more connections",
        "500, refused a WebSocket"
    })
    void aRefusedConnectionIsOneSentenceWithoutTheKey(int status, String sentence) {
        server.refuse(status);
        assertThatThrownBy(() -> join(TOPIC))
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("HTTP " + status)
                .hasMessageNotContainingAny("anon.key", "\n");
    }

    @Test
    void aWrongKeyIsRefused() {
        assertThatThrownBy(
                        () -> RealtimeClient.join(Endpoint.of(server.url(), "wrong"), List.of(TOPIC), Limits.DEFAULT))
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining("refused the key (HTTP 403)")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void aPathWhereThereIsNoRealtimeIsRefused() {
        Endpoint elsewhere = Endpoint.of("http://localhost:" + server.getPort() + "/elsewhere", RealtimeServer.KEY);
        assertThatThrownBy(() -> RealtimeClient.join(elsewhere, List.of(TOPIC), Limits.DEFAULT))
                .isInstanceOf(RealtimeException.class)
                .hasMessageContaining("there is no Realtime at ws://localhost:" + server.getPort()
                        + "/elsewhere/realtime/v1/websocket (HTTP 404)");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ref.supabase.co, wss://ref.supabase.co/realtime/v1/websocket",
        "https://ref.supabase.co/, wss://ref.supabase.co/realtime/v1/websocket",
        "http://localhost:54321, ws://localhost:54321/realtime/v1/websocket",
        "http://host:4000/socket/websocket, ws://host:4000/socket/websocket",
        "ws://host:4000/socket/websocket, ws://host:4000/socket/websocket",
        "wss://host/somewhere, wss://host/somewhere"
    })
    void theAddressOfTheWebSocketFollowsFromTheUrl(String url, String socket) {
        Endpoint endpoint = Endpoint.of(url, "k&=y");
        assertThat(endpoint).hasToString(socket);
        assertThat(endpoint.address()).hasToString(socket + "?apikey=k%26%3Dy&vsn=1.0.0");
    }

    @Test
    void aServerThatIsNotThereIsOneSentence() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        Endpoint nobody = Endpoint.of("http://localhost:" + port, RealtimeServer.KEY);
        assertThatThrownBy(() -> RealtimeClient.join(nobody, List.of(TOPIC), Limits.DEFAULT))
                .isInstanceOf(RealtimeException.class)
                .hasMessageStartingWith("SUPABASE_URL: no Realtime answers at ws://localhost:" + port)
                .hasMessageNotContaining("anon.key");
    }

    @Test
    void aServerThatDoesNotAnswerTheHandshakeIsNotWaitedForForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = Endpoint.of("http://localhost:" + silent.getLocalPort(), RealtimeServer.KEY);
            assertThatThrownBy(() -> RealtimeClient.join(endpoint, List.of(TOPIC), answeringWithin(200)))
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageStartingWith("SUPABASE_URL: ");
        }
    }

    @Test
    void aJoinThatIsNotAnsweredTimesOut() throws Exception {
        try (RealtimeClient client = join(answeringWithin(300), TOPIC)) {
            server.answerJoins(false);
            server.closeChannel(TOPIC);
            end(client);
            assertThatThrownBy(client::rejoin)
                    .isInstanceOf(RealtimeException.class)
                    .hasMessage("Realtime did not answer the join of " + TOPIC + " within 300 ms");
            assertThat(client.counts().of(ChannelStatus.TIMED_OUT)).isEqualTo(1);
            server.answerJoins(true);
            client.rejoin();
            assertThat(client.counts().of(ChannelStatus.SUBSCRIBED)).isEqualTo(2);
        }
    }

    @Test
    void aRefusedJoinSaysWhyAndLeavesNothingOpen() throws Exception {
        server.refuseJoins("ChannelRateLimitReached: Too many channels");
        assertThatThrownBy(() -> join(TOPIC))
                .isInstanceOf(RealtimeException.class)
                .hasMessage("Realtime did not let " + TOPIC + " be joined: ChannelRateLimitReached: Too many channels");
        Await.until("closed", () -> server.connections() == 0);
    }

    @Test
    void aClosedChannelIsJoinedAgainAndTheOthersStay() throws Exception {
        try (RealtimeClient client = join(TOPIC, "realtime:b")) {
            server.closeChannel(TOPIC);
            assertThat(end(client)).isEqualTo("Realtime has closed " + TOPIC);
            assertThat(client.counts().of(ChannelStatus.CLOSED)).isEqualTo(1);
            client.rejoin();
            assertThat(client.counts().of(ChannelStatus.SUBSCRIBED)).isEqualTo(3);
            assertThat(server.joins()).isEqualTo(3);
            server.broadcast(TOPIC, "event", payload("again"));
            assertThat(receive(client, 1)).hasSize(1);
        }
    }

    @Test
    void aFailedChannelIsJoinedAgain() throws Exception {
        try (RealtimeClient client = join(TOPIC)) {
            server.failChannel(TOPIC);
            assertThat(end(client)).isEqualTo("Realtime has failed on " + TOPIC);
            client.rejoin();
            assertThat(client.counts())
                    .isEqualTo(new RealtimeCounts(
                            Map.of(ChannelStatus.SUBSCRIBED, 2, ChannelStatus.CHANNEL_ERROR, 1), 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokenConnectionIsOpenedAgainWithAllItsTopics(boolean cutHere) throws Exception {
        try (RealtimeClient client = join(topics(120))) {
            server.broadcast("realtime:7", "before", payload(""));
            assertThat(receive(client, 1)).hasSize(1);
            if (cutHere) {
                client.cut();
            } else {
                server.dropConnections();
            }
            assertThat(end(client)).contains("connection");
            Await.until("both are gone", () -> client.counts().of(ChannelStatus.CLOSED) == 120);
            client.rejoin();
            Await.until("all topics", () -> server.channels() == 120 && server.connections() == 2);
            server.broadcast("realtime:7", "after", payload(""));
            server.broadcast("realtime:117", "after", payload(""));
            assertThat(receive(client, 2)).extracting(Broadcast::event).containsOnly("after");
        }
    }

    @Test
    void whatArrivedBeforeTheEndIsTakenFirst() throws Exception {
        try (RealtimeClient client = join(TOPIC)) {
            server.broadcast(TOPIC, "event", payload(""));
            server.closeChannel(TOPIC);
            Await.until("closed", () -> client.counts().of(ChannelStatus.CLOSED) == 1);
            assertThat(client.receive(0)).hasSize(1);
            assertThatThrownBy(() -> client.receive(0)).isInstanceOf(RealtimeException.class);
        }
    }

    @Test
    void whatWaitsToBeReceivedKeepsTheTimeOfItsArrival() throws Exception {
        try (RealtimeClient client = join(TOPIC)) {
            long sentNs = System.nanoTime();
            server.broadcast(TOPIC, "event", payload(""));
            server.closeChannel(TOPIC);
            Await.until("closed", () -> client.counts().of(ChannelStatus.CLOSED) == 1);
            long laterNs = System.nanoTime();
            assertThat(client.receive(0))
                    .singleElement()
                    .satisfies(broadcast -> assertThat(broadcast.arrivedNs()).isBetween(sentNs, laterNs));
        }
    }

    @Test
    void allConnectionsAreAskedBeforeTheFirstIsWaitedFor() throws Exception {
        try (RealtimeClient client = join(new Limits(1, 80, 100, 10_000, 25_000), topics(3))) {
            server.answerHeartbeatsOf(3);
            server.broadcast("realtime:3", "event", payload(""));
            assertThat(client.receiveRest()).hasSize(1);
        }
    }

    @Test
    void heartbeatsAreAnsweredAndTheConnectionLives() throws Exception {
        try (RealtimeClient client = join(beatingEvery(300), TOPIC)) {
            Await.until("three heartbeats", () -> server.heartbeats() >= 3);
            server.broadcast(TOPIC, "event", payload(""));
            assertThat(receive(client, 1)).hasSize(1);
        }
    }

    @Test
    void aConnectionThatWaitsForItsTurnToJoinIsKeptAlive() throws Exception {
        server.closeIdleAfter(1_500);
        // The last of six connections has to wait for 2.5 s, the first when it has joined for as long.
        Limits slowly = new Limits(2, 4, 100, 10_000, 300);
        try (RealtimeClient client = join(slowly, topics(12))) {
            assertThat(server.channels()).isEqualTo(12);
            for (String topic : topics(12)) {
                server.broadcast(topic, "event", payload(topic));
            }
            assertThat(receive(client, 12)).extracting(Broadcast::topic).containsExactlyInAnyOrder(topics(12));
        }
    }

    @Test
    void aConnectionThatTakesNothingMoreDelaysNoHeartbeatOfAnother() throws Exception {
        // Longer than a heartbeat is waited for here.
        Limits patient = new Limits(1, 80, 100, 60_000, 300);
        // More than fits into the buffers of a connection.
        String large = "x".repeat(16_000_000);
        ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
        try (DeafServer deaf = new DeafServer(server.getPort())) {
            RealtimeSocket stuck = open("ws://localhost:" + deaf.port() + "/socket/websocket", patient, heart, large);
            RealtimeSocket other = open(server.url(), patient, heart, TOPIC);
            CompletableFuture<Void> joining = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> stuck.join(large)).isInstanceOf(RealtimeException.class));
            Await.until("heartbeats of the other", () -> server.heartbeats() >= 5);
            stuck.cut();
            other.cut();
            joining.get(30, TimeUnit.SECONDS);
        } finally {
            heart.shutdownNow();
        }
    }

    private static RealtimeSocket open(String url, Limits limits, ScheduledExecutorService heart, String topic)
            throws RealtimeException {
        Endpoint endpoint = Endpoint.of(url, RealtimeServer.KEY);
        return RealtimeSocket.open(endpoint, limits, new Inbox(100), new Tally(), heart, List.of(topic));
    }

    @Test
    void aHeartbeatThatIsNotAnsweredEndsTheConnection() throws Exception {
        server.answerHeartbeats(false);
        try (RealtimeClient client = join(beatingEvery(300), TOPIC)) {
            assertThat(end(client)).isEqualTo("Realtime has not answered a heartbeat within 300 ms");
            server.answerHeartbeats(true);
            client.rejoin();
            server.broadcast(TOPIC, "event", payload(""));
            assertThat(receive(client, 1)).hasSize(1);
        }
    }

    @Test
    void aFullBufferEndsTheConnectionAndIsSaid() throws Exception {
        try (RealtimeClient client = join(new Limits(100, 80, 10, 10_000, 25_000), TOPIC)) {
            for (int i = 0; i < 20; i++) {
                server.broadcast(TOPIC, "event", payload(""));
            }
            Await.until("dropped", () -> client.counts().dropped() > 0);
            assertThat(client.receive(0)).hasSize(10);
            assertThat(end(client)).contains("the buffer was full, and some were dropped");
            client.rejoin();
            server.broadcast(TOPIC, "again", payload(""));
            assertThat(receive(client, 1)).extracting(Broadcast::event).contains("again");
        }
    }

    @Test
    void whatIsNoMessageEndsTheConnection() throws Exception {
        try (RealtimeClient client = join(TOPIC)) {
            server.sendText("hello");
            assertThat(end(client)).contains("is no message of Realtime's protocol");
        }
    }

    @Test
    void closingWakesAThreadThatReceivesAndForbidsMore() throws Exception {
        RealtimeClient client = join(TOPIC);
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> end(client));
        client.close();
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("the subscription is closed");
        assertThatThrownBy(client::rejoin).isInstanceOf(RealtimeException.class);
        assertThatThrownBy(() -> client.receive(0)).isInstanceOf(RealtimeException.class);
        Await.until("a good-bye", () -> server.connections() == 0);
    }
}
