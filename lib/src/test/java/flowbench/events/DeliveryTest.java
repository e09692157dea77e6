package flowbench.events;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.channels.EventChannel;
import flowbench.channels.Subscription;
import flowbench.database.TestServer;
import flowbench.engine.EventKey;
import flowbench.engine.WrittenEvent;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every expected event ends in one way, and each that was not delivered has the cause that it really had. */
@Tag("server")
@Timeout(120)
class DeliveryTest {
    private static final int STEPS = 20;
    private static final int EXPECTED = 2 + 2 * STEPS;

    @AfterEach
    void nothingIsLeftBehind() throws SQLException {
        try (Connection connection = TestServer.database().pool().getConnection()) {
            assertThat(new ReferenceEngine().leftovers(connection)).isEmpty();
        }
    }

    private static Settings on(String channel) {
        // What is asked here is whether events arrive, on however slow a machine.
        return TestServer.settings().with(Setting.EVENT_CHANNEL, channel).with(Setting.EVENT_TIME_LIMIT_MS, 30_000);
    }

    private static void execute(Listened listened, String sql) throws SQLException {
        try (Statement statement = listened.connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(List<Event> events, Predicate<Event> which) {
        return events.stream().filter(which).count();
    }

    private static long of(List<Event> events, EventOutcome outcome) {
        return count(events, event -> event.outcome() == outcome);
    }

    private static long of(List<Event> events, EventCause cause) {
        return count(events, event -> event.cause().stream().anyMatch(cause::equals));
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whoSubscribesBeforeTheStartGetsEveryEvent(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel), STEPS)) {
            List<Event> events = listened.subscribe().start().work().settle();

            assertThat(events).hasSize(EXPECTED).allSatisfy(event -> {
                assertThat(event.outcome()).isEqualTo(EventOutcome.DELIVERED);
                assertThat(event.cause()).isEmpty();
                assertThat(event.channel()).isEqualTo(channel);
                assertThat(event.written()).isEqualTo(1);
                assertThat(event.seen()).isEqualTo(1);
                assertThat(event.duplicates()).isZero();
            });
            assertThat(listened.warnings).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void latencyCountsFromTheReturnOfTheCallThatWroteTheEvent(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel), STEPS)) {
            List<Event> events = listened.subscribe().start().work().settle();

            long started = committed(events, EventType.RUN_STARTED).findFirst().orElseThrow();
            assertThat(started).isEqualTo(listened.startReturnedNs());
            assertThat(committed(events, EventType.STEP_STARTED)).hasSize(STEPS).containsOnly(started);
            assertThat(committed(events, EventType.STEP_COMPLETED))
                    .hasSize(STEPS)
                    .doesNotHaveDuplicates()
                    .allMatch(ns -> ns > started);
            assertThat(committed(events, EventType.RUN_COMPLETED))
                    .containsExactly(committed(events, EventType.STEP_COMPLETED)
                            .max(Long::compare)
                            .orElseThrow());
        }
    }

    private static Stream<Long> committed(List<Event> events, EventType type) {
        return events.stream()
                .filter(event -> event.type() == type)
                .map(event -> event.committedNs().getAsLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void anEventArrivesWhenTheChannelHasItAndNotWhenItIsHandedOver(String channel) throws SQLException {
        Map<EventKey, Long> arrivals = new ConcurrentHashMap<>();
        UnaryOperator<EventChannel> slow = fast -> new ChangedChannel(fast) {
            @Override
            public Subscription subscribe(Collection<UUID> flowRuns) throws SQLException {
                return new Hesitant(fast.subscribe(flowRuns), arrivals);
            }
        };
        try (Listened listened = new Listened(on(channel), 3, slow)) {
            List<Event> events = listened.subscribe().start().work().settle();

            assertThat(events)
                    .hasSize(8)
                    .allSatisfy(event -> assertThat(
                                    listened.startedNs() + event.deliveredNs().getAsLong())
                            .isEqualTo(arrivals.get(new EventKey(event.flowRun(), event.step(), event.type()))));
        }
    }

    /** Hands over what has arrived a while later. */
    private record Hesitant(Subscription subscription, Map<EventKey, Long> arrivals) implements Subscription {
        @Override
        public void receive(long atMostMs, Receiver receiver) throws SQLException {
            subscription.receive(atMostMs, (event, arrivedNs) -> {
                arrivals.put(event.key(), arrivedNs);
                LockSupport.parkNanos(1_000_000);
                receiver.take(event, arrivedNs);
            });
        }

        @Override
        public void reconnect() throws SQLException {
            subscription.reconnect();
        }

        @Override
        public OptionalInt backend() {
            return subscription.backend();
        }

        @Override
        public void close() {
            subscription.close();
        }
    }

    @Test
    void withoutAChannelTheOutboxIsCounted() throws SQLException {
        try (Listened listened = new Listened(on("none"), STEPS)) {
            assertThat(listened.subscribe().start().work().settle()).isEmpty();
            assertThat(listened.delivery.expected()).isEqualTo(EXPECTED);
            assertThat(listened.delivery.written()).isEqualTo(EXPECTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whoSubscribesAfterTheStartMissesWhatTheStartAnnounced(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel), STEPS)) {
            List<Event> events = listened.start().subscribe().work().settle();

            assertThat(of(events, EventCause.BEFORE_SUBSCRIPTION)).isEqualTo(1 + STEPS);
            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(1 + STEPS);
            assertThat(events)
                    .filteredOn(event -> event.outcome() == EventOutcome.MISSING)
                    .hasSize(1 + STEPS)
                    .allMatch(event -> event.type() == EventType.RUN_STARTED || event.type() == EventType.STEP_STARTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whatTheApplicationDidNotListenForArrivedAllTheSame(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel).with(Setting.EVENT_LEVEL, "run"), STEPS)) {
            List<Event> events = listened.subscribe().start().work().settle();

            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(2);
            assertThat(of(events, EventCause.NOT_LISTENED_FOR)).isEqualTo(2 * STEPS);
            assertThat(events).allMatch(event -> event.deliveredNs().isPresent());
        }
    }

    @Test
    void whatFindsTheBufferFullIsDroppedAndCounted() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Settings settings = on("poll").with(Setting.EVENT_BUFFER_SIZE, 10);
        try (Listened listened = new Listened(settings, TestServer.database(), STEPS, event -> {
            busy.countDown();
            awaitQuietly(released);
        })) {
            listened.subscribe().start();
            busy.await();
            listened.work();
            awaitUntil(() -> listened.warnings.stream().anyMatch(w -> w.contains("EVENT_BUFFER_SIZE=10")));
            awaitUntil(() -> listened.delivery.outstanding() == 11);
            released.countDown();
            List<Event> events = listened.settle();

            // One in hand and ten in the buffer.
            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(11);
            assertThat(of(events, EventCause.BUFFER_FULL)).isEqualTo(EXPECTED - 11);
            assertThat(of(events, EventOutcome.RECOVERED))
                    .as("of what was dropped, what the state of the run tells")
                    .isEqualTo(count(
                            events,
                            event -> event.cause().isPresent()
                                    && (event.type() == EventType.STEP_COMPLETED
                                            || event.type() == EventType.RUN_COMPLETED)));
            assertThat(events)
                    .filteredOn(event -> event.cause().isPresent())
                    .allMatch(event -> event.seen() == 0 && event.deliveredNs().isPresent());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void anEventThatTheEngineDoesNotWriteIsNotBlamedOnTheChannel(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel), STEPS)) {
            execute(listened, """
                    create function flowbench.forget() returns trigger language plpgsql as 'begin return null; end';
                    create trigger forget before insert on flowbench.events for each row
                        when (new.event in ('step:s3:completed', 'step:s4:started'))
                        execute function flowbench.forget()
                    """);
            try {
                List<Event> events = listened.subscribe().start().work().settle();

                assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(EXPECTED - 2);
                assertThat(of(events, EventCause.NEVER_WRITTEN)).isEqualTo(2);
                assertThat(of(events, EventOutcome.RECOVERED))
                        .as("the state tells that the step has completed, not that it had started")
                        .isEqualTo(1);
            } finally {
                execute(listened, "drop function flowbench.forget() cascade");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whatNobodyExpectedIsCountedToo(String channel) throws SQLException {
        UUID stranger = UUID.randomUUID();
        try (Listened listened = new Listened(on(channel), STEPS)) {
            listened.subscribe().start();
            execute(listened, String.format("""
                    insert into flowbench.events (flow_run, step, event, payload)
                    values ('%1$s', '', 'run:started', '{}'), ('%2$s', 'q', 'step:q:started', '{}'),
                        ('%2$s', 's1', 'step:s1:failed', '{}'), ('%2$s', 's1', 'step:s1:skipped', '{}')
                    """, stranger, listened.flowRun));
            List<Event> events = listened.work().settle();

            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(EXPECTED);
            assertThat(events)
                    .filteredOn(event -> event.outcome() == EventOutcome.UNKNOWN)
                    .extracting(event -> event.step() + " " + event.type())
                    .containsExactlyInAnyOrder(" run:started", "q step:started", "s1 step:failed", "s1 other");
            execute(listened, "delete from flowbench.events where flow_run = '" + stranger + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void eventsThatAreDroppedOnPurposeAreMissingOrRecoveredAndNothingElseIs(String channel) throws SQLException {
        try (Listened listened = new Listened(on(channel).with(Setting.EVENT_FAULTS, "drop:30%"), STEPS)) {
            List<Event> events = listened.subscribe().start().work().settle();

            int dropped = listened.delivery.injectedFaults().orElseThrow().dropped();
            assertThat(dropped).isBetween(1, EXPECTED - 1);
            assertThat(of(events, EventCause.NOT_DELIVERED)).isEqualTo(dropped);
            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(EXPECTED - dropped);
            assertThat(events)
                    .filteredOn(event -> event.outcome() == EventOutcome.RECOVERED)
                    .isNotEmpty()
                    .allMatch(event ->
                            event.type() == EventType.STEP_COMPLETED || event.type() == EventType.RUN_COMPLETED);
            assertThat(events)
                    .filteredOn(event -> event.outcome() == EventOutcome.MISSING)
                    .isNotEmpty()
                    .allMatch(event -> event.type() == EventType.STEP_STARTED || event.type() == EventType.RUN_STARTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void eachFaultIsReportedAsOftenAsItWasInjected(String channel) throws SQLException {
        Settings settings = on(channel)
                .with(Setting.EVENT_FAULTS, "drop:10%,duplicate:10%,delay:10%,reorder:10%")
                .with(Setting.EVENT_TIME_LIMIT_MS, 2000);
        for (int seed = 1; seed <= 3; seed++) {
            try (Listened listened = new Listened(settings.with(Setting.SEED, seed), 60)) {
                List<Event> events = listened.subscribe().start().work().settle();

                InjectedFaults injected = listened.delivery.injectedFaults().orElseThrow();
                assertThat(new InjectedFaults(
                                (int) of(events, EventCause.NOT_DELIVERED),
                                events.stream().mapToInt(Event::duplicates).sum(),
                                (int) of(events, EventOutcome.LATE),
                                (int) of(events, EventOutcome.OUT_OF_ORDER),
                                0,
                                0))
                        .isEqualTo(injected);
                assertThat(of(events, EventOutcome.DUPLICATE)).isEqualTo(injected.duplicated());
                assertThat(injected.dropped() * injected.duplicated() * injected.delayed() * injected.reordered())
                        .as("each fault was injected: %s", injected)
                        .isPositive();
                assertThat(EventCounts.of(events).delivered()).isEqualTo(122 - injected.dropped() - injected.delayed());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whatArrivesAfterTheListenerStoodStillIsLateAndNotLost(String channel) throws SQLException {
        Settings settings =
                on(channel).with(Setting.EVENT_FAULTS, "stall:3000").with(Setting.EVENT_TIME_LIMIT_MS, 1000);
        try (Listened listened = new Listened(settings, STEPS)) {
            List<Event> events = listened.subscribe().start().work().settle();

            assertThat(listened.delivery.injectedFaults().orElseThrow().stalls())
                    .isEqualTo(1);
            assertThat(of(events, EventOutcome.LATE)).isPositive();
            assertThat(of(events, EventOutcome.DELIVERED) + of(events, EventOutcome.LATE))
                    .isEqualTo(EXPECTED);
            long lastInTime =
                    arrivals(events, EventOutcome.DELIVERED).max(Long::compare).orElseThrow();
            assertThat(arrivals(events, EventOutcome.LATE))
                    .as("all that arrived after the stall, and nothing before it")
                    .allMatch(ns -> ns > lastInTime + 1_000_000_000L);
            assertThat(listened.warnings).anyMatch(w -> w.contains("more than EVENT_TIME_LIMIT_MS=1000 ago"));
        }
    }

    private static Stream<Long> arrivals(List<Event> events, EventOutcome outcome) {
        return events.stream()
                .filter(event -> event.outcome() == outcome)
                .map(event -> event.deliveredNs().getAsLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void aConnectionThatIsKilledCostsWhatWasCommittedMeanwhileUnlessTheChannelKeepsItsPlace(String channel)
            throws SQLException {
        try (Listened listened = new Listened(on(channel).with(Setting.EVENT_FAULTS, "kill:2"), 300)) {
            List<Event> events = listened.subscribe().start().work().settle();

            assertThat(listened.delivery.injectedFaults().orElseThrow().kills()).isPositive();
            assertThat(listened.delivery.breaks())
                    .isEqualTo(listened.delivery.injectedFaults().orElseThrow().kills());
            assertThat(listened.warnings)
                    .filteredOn(w -> w.contains("The channel " + channel + " was closed"))
                    .isNotEmpty();
            long closed = of(events, EventCause.CHANNEL_CLOSED);
            assertThat(of(events, EventOutcome.DELIVERED) + closed).isEqualTo(602);
            if (channel.equals("poll")) {
                assertThat(closed).isZero();
            } else {
                assertThat(closed).isPositive();
                assertThat(of(events, EventOutcome.RECOVERED)).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void whatWasDroppedBeforeABreakIsNotBlamedOnTheBreak(String channel) throws SQLException {
        Settings settings = on(channel).with(Setting.EVENT_FAULTS, "drop:5%,kill:1");
        try (Listened listened = new Listened(settings, 300)) {
            List<Event> events = listened.subscribe().start().work().settle();

            // A drop with nothing of the flow run after it and before the break cannot be told from what the break
            // cost.
            assertThat(of(events, EventCause.NOT_DELIVERED))
                    .isCloseTo(listened.delivery.injectedFaults().orElseThrow().dropped(), Offset.offset(2L));
        }
    }

    @Test
    void aLossIsSaidWhileTheFlowGoesOn() throws Exception {
        Settings settings = on("notify").with(Setting.EVENT_FAULTS, "drop:50%").with(Setting.EVENT_TIME_LIMIT_MS, 50);
        try (Listened listened = new Listened(settings, STEPS)) {
            listened.subscribe().start();
            awaitUntil(() -> listened.warnings.stream().anyMatch(w -> w.contains("lost or late")));
            assertThat(listened.completeOne()).as("there is work left").isTrue();
            listened.work().settle();
        }
    }

    @Test
    void whatIsLostDoesNotHoldUpTheDrainPhase() throws SQLException {
        Settings settings = on("notify").with(Setting.EVENT_FAULTS, "drop:30%,reorder:30%");
        for (int seed = 1; seed <= 5; seed++) {
            try (Listened listened = new Listened(settings.with(Setting.SEED, seed), STEPS)) {
                listened.subscribe().start().work();
                long start = System.nanoTime();
                listened.settle();
                // The limit is 20 s: an answer that comes by itself, and not because time is up.
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(15));
            }
        }
    }

    @Test
    void whatSomebodyElseAnnouncesIsUnknownAndDoesNoHarm() throws SQLException {
        try (Listened listened = new Listened(on("notify"), STEPS)) {
            listened.subscribe().start();
            execute(listened, "select pg_notify('flowbench_events', 'hello')");
            List<Event> events = listened.work().settle();

            assertThat(of(events, EventOutcome.DELIVERED)).isEqualTo(EXPECTED);
            assertThat(of(events, EventOutcome.UNKNOWN)).isEqualTo(1);
        }
    }

    @Test
    void anApplicationIsHandedEachEventOnceInTheOrderOfTheOutbox() throws SQLException {
        List<EventKey> handed = new CopyOnWriteArrayList<>();
        try (Listened listened = new Listened(on("wal"), TestServer.database(), STEPS, handed::add)) {
            listened.subscribe().start().work().settle();

            assertThat(handed)
                    .hasSize(EXPECTED)
                    .isEqualTo(listened.engine.outbox().read(listened.connection, List.of(listened.flowRun)).stream()
                            .map(WrittenEvent::key)
                            .toList());
        }
    }
}
