package flowbench.events;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import java.sql.Connection;
import java.sql.SQLException;

/** . */
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
        return false;
    }

    @Override
    public double queueUsage(Connection connection) throws SQLException {
        return 0;
    }
}
