package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.function.Consumer;

/** The connection of the probes. One that breaks is opened again at the next call, and counted. */
final class ProbeConnection implements AutoCloseable {
    /** How long an answer may take. */
    private static final int TIMEOUT_S = 5;

    /** A call to the database. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Database database;
    private final Consumer<String> warnings;
    private boolean refused;
    private Optional<Connection> connection = Optional.empty();
    private boolean opened;
    private long errors;
    private long timeouts;
    private long retries;
    private long reconnects;

    /**
     * To a database.
     *
     * @param warnings takes what the server does not let be read, and why
     */
    ProbeConnection(Database database, Consumer<String> warnings) {
        this.database = database;
        this.warnings = warnings;
    }

    /**
     * Something to ask the server for.
     *
     * @param what telemetry.csv does not have where it refuses
     */
    Question question(String what) {
        return new Question(what);
    }

    /**
     * What one probe asks. After a call that the server refuses, which is told of, no more are made: what it does not let be read
     * now, it does not let be read later. Other questions are asked all the same.
     */
    final class Question {
        private final String what;
        private boolean refused;
        private boolean failed;

        private Question(String what) {
            this.what = what;
        }

        /** Makes a call; nothing comes of it where the server cannot be reached, refuses, or ends it with an error. */
        <T> Optional<T> call(Call<T> call) {
            if (refused) {
                return Optional.empty();
            }
            try {
                return Optional.of(call.on(open()));
            } catch (SQLException e) {
                told(e);
                return Optional.empty();
            }
        }

        private void told(SQLException e) {
            if (isRefusal(e)) {
                refused = true;
                warnings.accept("The server does not let " + what + " be read (" + e.getMessage()
                        + "): telemetry.csv does not have it.");
            } else if (!answers()) {
                errors++;
                timeouts += isTimeout(e) ? 1 : 0;
                close();
            } else if (!failed) {
                failed = true;
                warnings.accept("The server ended a call that reads " + what + " (" + e.getMessage()
                        + "): telemetry.csv has less of it, or nothing.");
            }
        }
    }

    /** Whether the server will say the same the next time: it does not know what is asked for, or does not permit it. */
    private static boolean isRefusal(SQLException e) {
        return e.getSQLState() != null
                && (e.getSQLState().startsWith("42") || e.getSQLState().startsWith("0A"));
    }

    private boolean answers() {
        try {
            return connection.isPresent() && connection.get().isValid(TIMEOUT_S);
        } catch (SQLException e) {
            return false;
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

    void count(Look into) {
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
