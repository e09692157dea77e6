package flowbench.channels;

import static flowbench.channels.ChannelBench.LONG;
import static flowbench.channels.ChannelBench.receiveUntil;
import static flowbench.channels.ChannelBench.sentinel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.WrittenEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What all channels promise. */
@Tag("server")
@ParameterizedClass
@ValueSource(strings = {"poll", "notify", "wal"})
class ChannelsTest {
    private final ChannelBench bench;

    ChannelsTest(String channel) throws SQLException {
        bench = new ChannelBench(channel);
    }

    @AfterEach
    void close() throws SQLException {
        bench.close();
    }

    @Test
    void itsNameIsThatOfTheSetting() throws SQLException {
        assertThat(bench.channel.name()).isIn("poll", "notify", "wal");
        assertThat(bench.channel.queueUsage(bench.connection)).isZero();
    }

    @Test
    void whatIsCommittedAfterSubscribingArrivesOnceAndNothingElseDoes() throws SQLException {
        bench.define(3);
        bench.start();
        Subscription subscription = bench.subscribe();
        UUID flowRun = bench.start();
        bench.workOff();
        List<WrittenEvent> written = bench.outbox.read(bench.connection, List.of(flowRun));
        assertThat(bench.receiveRest(subscription))
                .filteredOn(event -> event.key().flowRun().equals(flowRun))
                .isEqualTo(written)
                .hasSize(8);
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void aSentinelComesBack() throws SQLException {
        Subscription subscription = bench.subscribe();
        UUID id = bench.writeSentinel();
        assertThat(receiveUntil(subscription, id))
                .singleElement()
                .extracting(WrittenEvent::key)
                .isEqualTo(sentinel(id));
        bench.outbox.deleteSentinels(bench.connection, id);
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void whatIsRolledBackNeverComes() throws SQLException {
        Subscription subscription = bench.subscribe();
        bench.connection.setAutoCommit(false);
        bench.writeSentinel();
        bench.connection.rollback();
        bench.connection.setAutoCommit(true);
        assertThat(bench.receiveRest(subscription)).isEmpty();
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void aFlowOfThreeHundredStepsDeliversAllItsEventsInOrder() throws SQLException {
        bench.define(300);
        Subscription subscription = bench.subscribe();
        UUID flowRun = bench.start();
        bench.workOff();
        List<WrittenEvent> arrived = bench.receiveRest(subscription);
        assertThat(arrived)
                .hasSize(602)
                .isSortedAccordingTo(Comparator.comparingLong(WrittenEvent::sequence))
                .isEqualTo(bench.outbox.read(bench.connection, List.of(flowRun)));
    }

    @Test
    void everySubscriptionGetsEveryEvent() throws SQLException {
        Subscription first = bench.subscribe();
        Subscription second = bench.subscribe();
        UUID id = bench.writeSentinel();
        assertThat(receiveUntil(first, id)).isEqualTo(receiveUntil(second, id));
        assertThat(first.backend()).isNotEqualTo(second.backend());
    }

    @Test
    void nothingIsLostOrDoubledWhileManyWriteAndSomeRollBack() throws Exception {
        int writers = 6;
        AtomicBoolean subscribed = new AtomicBoolean();
        Set<UUID> promised = ConcurrentHashMap.newKeySet();
        Set<UUID> rolledBack = ConcurrentHashMap.newKeySet();
        CountDownLatch allWrite = new CountDownLatch(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Random random = new Random(writer);
                work.add(threads.submit(() -> {
                    try (Connection connection = bench.database.pool().getConnection()) {
                        connection.setAutoCommit(false);
                        int left = 100;
                        while (left > 0) {
                            Set<UUID> written = new HashSet<>();
                            for (int i = random.nextInt(4); i >= 0; i--) {
                                written.add(bench.writeSentinel(connection));
                            }
                            if (random.nextInt(4) == 0) {
                                connection.rollback();
                                rolledBack.addAll(written);
                            } else {
                                boolean before = subscribed.get();
                                connection.commit();
                                if (before) {
                                    promised.addAll(written);
                                    left--;
                                }
                            }
                            allWrite.countDown();
                        }
                        connection.setAutoCommit(true);
                    }
                    return null;
                }));
            }
            allWrite.await();
            Subscription subscription = bench.subscribe();
            subscribed.set(true);
            List<WrittenEvent> arrived = new ArrayList<>();
            while (work.stream().anyMatch(each -> !each.isDone())) {
                subscription.receive(10, (event, arrivedNs) -> arrived.add(event));
            }
            for (Future<?> each : work) {
                each.get();
            }
            arrived.addAll(bench.receiveRest(subscription));
            assertThat(arrived)
                    .extracting(event -> event.key().flowRun())
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(rolledBack)
                    .containsAll(promised);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aReceiveThatHasNothingToWaitForComesBack() throws SQLException {
        Subscription subscription = bench.subscribe();
        List<WrittenEvent> events = new ArrayList<>();
        subscription.receive(0, (event, arrivedNs) -> events.add(event));
        subscription.receive(1, (event, arrivedNs) -> events.add(event));
        assertThat(events).isEmpty();
    }

    @Test
    void afterAKillItIsReconnectedAndGoesOn() throws SQLException {
        Subscription subscription = bench.subscribe();
        int killed = subscription.backend().getAsInt();
        subscription.kill(bench.connection);
        assertThatThrownBy(() -> receiveUntil(subscription, event -> false)).isInstanceOf(SQLException.class);
        bench.await("select count(*) from pg_stat_activity where pid = " + killed, "0");
        UUID meanwhile = bench.writeSentinel();
        subscription.reconnect();
        assertThat(subscription.backend()).isNotEqualTo(OptionalInt.of(killed));
        UUID afterwards = bench.writeSentinel();
        List<UUID> arrived = receiveUntil(subscription, afterwards).stream()
                .map(event -> event.key().flowRun())
                .toList();
        if (bench.channel.name().equals("poll")) {
            assertThat(arrived).containsExactly(meanwhile, afterwards);
        } else {
            assertThat(arrived).containsExactly(afterwards);
        }
    }

    @Test
    void closingWakesAThreadThatReceives() throws Exception {
        Subscription subscription = bench.subscribe();
        CompletableFuture<WrittenEvent> first = new CompletableFuture<>();
        CompletableFuture<SQLException> end = new CompletableFuture<>();
        Thread receiving = new Thread(() -> {
            try {
                while (true) {
                    subscription.receive(TimeUnit.HOURS.toMillis(1), (event, arrivedNs) -> first.complete(event));
                }
            } catch (SQLException e) {
                end.complete(e);
            }
        });
        receiving.start();
        bench.writeSentinel();
        first.get(LONG.toSeconds(), TimeUnit.SECONDS);
        subscription.close();
        end.get(LONG.toSeconds(), TimeUnit.SECONDS);
        receiving.join();
        assertThatThrownBy(() -> subscription.receive(1, (event, arrivedNs) -> {}))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(subscription::reconnect).isInstanceOf(SQLException.class);
        nothingIsLeftOfAClosedSubscription();
    }

    @Test
    void nothingIsLeftBehind() throws SQLException {
        Subscription subscription = bench.subscribe();
        subscription.reconnect();
        subscription.close();
        bench.channel.release(bench.connection);
        nothingIsLeftOfAClosedSubscription();
        assertThat(bench.text("select count(*) from pg_publication")).isEqualTo("0");
        assertThat(bench.text("select tgenabled from pg_trigger where tgname = 'announce_events'"))
                .isEqualTo("D");
    }

    private void nothingIsLeftOfAClosedSubscription() throws SQLException {
        bench.await("select count(*) from pg_replication_slots", "0");
        bench.await("""
                select count(*)
                from pg_stat_activity
                where backend_type = 'walsender' or query ~ '^(listen|select pg_snapshot)'
                """, "0");
    }

    @Test
    void whatAKilledRunLeftIsUndoneByTheNextOne() throws SQLException {
        for (String killed : List.of("notify", "wal")) {
            try (Connection other = bench.database.connect()) {
                ChannelBench.channel(killed, bench.database, bench.outbox).prepare(other);
            }
        }
        bench.channel.prepare(bench.connection);
        assertThat(bench.text("select count(*) from pg_publication"))
                .isEqualTo(bench.channel.name().equals("wal") ? "1" : "0");
        assertThat(bench.text("select tgenabled from pg_trigger where tgname = 'announce_events'"))
                .isEqualTo(bench.channel.name().equals("notify") ? "O" : "D");
        assertThat(bench.receiveRest(bench.subscribe())).isEmpty();
    }
}
