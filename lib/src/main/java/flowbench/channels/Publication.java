package flowbench.channels;

import flowbench.engine.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The publication of an outbox for logical replication. One run at a time measures on a database, so there is one. */
final class Publication {
    static final String NAME = "flowbench_events";

    private Publication() {}

    static void create(Connection connection, Outbox outbox) throws SQLException {
        execute(
                connection,
                "create publication " + NAME + " for table " + outbox.table() + " with (publish = 'insert')");
    }

    /** Drops it where it is; a run that was killed leaves it behind. */
    static void drop(Connection connection) throws SQLException {
        execute(connection, "drop publication if exists " + NAME);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
