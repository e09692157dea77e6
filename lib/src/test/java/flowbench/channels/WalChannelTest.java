package flowbench.channels;

import static flowbench.channels.ChannelBench.receiveUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class WalChannelTest {
    private ChannelBench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new ChannelBench("wal");
    }

    @AfterEach
    void close() throws SQLException {
        bench.close();
    }

    @Test
    void eventsComeInTheOrderOfTheCommitsNotOfTheNumbers() throws SQLException {
        try (Connection slow = bench.database.connect()) {
            slow.setAutoCommit(false);
            Subscription subscription = bench.subscribe();
            UUID low = bench.writeSentinel(slow);
            UUID high = bench.writeSentinel();
            slow.commit();
            assertThat(receiveUntil(subscription, low))
                    .extracting(event -> event.key().flowRun())
                    .containsExactly(high, low);
        }
    }

    @Test
    void aTransactionThatHoldsUpTheSlotIsSaid() throws SQLException {
        try (Connection forgotten = bench.database.connect()) {
            forgotten.setAutoCommit(false);
            bench.writeSentinel(forgotten);
            assertThatThrownBy(() -> new WalChannel(bench.database, bench.outbox, 300).subscribe(List.of()))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("no replication slot within 300 ms")
                    .hasMessageContaining("idle in transaction");
            forgotten.rollback();
        }
        assertThat(bench.subscribe().backend()).isPresent();
    }

    @Test
    void theEventsOfATransactionComeTogether() throws SQLException {
        bench.define(50);
        Subscription subscription = bench.subscribe();
        bench.start();
        List<Integer> sizes = new ArrayList<>();
        while (sizes.stream().allMatch(size -> size == 0)) {
            List<Object> together = new ArrayList<>();
            subscription.receive(1_000, (event, arrivedNs) -> together.add(event));
            sizes.add(together.size());
        }
        assertThat(sizes).last().isEqualTo(51);
    }

    @Test
    void aTableThatIsChangedMeanwhileIsUnderstood() throws SQLException {
        Subscription subscription = bench.subscribe();
        receiveUntil(subscription, bench.writeSentinel());
        bench.execute("alter table flowbench.events add column note text");
        try {
            assertThat(receiveUntil(subscription, bench.writeSentinel())).hasSize(1);
        } finally {
            bench.execute("alter table flowbench.events drop column note");
        }
        assertThat(receiveUntil(subscription, bench.writeSentinel())).hasSize(1);
    }

    @Test
    void theServerMayForgetTheLogThatWasReadAlsoWhenItIsOfOtherTables() throws SQLException {
        Subscription subscription = bench.subscribe();
        bench.execute("create table flowbench.other as select generate_series(1, 10000)");
        bench.execute("drop table flowbench.other");
        String position = bench.text("select pg_current_wal_flush_lsn()");
        long deadlineNs = System.nanoTime() + ChannelBench.LONG.toNanos();
        String read = "select confirmed_flush_lsn >= '" + position + "' from pg_replication_slots";
        while (bench.text(read).equals("f")) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            subscription.receive(100, (event, arrivedNs) -> {});
        }
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void aUserWhoMayNotReplicateIsOneSentence() throws SQLException {
        bench.execute("create role plain login");
        bench.execute("grant usage on schema flowbench to plain");
        bench.execute("grant select on flowbench.benchmark_allowed to plain");
        String url = TestServer.url(bench.database, "postgres").replace("postgres@", "plain@");
        try (Database database = Database.open(
                        TestServer.settings().with(Setting.DATABASE_URL, url).with(Setting.POOL_SIZE, 1));
                Connection connection = database.connect()) {
            EventChannel channel = ChannelBench.channel("wal", database, bench.outbox);
            assertThatThrownBy(() -> channel.prepare(connection))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith(
                            "EVENT_CHANNEL: wal needs a connection for replication, and the server says: ")
                    .hasMessageContaining("ALTER ROLE")
                    .message()
                    .doesNotContain("\n");
        } finally {
            bench.execute("drop owned by plain");
            bench.execute("drop role plain");
        }
    }
}
