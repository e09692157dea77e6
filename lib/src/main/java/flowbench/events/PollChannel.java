package flowbench.events;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import java.sql.Connection;
import java.sql.SQLException;

/** . */
final class PollChannel implements EventChannel {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe() throws SQLException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean keepsItsPlace() {
        return true;
    }

    @Override
    public double queueUsage(Connection connection) throws SQLException {
        return 0;
    }
}
