package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outbox;
import flowbench.engines.TestEngine;
import flowbench.realtime.Await;
import flowbench.realtime.MessagesDatabase;
import flowbench.realtime.RealtimeServer;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The account of events that come over Realtime, whose arrivals have no place in the outbox. */
@Tag("server")
@Timeout(120)
class RealtimeDeliveryTest {
    private static final int DRAIN_MS = 30_000;
    private static final int TICK_MS = 100;

    private final FlowDefinition flow = FlowDefinition.independentSteps("streamed", 5);
    private final ExpectedEvents shape = ExpectedEvents.ofCompletion(flow);
    private final FlowEngine engine = TestEngine.ofAProject();
    private final Outbox outbox = engine.outbox();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> serverWarnings = new CopyOnWriteArrayList<>();
    private final List<UUID> flowRuns = new ArrayList<>();
    private final List<FlowRunEvents> pages = new ArrayList<>();
    private MessagesDatabase messages;
    private Database database;
    private RealtimeServer server;
    private Connection writer;
    private Delivery delivery;

    @BeforeEach
    void start() throws Exception {
        messages = new MessagesDatabase();
        database = messages.open();
        server = RealtimeServer.open(messages, TICK_MS);
        server.allowEventsPerSecond(Integer.MAX_VALUE);
        writer = messages.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        delivery.close();
        server.close();
        writer.close();
        database.close();
        messages.close();
    }

    private void expect(int runs, String faults) {
        expect(runs, faults, channel -> channel);
    }

    private void expect(int runs, String faults, UnaryOperator<EventChannel> changed) {
        Settings settings = TestServer.settings()
                .with(Setting.ENGINE, "pgflow")
                .with(Setting.EVENT_CHANNEL, "realtime")
                .with(Setting.EVENT_FAULTS, faults)
                .with(Setting.EVENT_TIME_LIMIT_MS, 60_000)
                .with(Setting.SUPABASE_URL, server.url())
                .with(Setting.SUPABASE_ANON_KEY, RealtimeServer.KEY)
                .with(Setting.DATABASE_URL, "postgresql://postgres@localhost/project");
        delivery = new Delivery(
                settings,
                database,
                engine,
                EventChannel.of(settings, database, outbox).map(changed),
                new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()),
                warnings::add,
                (call, warning) -> serverWarnings.add(call + " " + warning.sqlState() + " " + warning.message()));
        for (int i = 0; i < runs; i++) {
            flowRuns.add(UUID.randomUUID());
            pages.add(delivery.expect(flowRuns.get(i), shape));
        }
    }

    private void subscribe() throws SQLException {
        delivery.subscribe(delivery.expected());
    }

    private void write(int run) throws SQLException {
        long called = System.nanoTime();
        outbox.writeRun(writer, flowRuns.get(run), flow);
        pages.get(run).written(called, System.nanoTime());
    }

    private List<Event> settle() throws SQLException {
        delivery.drain(DRAIN_MS);
        return delivery.settle();
    }

    @Test
    void everyEventIsDeliveredOverTwoConnections() throws SQLException {
        expect(120, "");
        subscribe();
        for (int i = 0; i < 120; i++) {
            write(i);
        }
        assertThat(settle()).hasSize(120 * 12).allMatch(event -> event.outcome() == EventOutcome.DELIVERED);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(delivery.breaks()).isZero();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSlotThatComesLongAfterTheJoinsIsWaitedFor() throws Exception {
        server.holdSlot();
        expect(1, "");
        CompletableFuture<Void> subscribed = CompletableFuture.runAsync(() -> {
            try {
                subscribe();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("sentinels that are lost", () -> sentinels() >= 3);
        assertThat(server.channels()).isEqualTo(2);
        assertThat(subscribed).isNotDone();
        server.releaseSlot();
        subscribed.get(30, TimeUnit.SECONDS);
        write(0);
        assertThat(settle()).hasSize(12).allMatch(event -> event.outcome() == EventOutcome.DELIVERED);
    }

    @Test
    void whatTheServerSaysOfAnEventThatItCannotWriteIsTheReasonThatIsGiven() throws SQLException {
        execute("alter table realtime.messages add constraint none check (event not like 'flowbench:%')");
        expect(1, "", channel -> new ChangedChannel(channel) {
            @Override
            public Readiness readiness() {
                return new Readiness(1, channel.readiness().advice());
            }
        });
        assertThatThrownBy(this::subscribe)
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("EVENT_CHANNEL=realtime: no event came back within 1 s of the subscription; the"
                        + " server warned when one was written: ErrorSendingBroadcastMessage: ")
                .hasMessageNotContaining("DATABASE_URL");
        assertThat(serverWarnings)
                .isNotEmpty()
                .allMatch(w -> w.startsWith("write_sentinel 01000 ErrorSendingBroadcastMessage: "));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private int sentinels() throws SQLException {
        try (var statement = writer.createStatement();
                var row = statement.executeQuery(
                        "select count(*) from realtime.messages where event like 'flowbench:%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void whatWasWrittenBeforeTheSubscriptionIsKnownByItsPlaceInTheOutbox() throws SQLException {
        expect(2, "");
        write(0);
        subscribe();
        write(1);
        List<Event> events = settle();
        assertThat(events)
                .filteredOn(event -> event.flowRun().equals(flowRuns.get(0)))
                .hasSize(12)
                .allMatch(event -> event.cause().equals(java.util.Optional.of(EventCause.BEFORE_SUBSCRIPTION)));
        assertThat(events)
                .filteredOn(event -> event.flowRun().equals(flowRuns.get(1)))
                .hasSize(12)
                .allMatch(event -> event.outcome() == EventOutcome.DELIVERED);
    }

    @Test
    void aKilledConnectionIsOpenedAgainAndWhatItCostIsBlamedOnIt() throws Exception {
        expect(40, "kill:1");
        subscribe();
        for (int i = 0; i < 30; i++) {
            write(i);
        }
        Await.until("a break", () -> delivery.breaks() == 1);
        Await.until("joined again", () -> server.channels() == 41);
        drainOnce();
        for (int i = 30; i < 40; i++) {
            write(i);
        }
        List<Event> events = settle();
        assertThat(events)
                .hasSize(40 * 12)
                .allMatch(event -> event.outcome() == EventOutcome.DELIVERED
                        || event.cause().equals(java.util.Optional.of(EventCause.CHANNEL_CLOSED)));
        assertThat(events)
                .filteredOn(event -> flowRuns.subList(30, 40).contains(event.flowRun()))
                .allMatch(event -> event.outcome() == EventOutcome.DELIVERED);
        assertThat(delivery.injectedFaults().orElseThrow().kills()).isEqualTo(1);
        assertThat(warnings).anyMatch(w -> w.contains("the connection to Realtime was cut"));
    }

    /** Comes back when an event has come back again. */
    private void drainOnce() throws SQLException {
        delivery.drain(DRAIN_MS);
    }

    /** Sends as pgflow does when a run is started: each event by itself, and all in one transaction. */
    private void start(int run) throws SQLException {
        long called = System.nanoTime();
        execute(String.format("""
                select realtime.send('{}', event, 'pgflow:run:%s', false)
                from unnest(array['run:started', 'step:s1:started', 'step:s2:started', 'step:s3:started',
                    'step:s4:started', 'step:s5:started']) event
                """, flowRuns.get(run)));
        pages.get(run).started(called, System.nanoTime());
    }

    private void awaitAllStarts() throws Exception {
        Await.until("the other events of the start", () -> server.handedOn().contains("step:s5:started"));
    }

    private void closeChannel(int run) throws Exception {
        int breaks = delivery.breaks();
        server.closeChannel("realtime:pgflow:run:" + flowRuns.get(run));
        Await.until("a break", () -> delivery.breaks() > breaks);
    }

    private List<EventCause> causesOfStarts() throws SQLException {
        return settle().stream()
                .filter(event -> event.type() == EventType.STEP_STARTED || event.type() == EventType.RUN_STARTED)
                .flatMap(event -> event.cause().stream())
                .toList();
    }

    @Test
    void whatTheStartLostBeforeABreakIsNotBlamedOnTheBreak() throws Exception {
        server.lose(row -> row.get("event").equals("step:s2:started"));
        expect(1, "");
        subscribe();
        start(0);
        awaitAllStarts();
        closeChannel(0);
        assertThat(causesOfStarts()).containsExactly(EventCause.NOT_DELIVERED);
    }

    @Test
    void aSentinelThatIsLostAfterABreakIsFollowedByAnotherSoThatTheBreakHasAnEnd() throws Exception {
        expect(1, "");
        subscribe();
        AtomicInteger toLose = new AtomicInteger(2);
        server.lose(row -> row.get("event").startsWith("flowbench:") && toLose.getAndDecrement() > 0);
        long before = sentinelsHandedOn();
        closeChannel(0);
        Await.until("a sentinel is back", () -> sentinelsHandedOn() > before);
        server.lose(row -> row.get("event").equals("step:s2:started"));
        start(0);
        awaitAllStarts();
        assertThat(causesOfStarts()).containsExactly(EventCause.NOT_DELIVERED);
        assertThat(toLose.get()).isNotPositive();
    }

    @Test
    void whyAChannelIsNotOpenedAgainIsSaidOnce() throws Exception {
        expect(1, "");
        subscribe();
        server.refuseJoins("ChannelRateLimitReached: Too many channels");
        int joins = server.joins();
        closeChannel(0);
        Await.until("two more joins", () -> server.joins() >= joins + 2);
        server.refuseJoins("ClientJoinRateLimitReached: Too many joins per second");
        Await.until("four more joins", () -> server.joins() >= joins + 4);
        server.refuseJoins("");
        assertThat(settle()).hasSize(12);
        assertThat(warnings)
                .filteredOn(w -> w.startsWith("The channel realtime could not be opened again yet: "))
                .singleElement()
                .asString()
                .endsWith(" be joined: ChannelRateLimitReached: Too many channels.");
        assertThat(delivery.channelReport().counts().get(Metric.REALTIME_CHANNEL_ERRORS))
                .isGreaterThanOrEqualTo(2);
    }

    private long sentinelsHandedOn() {
        return server.handedOn().stream()
                .filter(event -> event.startsWith("flowbench:"))
                .count();
    }

    @Test
    void aServerThatIsOfferedTooMuchClosesTheChannelsAndThatIsSaid() throws Exception {
        expect(200, "");
        subscribe();
        server.allowEventsPerSecond(100);
        int run = 0;
        while (delivery.breaks() == 0 && run < flowRuns.size()) {
            write(run++);
        }
        Await.until("the server closes the channels", () -> delivery.breaks() > 0);
        settle();
        assertThat(delivery.channelReport().counts().get(Metric.REALTIME_RATE_LIMIT_HITS))
                .isPositive()
                .isEqualTo(delivery.channelReport().counts().get(Metric.REALTIME_CHANNELS_CLOSED));
        assertThat(delivery.channelReport().warnings())
                .singleElement()
                .asString()
                .contains(" CLOSED, ", " times \"Too many messages per second\".");
        assertThat(warnings)
                .anyMatch(w -> w.contains("more events a second than the server allows")
                        && w.contains("Too many messages per second")
                        && w.contains("REALTIME_EVENT_LIMIT"));
    }
}
