package flowbench.channels;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * The connection of a subscription, beside the pool: replaced when it is broken, and given up for good by {@link #close}, which
 * any thread may call.
 */
final class Line implements AutoCloseable {
    /** SQLSTATE "connection does not exist". */
    private static final String NO_CONNECTION = "08003";

    /** Opens a connection of one's own. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final Opening opening;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Connection connection;
    private volatile int backend;

    private Line(Opening opening) {
        this.opening = opening;
    }

    static Line open(Opening opening) throws SQLException {
        Line line = new Line(opening);
        line.reopen();
        return line;
    }

    /** Opens a new connection in place of the one that there is. */
    void reopen() throws SQLException {
        hangUp();
        Connection opened = opening.open();
        synchronized (this) {
            connection = opened;
        }
        backend = opened.unwrap(PGConnection.class).getBackendPID();
        if (isClosed()) {
            hangUp();
        }
        requireOpen();
    }

    synchronized Connection connection() {
        return connection;
    }

    int backend() {
        return backend;
    }

    /** Waits; not at all for a time that is over, and no longer when the line is closed. */
    void pause(long ns) throws SQLException {
        try {
            closed.await(ns, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for events.", e);
        }
        requireOpen();
    }

    void requireOpen() throws SQLException {
        if (isClosed()) {
            throw new SQLException("The subscription is closed.", NO_CONNECTION);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        hangUp();
    }

    /** The driver says good-bye without waiting for a thread that reads, whose read then fails. */
    private void hangUp() {
        Connection given = connection();
        if (given != null) {
            try {
                given.close();
            } catch (SQLException e) {
                // It is given up because it is broken, or is no longer wanted: there is nobody to tell.
            }
        }
    }
}
