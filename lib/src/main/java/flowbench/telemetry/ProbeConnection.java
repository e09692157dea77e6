package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.ProbeMetric;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;

/**
 * The connection of the probes. One that breaks is opened again at the next call, and counted; a call that the server does not
 * permit is not made again, and told of once.
 */
final class ProbeConnection implements AutoCloseable {
    /** How long an answer may take. */
    private static final int TIMEOUT_S = 5;

    /** A call to the database. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Database database;
    private Optional<Connection> connection = Optional.empty();
    private boolean opened;
    private long errors;
    private long timeouts;
    private long retries;
    private long reconnects;

    ProbeConnection(Database database) {
        this.database = database;
    }

    /** Makes a call; nothing comes of it where the server cannot be reached. */
    <T> Optional<T> call(Call<T> call) throws SQLException {
        try {
            return Optional.of(call.on(open()));
        } catch (SQLException e) {
            if (connection.isPresent() && connection.get().isValid(TIMEOUT_S)) {
                throw e;
            }
            errors++;
            if (isTimeout(e)) {
                timeouts++;
            }
            close();
            return Optional.empty();
        }
    }

    private Connection open() throws SQLException {
        if (connection.isEmpty()) {
            if (opened) {
                retries++;
            }
            connection = Optional.of(database.connectToObserve(TIMEOUT_S));
            if (opened) {
                reconnects++;
            }
            opened = true;
        }
        return connection.get();
    }

    private static boolean isTimeout(SQLException e) {
        return e instanceof SQLTimeoutException || e.getCause() instanceof SocketTimeoutException;
    }

    void count(Readings into) {
        into.counter(ProbeMetric.CONNECTION_ERRORS, errors);
        into.counter(ProbeMetric.TIMEOUTS, timeouts);
        into.counter(ProbeMetric.RETRIES, retries);
        into.counter(ProbeMetric.RECONNECTS, reconnects);
    }

    @Override
    public void close() {
        connection.ifPresent(open -> {
            try {
                open.close();
            } catch (SQLException e) {
                // It is given up either way.
            }
        });
        connection = Optional.empty();
    }
}
