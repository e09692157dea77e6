package flowbench.events;

import flowbench.database.Database;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection beside the pool, for what must not wait for a worker or keep one waiting; opened again, and the call
 * repeated, when it broke. */
final class SideConnection implements AutoCloseable {
    private static final int VALIDATION_SECONDS = 2;

    /** A call to the database. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Database database;
    private Connection connection;

    SideConnection(Database database) {
        this.database = database;
    }

    synchronized <T> T call(Call<T> call) throws SQLException {
        if (connection == null) {
            connection = database.connect();
            return call.on(connection);
        }
        try {
            return call.on(connection);
        } catch (SQLException e) {
            if (connection.isValid(VALIDATION_SECONDS)) {
                throw e;
            }
            close();
            connection = database.connect();
            return call.on(connection);
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is given up either way.
            }
            connection = null;
        }
    }
}
