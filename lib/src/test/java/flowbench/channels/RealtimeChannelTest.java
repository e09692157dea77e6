package flowbench.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.EventKey;
import flowbench.engine.Outbox;
import flowbench.engine.WrittenEvent;
import flowbench.engines.TestEngine;
import flowbench.realtime.Await;
import flowbench.realtime.Endpoint;
import flowbench.realtime.Limits;
import flowbench.realtime.MessagesDatabase;
import flowbench.realtime.RealtimeServer;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Metric;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The channel realtime: rows that are committed, read by logical replication, handed on over a WebSocket. */
@Tag("server")
@Timeout(120)
class RealtimeChannelTest {
    private static final Outbox OUTBOX = TestEngine.ofAProject().outbox();
    private static MessagesDatabase messages;
    private static Database database;

    private RealtimeServer server;

    @BeforeAll
    static void create() throws SQLException {
        messages = new MessagesDatabase();
        database = messages.open();
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
        messages.close();
    }

    @BeforeEach
    void start() throws InterruptedException {
        server = RealtimeServer.open(messages);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Settings settings() {
        return TestServer.settings()
                .with(Setting.ENGINE, "pgflow")
                .with(Setting.EVENT_CHANNEL, "realtime")
                .with(Setting.SUPABASE_URL, server.url())
                .with(Setting.SUPABASE_ANON_KEY, RealtimeServer.KEY)
                .with(Setting.DATABASE_URL, "postgresql://postgres@localhost/project");
    }

    private EventChannel channel() {
        return EventChannel.of(settings(), database, OUTBOX).orElseThrow();
    }

    /**
     * Subscribes, and waits until what is sent to the first flow run comes back: the slot is late by nature.
     */
    private Subscription subscribe(UUID... flowRuns) throws SQLException {
        Subscription subscription = channel().subscribe(List.of(flowRuns));
        boolean back = false;
        while (!back) {
            messages.send(flowRuns[0], "flowbench:0:sentinel");
            List<WrittenEvent> arrived = new ArrayList<>();
            subscription.receive(250, (event, arrivedNs) -> arrived.add(event));
            back = !arrived.isEmpty();
        }
        return subscription;
    }

    private static List<WrittenEvent> receiveUntil(Subscription subscription, EventKey last) throws SQLException {
        List<WrittenEvent> arrived = new ArrayList<>();
        while (arrived.stream().noneMatch(event -> event.key().equals(last))) {
            subscription.receive(30_000, (event, arrivedNs) -> arrived.add(event));
        }
        arrived.removeIf(event -> event.key().step().equals("0"));
        return arrived;
    }

    @Test
    void whatIsSentToTheFlowRunsArrivesWithItsKeyAndNothingElseDoes() throws SQLException {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        try (Subscription subscription = subscribe(first, second)) {
            messages.send(first, "run:started");
            messages.send(UUID.randomUUID(), "run:started");
            messages.send(second, "step:s1:completed");
            messages.send(second, "flowbench:7:sentinel");
            List<WrittenEvent> arrived = receiveUntil(subscription, new EventKey(second, "7", EventType.OTHER));
            assertThat(arrived)
                    .extracting(WrittenEvent::key)
                    .containsExactly(
                            new EventKey(first, "", EventType.RUN_STARTED),
                            new EventKey(second, "s1", EventType.STEP_COMPLETED),
                            new EventKey(second, "7", EventType.OTHER));
            assertThat(arrived).extracting(WrittenEvent::sequence).isSorted().doesNotHaveDuplicates();
            assertThat(subscription.backend()).isEmpty();
        }
    }

    @Test
    void noEventOfAnotherConnectionIsOvertakenByASentinel() throws SQLException {
        UUID[] flowRuns = Stream.generate(UUID::randomUUID).limit(150).toArray(UUID[]::new);
        try (Subscription subscription = subscribe(flowRuns)) {
            assertThat(server.connections()).isEqualTo(2);
            server.allowEventsPerSecond(Integer.MAX_VALUE);
            for (UUID flowRun : flowRuns) {
                messages.send(flowRun, "run:started");
            }
            messages.send(flowRuns[0], "flowbench:7:sentinel");
            List<WrittenEvent> arrived = receiveUntil(subscription, new EventKey(flowRuns[0], "7", EventType.OTHER));
            assertThat(arrived).hasSize(151);
            assertThat(arrived.get(150).key().step()).isEqualTo("7");
        }
    }

    @Test
    void afterAKillItIsReconnectedAndGoesOn() throws Exception {
        UUID flowRun = UUID.randomUUID();
        try (Subscription subscription = subscribe(flowRun);
                Connection side = messages.connect()) {
            subscription.kill(side);
            assertThatThrownBy(() -> receiveUntil(subscription, new EventKey(flowRun, "", EventType.OTHER)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cut");
            Await.until("gone", () -> server.connections() == 0);
            subscription.reconnect();
            Await.until("an event again", () -> {
                messages.send(flowRun, "run:started");
                List<WrittenEvent> arrived = new ArrayList<>();
                subscription.receive(250, (event, arrivedNs) -> arrived.add(event));
                return !arrived.isEmpty();
            });
        }
    }

    @Test
    void whatHappenedToItsChannelsAndBroadcastsIsReported() throws Exception {
        UUID flowRun = UUID.randomUUID();
        Limits small = new Limits(100, 80, 10, 10_000, 25_000);
        EventChannel channel = new RealtimeChannel(Endpoint.of(server.url(), RealtimeServer.KEY), OUTBOX, small);
        try (Subscription subscription = channel.subscribe(List.of(flowRun, UUID.randomUUID()))) {
            assertThat(subscription.report().counts())
                    .hasSize(5)
                    .allSatisfy((metric, count) ->
                            assertThat(count).as(metric.name()).isZero());
            assertThat(subscription.report().warnings()).isEmpty();

            for (int i = 0; i < 20; i++) {
                server.broadcast(
                        "realtime:pgflow:run:" + flowRun, "run:started", JsonNodeFactory.instance.objectNode());
            }
            Await.until("dropped", () -> subscription.report().counts().get(Metric.REALTIME_BROADCASTS_DROPPED) > 0);
            Await.until("both closed", () -> subscription.report().counts().get(Metric.REALTIME_CHANNELS_CLOSED) == 2);
            assertThat(subscription.report().warnings())
                    .singleElement()
                    .asString()
                    .matches("What happened to channels of Realtime: 2 CLOSED, \\d+ broadcasts dropped, since 10 waited"
                            + " already\\.");
        }
    }

    @Test
    void aClosedSubscriptionIsRefused() throws SQLException {
        Subscription subscription = subscribe(UUID.randomUUID());
        subscription.close();
        assertThatThrownBy(() -> subscription.receive(1, (event, arrivedNs) -> {}))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(subscription::reconnect).isInstanceOf(SQLException.class);
    }

    @Test
    void aWrongKeyIsOneSentenceWithoutTheKey() {
        Settings wrong = settings().with(Setting.SUPABASE_ANON_KEY, "hush-hush");
        assertThatThrownBy(() ->
                        EventChannel.of(wrong, database, OUTBOX).orElseThrow().subscribe(List.of(UUID.randomUUID())))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("SUPABASE_ANON_KEY: Realtime at ")
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "SUPABASE_URL, '', needs SUPABASE_URL",
        "SUPABASE_ANON_KEY, '', needs SUPABASE_ANON_KEY",
        "DATABASE_URL, '', needs DATABASE_URL",
        "ENGINE, reference, needs ENGINE=pgflow"
    })
    void whatCannotWorkIsRefusedBeforeAnythingStarts(String setting, String value, String sentence) {
        Settings impossible = settings().with(Setting.named(setting), value);
        assertThatThrownBy(() -> EventChannel.check(impossible))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("EVENT_CHANNEL: realtime ")
                .hasMessageContaining(sentence);
        EventChannel.check(impossible.with(Setting.EVENT_CHANNEL, "poll"));
    }

    @Test
    void preparingUndoesWhatAnotherChannelLeft() throws SQLException {
        try (Connection connection = messages.connect()) {
            Publication.create(connection, OUTBOX);
            channel().prepare(connection);
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select count(*) from pg_publication where pubname = 'flowbench_events'")) {
                row.next();
                assertThat(row.getInt(1)).isZero();
            }
            channel().release(connection);
        }
        assertThat(channel().keepsItsPlace()).isFalse();
        assertThat(channel().name()).isEqualTo("realtime");
    }
}
