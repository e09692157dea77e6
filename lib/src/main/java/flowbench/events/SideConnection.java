package flowbench.events;

import flowbench.database.Database;
import flowbench.database.ServerWarning;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A connection beside the pool, for what must not wait for a worker or keep one waiting; opened again, and the call repeated,
 * when it broke. What the server warns of is told under the name of the call.
 */
final class SideConnection implements AutoCloseable {
    private static final int VALIDATION_SECONDS = 2;

    /** A call to the database. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Database database;
    private final BiConsumer<String, ServerWarning> serverWarnings;
    private Connection connection;

    SideConnection(Database database, BiConsumer<String, ServerWarning> serverWarnings) {
        this.database = database;
        this.serverWarnings = serverWarnings;
    }

    <T> T call(String name, Call<T> call) throws SQLException {
        return call(name, call, warning -> {});
    }

    /** The same, with somebody else who is told what the server warned of. */
    synchronized <T> T call(String name, Call<T> call, Consumer<ServerWarning> also) throws SQLException {
        if (connection == null) {
            connection = database.connect();
            return make(name, call, also);
        }
        try {
            return make(name, call, also);
        } catch (SQLException e) {
            if (connection.isValid(VALIDATION_SECONDS)) {
                throw e;
            }
            close();
            connection = database.connect();
            return make(name, call, also);
        }
    }

    private <T> T make(String name, Call<T> call, Consumer<ServerWarning> also) throws SQLException {
        T result;
        try {
            result = call.on(connection);
        } catch (SQLException e) {
            try {
                tell(name, also);
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        }
        tell(name, also);
        return result;
    }

    private void tell(String name, Consumer<ServerWarning> also) throws SQLException {
        for (ServerWarning warning : ServerWarning.take(connection)) {
            also.accept(warning);
            serverWarnings.accept(name, warning);
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
