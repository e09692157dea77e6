package flowbench.channels;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** {@code LISTEN}: the keys of events come in the order of the commits, to those who listen at that moment. */
final class NotifyChannel implements EventChannel {
    private final Database database;
    private final Outbox outbox;

    NotifyChannel(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "notify";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        Publication.drop(connection);
        outbox.announce(connection, true);
    }

    @Override
    public Subscription subscribe(Collection<UUID> flowRuns) throws SQLException {
        return new Listening(Line.open(this::listen));
    }

    private Connection listen() throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + outbox.notifyChannel());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void release(Connection connection) throws SQLException {
        outbox.announce(connection, false);
    }

    @Override
    public double queueUsage(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_notification_queue_usage()")) {
            row.next();
            return row.getDouble(1);
        }
    }

    private final class Listening implements Subscription {
        private final Line line;

        private Listening(Line line) {
            this.line = line;
        }

        @Override
        public void receive(long atMostMs, Receiver receiver) throws SQLException {
            line.requireOpen();
            // For the driver a time of 0 is for ever.
            int timeoutMs = (int) Math.max(1, Math.min(atMostMs, Integer.MAX_VALUE));
            // The driver waits up to 1 ms for another notification before it hands over those that it has.
            PGNotification[] notifications =
                    line.connection().unwrap(PGConnection.class).getNotifications(timeoutMs);
            long arrivedNs = System.nanoTime();
            line.requireOpen();
            if (notifications != null) {
                for (PGNotification notification : notifications) {
                    receiver.take(outbox.ofKey(notification.getParameter()), arrivedNs);
                }
            }
        }

        /** Listens again; what was committed meanwhile is missed. */
        @Override
        public void reconnect() throws SQLException {
            line.reopen();
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
