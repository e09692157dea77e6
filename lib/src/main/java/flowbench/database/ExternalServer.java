package flowbench.database;

import flowbench.settings.Passwords;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The server at {@link Setting#DATABASE_URL}. It must carry the marker that {@code setup.sql} leaves, and only one run at a
 * time may measure on it: whoever reserves it holds a session lock for as long as this is open.
 */
final class ExternalServer implements Server, Database.Reservation {
    /** The key of the advisory lock: the bytes of "flowbnch". */
    private static final long LOCK_KEY = 0x666c6f77626e6368L;

    /**
     * The session that was lost may end a moment later than its client learns of it: longer than this, and it is somebody
     * else's.
     */
    private static final String TAKE_AGAIN = "SET lock_timeout = '5s'; SELECT pg_advisory_lock(" + LOCK_KEY + ")";

    private static final int VALIDATION_SECONDS = 2;

    private final ConnectionUrl url;
    private Connection guard;

    private ExternalServer(ConnectionUrl url, Connection guard) {
        this.url = url;
        this.guard = guard;
    }

    /** Connects, and holds the database until this is closed. */
    static ExternalServer reserve(Settings settings) {
        return connect(settings, true);
    }

    /** Connects on behalf of somebody who holds the database. */
    static ExternalServer join(Settings settings) {
        return connect(settings, false);
    }

    private static ExternalServer connect(Settings settings, boolean alone) {
        ConnectionUrl url = ConnectionUrl.parse(settings.text(Setting.DATABASE_URL));
        Connection guard = null;
        try {
            guard = dataSource(url, Map.of()).getConnection();
            requireMarker(guard, url);
            if (alone) {
                requireAlone(guard, url);
            }
            return new ExternalServer(url, guard);
        } catch (SQLException e) {
            closeQuietly(guard);
            throw new UserException("DATABASE_URL: " + explained(e, url), e);
        } catch (RuntimeException e) {
            closeQuietly(guard);
            throw e;
        }
    }

    private static DataSource dataSource(ConnectionUrl url, Map<String, String> properties) throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setURL(url.jdbcUrl());
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "DATABASE_URL: the driver cannot read " + Passwords.hidden(url.jdbcUrl()) + "; check host, port and"
                            + " parameters.",
                    e);
        }
        if (!url.user().isEmpty()) {
            dataSource.setUser(url.user());
        }
        if (!url.password().isEmpty()) {
            dataSource.setPassword(url.password());
        }
        dataSource.setApplicationName("flowbench");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            dataSource.setProperty(property.getKey(), property.getValue());
        }
        return dataSource;
    }

    private static void requireMarker(Connection connection, ConnectionUrl url) throws SQLException {
        boolean marked = isTrue(connection, "SELECT to_regclass('flowbench.benchmark_allowed') IS NOT NULL")
                && isTrue(connection, "SELECT EXISTS (SELECT FROM flowbench.benchmark_allowed)");
        if (!marked) {
            throw new UserException("DATABASE_URL: the database at " + url.server()
                    + " does not carry the marker that allows it to be benchmarked; if it may be, run:"
                    + " psql \"$DATABASE_URL\" -f setup.sql");
        }
    }

    private static void requireAlone(Connection connection, ConnectionUrl url) throws SQLException {
        if (!isTrue(connection, "SELECT pg_try_advisory_lock(" + LOCK_KEY + ")")) {
            throw new UserException("DATABASE_URL: another run is measuring on the database at " + url.server()
                    + "; wait until it has ended.");
        }
    }

    @Override
    public Optional<String> awaitReasonOfLoss() {
        return Optional.empty();
    }

    @Override
    public String adviceWhereGone() {
        return "look at its log, start it, and measure again";
    }

    @Override
    public synchronized void renew() {
        Comeback.await(
                () -> {
                    if (!guard.isValid(VALIDATION_SECONDS)) {
                        closeQuietly(guard);
                        guard = dataSource(url, Map.of()).getConnection();
                        takeAgain();
                    }
                },
                adviceWhereGone());
    }

    private void takeAgain() throws SQLException {
        try (Statement statement = guard.createStatement()) {
            statement.execute(TAKE_AGAIN);
        } catch (SQLException e) {
            // Else it would pass for one that holds the database.
            closeQuietly(guard);
            if (SqlStates.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new UserException(
                        "DATABASE_URL: the connection that held the database at " + url.server()
                                + " was lost, and another run has begun to measure there meanwhile; wait until it has"
                                + " ended, and measure again.",
                        e);
            }
            throw e;
        }
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static String explained(SQLException e, ConnectionUrl url) {
        String state = e.getSQLState();
        if (SqlStates.INVALID_PASSWORD.equals(state) || SqlStates.INVALID_AUTHORIZATION.equals(state)) {
            return "the server at " + url.server() + " refused user "
                    + (url.user().isEmpty() ? "(none named)" : url.user())
                    + ": wrong password, or no right to connect.";
        }
        if (SqlStates.INVALID_CATALOG_NAME.equals(state)) {
            return "the server at " + url.server() + " has no such database (" + Passwords.hidden(url.jdbcUrl()) + ").";
        }
        if (SqlStates.CONNECTION_REJECTED.equals(state)) {
            return "the server at " + url.server() + " wants a user and a password that the URL does not give.";
        }
        if (SqlStates.isConnectionFailure(state)) {
            return "no PostgreSQL answers at " + url.server() + "; check host and port, and that the server runs.";
        }
        return "the server at " + url.server() + " says: " + e.getMessage() + ".";
    }

    private static void closeQuietly(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The connection is given up for a reason that is being reported already.
            }
        }
    }

    @Override
    public String kind() {
        return "external";
    }

    @Override
    public DataSource dataSource(Map<String, String> properties) {
        try {
            return dataSource(url, properties);
        } catch (SQLException e) {
            throw new IllegalStateException("The driver takes a URL that it has taken before.", e);
        }
    }

    @Override
    public OptionalLong process() {
        return OptionalLong.empty();
    }

    @Override
    public List<String> warnings() {
        return List.of("The forks share the database at DATABASE_URL: they are fresh processes, not fresh databases.");
    }

    @Override
    public synchronized void close() {
        // The server ends a session some time after it was closed: whoever reserves next would find the lock still
        // held.
        try (Statement statement = guard.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // A session that cannot be asked any more is ending, and its lock with it.
        }
        closeQuietly(guard);
    }
}
