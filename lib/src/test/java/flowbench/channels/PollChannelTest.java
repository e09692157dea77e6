package flowbench.channels;

import static flowbench.channels.ChannelBench.receiveUntil;
import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.Outbox.Look;
import flowbench.engine.Outbox.Numbers;
import flowbench.engine.WrittenEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PollChannelTest {
    private ChannelBench bench;
    private Connection slow;

    @BeforeEach
    void open() throws SQLException {
        bench = new ChannelBench("poll");
        slow = bench.database.connect();
        slow.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        slow.close();
        bench.close();
    }

    @Test
    void aLowerNumberThatIsCommittedAfterAHigherOneArrives() throws SQLException {
        Subscription subscription = bench.subscribe();
        UUID low = bench.writeSentinel(slow);
        UUID high = bench.writeSentinel();
        assertThat(receiveUntil(subscription, high)).hasSize(1);
        assertThat(bench.receiveRest(subscription)).isEmpty();
        slow.commit();
        assertThat(receiveUntil(subscription, low)).hasSize(1);
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void soItDoesWhereItsTransactionIsTheYoungestOfAll() throws SQLException {
        Subscription subscription = bench.subscribe();
        try (Connection older = bench.database.connect();
                Statement begin = older.createStatement()) {
            older.setAutoCommit(false);
            begin.execute("select pg_current_xact_id()");
            UUID low = bench.writeSentinel(slow);
            UUID high = bench.writeSentinel(older);
            // The snapshot that sees this commit ends where the slow transaction begins.
            older.commit();
            assertThat(receiveUntil(subscription, high)).hasSize(1);
            assertThat(bench.receiveRest(subscription)).isEmpty();
            slow.commit();
            assertThat(receiveUntil(subscription, low)).hasSize(1);
        }
    }

    @Test
    void itArrivesThroughANewConnectionToo() throws SQLException {
        Subscription subscription = bench.subscribe();
        UUID low = bench.writeSentinel(slow);
        receiveUntil(subscription, bench.writeSentinel());
        subscription.reconnect();
        slow.commit();
        assertThat(receiveUntil(subscription, low)).hasSize(1);
    }

    @Test
    void whatWasBegunBeforeSubscribingAndIsCommittedAfterwardsArrives() throws SQLException {
        UUID lowest = bench.writeSentinel(slow);
        bench.writeSentinel();
        UUID low = bench.writeSentinel(slow);
        bench.writeSentinel();
        Subscription subscription = bench.subscribe();
        slow.commit();
        assertThat(receiveUntil(subscription, low))
                .extracting(event -> event.key().flowRun())
                .containsExactly(lowest, low);
        assertThat(bench.receiveRest(subscription)).isEmpty();
    }

    @Test
    void theEndIsTheHighestNumberUnlessSomebodyIsWriting() throws SQLException {
        bench.writeSentinel();
        long before = bench.outbox.end(bench.connection);
        bench.writeSentinel(slow);
        bench.writeSentinel();
        assertThat(bench.outbox.end(bench.connection)).isEqualTo(before);
        slow.commit();
        assertThat(bench.outbox.end(bench.connection)).isEqualTo(before + 2);
    }

    @Test
    void aNumberThatWasRolledBackIsGivenUpAndNotBefore() throws SQLException {
        bench.writeSentinel();
        Bookmark bookmark = new Bookmark(bench.outbox.end(bench.connection));
        bench.writeSentinel(slow);
        bench.writeSentinel();
        List<Numbers> gap = List.of(new Numbers(bookmark.sequence() + 1, bookmark.sequence() + 1));
        for (int i = 0; i < 3; i++) {
            move(bookmark);
            assertThat(bookmark.missing()).isEqualTo(gap);
        }
        slow.rollback();
        move(bookmark);
        assertThat(bookmark.missing()).isEmpty();
    }

    private void move(Bookmark bookmark) throws SQLException {
        bookmark.move(bench.outbox.look(bench.connection, bookmark.sequence(), bookmark.missing()));
    }

    @Test
    void aReceiveThatMayNotWaitForTheIntervalAsksNothing() throws SQLException {
        EventChannel seldom = new PollChannel(bench.database, bench.outbox, 60_000);
        try (Subscription subscription = seldom.subscribe(List.of())) {
            String looks = "select query_start from pg_stat_activity where pid = "
                    + subscription.backend().getAsInt();
            String before = bench.text(looks);
            bench.writeSentinel();
            subscription.receive(1, (event, arrivedNs) -> assertThat(event).isNull());
            assertThat(bench.text(looks)).isEqualTo(before);
            subscription.reconnect();
            assertThat(receiveUntil(subscription, event -> true)).hasSize(1);
        }
    }

    @Test
    void aLookReadsTheRowsItWantsAndNoOthersThoughItWasPlannedOnAnEmptyOutbox() throws SQLException {
        try (Connection connection = new PollChannel(bench.database, bench.outbox, 1).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            List<Numbers> missing = List.of(new Numbers(1, 2), new Numbers(5, 5));
            for (int i = 0; i < 12; i++) {
                bench.outbox.look(connection, bench.outbox.end(connection), missing);
            }
            bench.execute("""
                    insert into flowbench.events (flow_run, step, event, payload)
                    select gen_random_uuid(), '', 'sentinel', '{}'
                    from generate_series(1, 20000)
                    """);
            long end = bench.outbox.end(connection);
            // In one transaction, so that the session reports nothing in between.
            connection.setAutoCommit(false);
            List<Long> before = scans(statement);
            Look look = bench.outbox.look(
                    connection,
                    end - 2,
                    List.of(new Numbers(end - 9_999, end - 9_998), new Numbers(end - 500, end - 500)));
            assertThat(look.events())
                    .extracting(WrittenEvent::sequence)
                    .containsExactly(end - 9_999, end - 9_998, end - 500, end - 1, end);
            bench.outbox.end(connection);
            List<Long> after = scans(statement);
            // No scan of the table; one of the key for the end, one after it, one for each range; and the six rows
            // found.
            assertThat(after).containsExactly(before.get(0), before.get(1) + 4, before.get(2) + 6);
        }
    }

    /** How often the outbox and its keys were scanned by this session, and the rows that were fetched by key. */
    private static List<Long> scans(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                select seq_scan, idx_scan, idx_tup_fetch
                from pg_stat_xact_user_tables
                where relid = 'flowbench.events'::regclass
                """)) {
            row.next();
            return List.of(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }
}
