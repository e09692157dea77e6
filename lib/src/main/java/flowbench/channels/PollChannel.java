package flowbench.channels;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import flowbench.engine.Outbox.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Reads the outbox again and again. What one look finds comes in the order of the numbers, and so after all that it follows
 * from; between events that do not follow from each other, that order may differ from that of the commits.
 */
final class PollChannel implements EventChannel {
    // A session that plans its query while the outbox is empty would walk all of it once it has filled.
    private static final String PLAN_BY_INDEX = """
            set enable_seqscan = off;
            set enable_bitmapscan = off;
            set jit = off
            """;

    private final Database database;
    private final Outbox outbox;
    private final int intervalMs;

    PollChannel(Database database, Outbox outbox, int intervalMs) {
        this.database = database;
        this.outbox = outbox;
        this.intervalMs = intervalMs;
    }

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        outbox.announce(connection, false);
        Publication.drop(connection);
    }

    @Override
    public Subscription subscribe(Collection<UUID> flowRuns) throws SQLException {
        Line line = Line.open(this::connect);
        try {
            return new Polling(line);
        } catch (SQLException e) {
            line.close();
            throw e;
        }
    }

    /** A connection for {@link Outbox#look}. */
    Connection connect() throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(PLAN_BY_INDEX);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void release(Connection connection) {
        // Reading changes nothing.
    }

    private final class Polling implements Subscription {
        private final Line line;
        private final Bookmark bookmark;
        private long nextLookNs;

        private Polling(Line line) throws SQLException {
            this.line = line;
            this.bookmark = new Bookmark(outbox.end(line.connection()));
            // What is there already was committed before the subscription was ready.
            look();
        }

        @Override
        public void receive(long atMostMs, Receiver receiver) throws SQLException {
            long untilNext = nextLookNs - System.nanoTime();
            long atMost = TimeUnit.MILLISECONDS.toNanos(atMostMs);
            line.pause(Math.min(untilNext, atMost));
            if (untilNext <= atMost) {
                Look look = look();
                long arrivedNs = System.nanoTime();
                look.events().forEach(event -> receiver.take(event, arrivedNs));
            }
        }

        private Look look() throws SQLException {
            Look look = outbox.look(line.connection(), bookmark.sequence(), bookmark.missing());
            bookmark.move(look);
            nextLookNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(intervalMs);
            return look;
        }

        /** Goes on where it was, and misses nothing. */
        @Override
        public void reconnect() throws SQLException {
            line.reopen();
            nextLookNs = System.nanoTime();
        }

        @Override
        public OptionalInt backend() {
            return OptionalInt.of(line.backend());
        }

        @Override
        public void close() {
            line.close();
        }
    }

    @Override
    public boolean keepsItsPlace() {
        return true;
    }
}
