package flowbench.scenario;

import flowbench.database.ServerWarning;
import flowbench.engine.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;

/** Makes the calls of one thread, each on a connection of the pool, and times waiting for the connection apart from the call. */
final class Caller {
    /** A call to the database on one connection. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * How long the last calls may take after the work is over, or was given up: longer than the pool lets a call wait for a
     * connection.
     */
    static final long LAST_CALLS_S = 60;

    private final DataSource pool;
    private final OperationLog.Lane lane;
    private long calledNs;
    private long returnedNs;

    Caller(DataSource pool, OperationLog.Lane lane) {
        this.pool = pool;
        this.lane = lane;
    }

    /** Makes a call under the name that it has among the operations. An error is recorded, and thrown. */
    <T> T call(String operation, Call<T> call) throws SQLException {
        long started = System.nanoTime();
        return call(operation, started, started, call);
    }

    /** The same for a call that was due at a time of {@link System#nanoTime}, and may be late. */
    <T> T callDueAt(long intended, String operation, Call<T> call) throws SQLException {
        return call(operation, intended, System.nanoTime(), call);
    }

    private <T> T call(String operation, long intended, long started, Call<T> call) throws SQLException {
        long acquired = 0;
        try (Connection connection = pool.getConnection()) {
            acquired = System.nanoTime();
            T result;
            long ended;
            try {
                result = call.on(connection);
                // The call is over when its answer is here; what follows belongs to nobody's latency.
                ended = System.nanoTime();
            } catch (SQLException e) {
                takeWarningsOfFailed(operation, connection, e);
                throw e;
            }
            takeWarnings(operation, connection);
            lane.add(operation, intended, started, acquired, ended, outcome(result), "");
            calledNs = acquired;
            returnedNs = ended;
            return result;
        } catch (SQLException e) {
            long ended = System.nanoTime();
            String sqlState = e.getSQLState() == null ? "" : e.getSQLState();
            long readyAt = acquired == 0 ? ended : acquired;
            lane.add(operation, intended, started, readyAt, ended, OperationLog.Outcome.ERROR, sqlState);
            throw e;
        }
    }

    /** Makes a call that is no part of the work and no operation: what the server warns of is told all the same. */
    <T> T callAside(String name, Call<T> call) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            T result;
            try {
                result = call.on(connection);
            } catch (SQLException e) {
                takeWarningsOfFailed(name, connection, e);
                throw e;
            }
            takeWarnings(name, connection);
            return result;
        }
    }

    /** A connection that broke has nothing more to tell, and why it broke is what counts. */
    private void takeWarningsOfFailed(String operation, Connection connection, SQLException failure) {
        try {
            takeWarnings(operation, connection);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void takeWarnings(String operation, Connection connection) throws SQLException {
        for (ServerWarning warning : ServerWarning.take(connection)) {
            lane.warned(operation, warning);
        }
    }

    /** When the last call that succeeded was made on its connection, of {@link System#nanoTime}. */
    long calledNs() {
        return calledNs;
    }

    /** When its answer was here. */
    long returnedNs() {
        return returnedNs;
    }

    private static OperationLog.Outcome outcome(Object result) {
        if (result instanceof Outcome answer) {
            return OperationLog.Outcome.of(answer);
        }
        if (result instanceof Collection<?> found) {
            return found.isEmpty() ? OperationLog.Outcome.EMPTY : firstRefusal(found);
        }
        return OperationLog.Outcome.OK;
    }

    private static OperationLog.Outcome firstRefusal(Collection<?> results) {
        for (Object result : results) {
            if (result instanceof Outcome answer && answer != Outcome.COMPLETED) {
                return OperationLog.Outcome.of(answer);
            }
        }
        return OperationLog.Outcome.OK;
    }
}
