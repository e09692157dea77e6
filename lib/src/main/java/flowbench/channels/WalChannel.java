package flowbench.channels;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import flowbench.engine.WrittenEvent;
import flowbench.settings.UserException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Logical replication: transactions come in the order of their commits, each with all of its events. */
final class WalChannel implements EventChannel {
    /**
     * Between two messages that say up to where the server may forget the log. It is also how long a server that vanished
     * without a word stays unnoticed.
     */
    private static final int STATUS_INTERVAL_MS = 1_000;

    /** A new slot waits for every transaction that is open: longer than this, and somebody has forgotten one. */
    private static final int SLOT_LIMIT_MS = 30_000;

    private final Database database;
    private final Outbox outbox;
    private final int slotLimitMs;

    WalChannel(Database database, Outbox outbox) {
        this(database, outbox, SLOT_LIMIT_MS);
    }

    /** With a time limit of its own for making the slot. */
    WalChannel(Database database, Outbox outbox, int slotLimitMs) {
        this.database = database;
        this.outbox = outbox;
        this.slotLimitMs = slotLimitMs;
    }

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        outbox.announce(connection, false);
        requireLogicalLog(connection);
        requireReplication();
        Publication.drop(connection);
        Publication.create(connection, outbox);
    }

    private static void requireLogicalLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show wal_level")) {
            row.next();
            if (!row.getString(1).equals("logical")) {
                throw new UserException("EVENT_CHANNEL: wal needs a server with wal_level = logical, and this one has "
                        + row.getString(1) + "; change it there and restart the server, or choose poll or notify.");
            }
        }
    }

    /** Tried, not looked up: providers have rules of their own for who may replicate. */
    private void requireReplication() {
        try {
            database.connectForReplication().close();
        } catch (SQLException e) {
            // The first line alone: the driver adds details below it.
            String reason = e.getMessage().lines().findFirst().orElseThrow().replaceFirst("^FATAL: ", "");
            throw new UserException(
                    "EVENT_CHANNEL: wal needs a connection for replication, and the server says: " + reason
                            + "; give the user the right (ALTER ROLE … REPLICATION), or choose poll or notify.",
                    e);
        }
    }

    @Override
    public Subscription subscribe(Collection<UUID> flowRuns) throws SQLException {
        Line line = Line.open(database::connectForReplication);
        try {
            return new Replication(line);
        } catch (SQLException | UserException e) {
            line.close();
            throw e;
        }
    }

    @Override
    public void release(Connection connection) throws SQLException {
        Publication.drop(connection);
    }

    private final class Replication implements Subscription {
        private final Line line;
        private PGReplicationStream stream;
        private PgOutput decoder;

        private Replication(Line line) throws SQLException {
            this.line = line;
            start();
        }

        /** The slot is temporary: it ends with the connection, however that ends. */
        private void start() throws SQLException {
            PGConnection connection = line.connection().unwrap(PGConnection.class);
            String slot = "flowbench_" + UUID.randomUUID().toString().replace('-', '_');
            line.connection().setNetworkTimeout(Runnable::run, slotLimitMs);
            try {
                connection
                        .getReplicationAPI()
                        .createReplicationSlot()
                        .logical()
                        .withSlotName(slot)
                        .withTemporaryOption()
                        .withOutputPlugin("pgoutput")
                        .make();
            } catch (SQLException e) {
                if (e.getCause() instanceof SocketTimeoutException) {
                    throw slotHeldUp(e);
                }
                throw e;
            }
            line.connection().setNetworkTimeout(Runnable::run, 0);
            stream = connection
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withSlotOption("proto_version", 1)
                    .withSlotOption("publication_names", Publication.NAME)
                    .withStatusInterval(STATUS_INTERVAL_MS, TimeUnit.MILLISECONDS)
                    .start();
            decoder = new PgOutput(outbox::ofRow);
        }

        private UserException slotHeldUp(SQLException e) {
            return new UserException(
                    "EVENT_CHANNEL: wal got no replication slot within " + slotLimitMs + " ms: a transaction that was"
                            + " open before holds it up (pg_stat_activity, state \"idle in transaction\"?); end it, or"
                            + " choose poll or notify.",
                    e);
        }

        @Override
        public void receive(long atMostMs, Receiver receiver) throws SQLException {
            long startedNs = System.nanoTime();
            long atMostNs = TimeUnit.MILLISECONDS.toNanos(atMostMs);
            List<WrittenEvent> committed = List.of();
            do {
                line.requireOpen();
                // Waits 1 ms at most and comes back as soon as something is there: the driver does so on a stream
                // that has a status interval. Its read() knows no end, and answers the server's "are you there?" too
                // late.
                ByteBuffer message = stream.readPending();
                if (message != null) {
                    committed = decoder.decode(message);
                }
                acknowledge();
            } while (committed.isEmpty() && System.nanoTime() - startedNs < atMostNs);
            long arrivedNs = System.nanoTime();
            for (WrittenEvent event : committed) {
                receiver.take(event, arrivedNs);
            }
        }

        /** Lets the server forget the log up to here, except that of a transaction of which only a part has come. */
        private void acknowledge() {
            if (!decoder.isInTransaction()) {
                LogSequenceNumber received = stream.getLastReceiveLSN();
                stream.setFlushedLSN(received);
                stream.setAppliedLSN(received);
            }
        }

        /** Begins anew; what was committed meanwhile is missed. */
        @Override
        public void reconnect() throws SQLException {
            line.reopen();
            start();
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
        return false;
    }
}
