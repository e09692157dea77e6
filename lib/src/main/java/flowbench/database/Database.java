package flowbench.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import flowbench.runfolder.Manifest;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * A server that may be measured, and a pool of connections to it. Close it to give everything back: the connections, and
 * with an embedded server the server and its files.
 */
public final class Database implements AutoCloseable {
    /** Settings of the server that make a number durable, or change plans, memory or background work. */
    private static final List<String> SERVER_SETTINGS = List.of(
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_level",
            "wal_sync_method",
            "wal_compression",
            "commit_delay",
            "synchronous_standby_names",
            "checkpoint_timeout",
            "checkpoint_completion_target",
            "max_wal_size",
            "shared_buffers",
            "effective_cache_size",
            "work_mem",
            "maintenance_work_mem",
            "temp_buffers",
            "random_page_cost",
            "seq_page_cost",
            "effective_io_concurrency",
            "io_method",
            "jit",
            "plan_cache_mode",
            "max_parallel_workers_per_gather",
            "autovacuum",
            "autovacuum_naptime",
            "autovacuum_vacuum_scale_factor",
            "autovacuum_vacuum_threshold",
            "data_checksums",
            "default_transaction_isolation",
            "track_io_timing",
            "max_connections",
            "server_encoding",
            "TimeZone");

    /** The guard of the reservation, the listener, one for logical replication, the watch, the probes, and a spare one. */
    static final int CONNECTIONS_BESIDE_THE_POOL = 6;

    /** What a session of the pool is called at the server: by this it is told from those beside the pool. */
    public static final String POOL_APPLICATION = "flowbench-pool";

    private static final String OBSERVER_APPLICATION = "flowbench-observer";

    /**
     * What the driver needs to speak the replication protocol: it has no extended queries, and the driver asks for it only
     * where it need not support servers that are older.
     */
    private static final Map<String, String> REPLICATION =
            Map.of("replication", "database", "preferQueryMode", "simple", "assumeMinServerVersion", "14");

    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final int VALIDATION_SECONDS = 2;

    private final Server server;
    private final CountedDataSource opening;
    private final PoolMeter meter = new PoolMeter();
    private final HikariDataSource pool;

    private Database(Server server, Settings settings) {
        this.server = server;
        this.opening = new CountedDataSource(server.dataSource(Map.of("ApplicationName", POOL_APPLICATION)));
        this.pool = pool(settings);
    }

    /** Holds the database at {@link Setting#DATABASE_URL} for one run. */
    public interface Reservation extends AutoCloseable {
        /** That of a server that nobody else can reach. */
        Reservation NOT_NEEDED = new Reservation() {
            @Override
            public void renew() {
                // Nobody can have taken it.
            }

            @Override
            public void close() {
                // There is nothing to give back.
            }
        };

        /**
         * Holds it again where the connection that held it was lost; waits for a server that is away.
         *
         * @throws flowbench.settings.UserException if the server does not come back, or somebody else holds the database by now
         */
        void renew();

        /** Lets others measure on it. */
        @Override
        void close();
    }

    /**
     * Starts an embedded server, or connects to the one at {@link Setting#DATABASE_URL} and holds it, and makes the pool.
     *
     * @throws flowbench.settings.UserException if the server cannot be started or reached, must not be benchmarked, or is being
     *     benchmarked by somebody else
     */
    public static Database open(Settings settings) {
        return open(isEmbedded(settings) ? EmbeddedServer.start(settings) : ExternalServer.reserve(settings), settings);
    }

    /** The same for a process that works on behalf of the one that holds the {@link #reserve reservation}. */
    public static Database openReserved(Settings settings) {
        return open(isEmbedded(settings) ? EmbeddedServer.start(settings) : ExternalServer.join(settings), settings);
    }

    /**
     * Holds the database at {@link Setting#DATABASE_URL}; there is nothing to hold of a server that is embedded, and none is
     * started.
     *
     * @throws flowbench.settings.UserException as {@link #open} does
     */
    public static Reservation reserve(Settings settings) {
        return isEmbedded(settings) ? Reservation.NOT_NEEDED : ExternalServer.reserve(settings);
    }

    /** Stops and deletes embedded servers whose processes were killed. */
    public static void deleteAbandoned(Settings settings) {
        if (isEmbedded(settings)) {
            EmbeddedServer.deleteAbandoned(settings);
        }
    }

    /** An embedded server with settings of its own, for tests. */
    static Database open(Settings settings, Map<String, String> serverSettings) {
        return open(EmbeddedServer.start(settings, serverSettings), settings);
    }

    private static boolean isEmbedded(Settings settings) {
        return settings.text(Setting.DATABASE_URL).isEmpty();
    }

    private static Database open(Server server, Settings settings) {
        try {
            requireRoom(server, poolSize(settings));
            return new Database(server, settings);
        } catch (PoolInitializationException e) {
            server.close();
            throw poolTooLarge(poolSize(settings), e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Says at once what filling the pool would only find out after its time limit. */
    private static void requireRoom(Server server, int size) {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('max_connections')::int")) {
            row.next();
            if (row.getInt(1) < size + CONNECTIONS_BESIDE_THE_POOL) {
                throw poolTooLarge(
                        size,
                        new SQLException("its max_connections is " + row.getInt(1) + ", and "
                                + CONNECTIONS_BESIDE_THE_POOL + " are needed beside the pool"));
            }
        } catch (SQLException e) {
            throw poolTooLarge(size, e);
        }
    }

    private static UserException poolTooLarge(int size, Throwable cause) {
        return new UserException(
                "POOL_SIZE: the server does not give " + size + " connections (" + cause.getMessage()
                        + "); lower it or WORKERS, or raise max_connections.",
                cause);
    }

    /** Connections that the pool will hold: {@link Setting#POOL_SIZE}, or one for each worker and one more. */
    static int poolSize(Settings settings) {
        int chosen = settings.number(Setting.POOL_SIZE);
        return chosen == 0 ? settings.number(Setting.WORKERS) + 1 : chosen;
    }

    private HikariDataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("flowbench");
        config.setDataSource(opening);
        // A fixed size: a pool that grows or shrinks in a measured window would be measured with it.
        config.setMaximumPoolSize(poolSize(settings));
        config.setMinimumIdle(poolSize(settings));
        config.setIdleTimeout(0);
        config.setMaxLifetime(0);
        config.setMetricsTrackerFactory((name, stats) -> meter);
        return new HikariDataSource(config);
    }

    /** The pool; a connection that is closed goes back to it. In autocommit, as the server's defaults have it. */
    public DataSource pool() {
        return pool;
    }

    /** How the pool is used. */
    public PoolUse poolUse() {
        long reconnects = Math.max(0, opening.opened() - pool.getMaximumPoolSize());
        return meter.use(pool.getHikariPoolMXBean(), reconnects);
    }

    /**
     * The first process of the server, whose children are all others; absent where the server is not embedded, and may be
     * another one after a restart.
     */
    public OptionalLong serverProcess() {
        return server.process();
    }

    /** Opens a connection beside the pool, for work that must not take one away from the workers. Its user closes it. */
    public Connection connect() throws SQLException {
        return server.dataSource().getConnection();
    }

    /**
     * The same for a connection that only looks on: it is known at the server by a name of its own, and gives up where the
     * server does not answer.
     *
     * @param timeoutSeconds longest wait for an answer, and for the connection
     */
    public Connection connectToObserve(int timeoutSeconds) throws SQLException {
        String timeout = String.valueOf(timeoutSeconds);
        return server.dataSource(Map.of(
                        "ApplicationName",
                        OBSERVER_APPLICATION,
                        "connectTimeout",
                        timeout,
                        "loginTimeout",
                        timeout,
                        "socketTimeout",
                        timeout))
                .getConnection();
    }

    /** Opens a connection that speaks the protocol of logical replication, beside the pool. Its user closes it. */
    public Connection connectForReplication() throws SQLException {
        return server.dataSource(REPLICATION).getConnection();
    }

    /**
     * Waits until every connection of the pool is open, so that none is opened in a measured window; those that have broken are
     * replaced.
     */
    public void fillPool() throws SQLException {
        onEveryConnection("select");
    }

    /** Waits until the server answers again, and until the pool holds connections to it and no broken one. */
    public void awaitComeback() {
        Comeback.await(
                () -> {
                    // Fails at once, where the pool would wait.
                    connect().close();
                    fillPool();
                },
                server.adviceWhereGone());
    }

    /** A fault that was just met, with what the log of an embedded server says of it: the log is deleted with the server. */
    public ConnectionFault explained(ConnectionFault fault) {
        return server.awaitReasonOfLoss()
                .map(reason -> new ConnectionFault(fault.cause() + "; the server's log says: " + reason))
                .orElse(fault);
    }

    /** What a sentence about a failure ends with: where more is to be found of it, if anywhere. */
    public String whereToLook() {
        return server.kind().equals("embedded") ? "" : "; look at the server's log";
    }

    /** Executes a statement once on every connection of the pool; waits for those that are in use. */
    void onEveryConnection(String sql) throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                all.add(unbroken());
            }
            for (Connection connection : all) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        } catch (SQLTransientConnectionException e) {
            if (e.getCause() instanceof SQLException cause && ConnectionFault.isState(cause.getSQLState())) {
                throw e;
            }
            throw poolTooLarge(pool.getMaximumPoolSize(), e.getCause() == null ? e : e.getCause());
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    /** The pool itself does not look at a connection that was in use a moment ago. */
    private Connection unbroken() throws SQLException {
        Connection connection = pool.getConnection();
        while (!connection.isValid(VALIDATION_SECONDS)) {
            pool.evictConnection(connection);
            connection = pool.getConnection();
        }
        return connection;
    }

    /** What {@code run.json} says of the server. */
    public Manifest.Server describe() throws SQLException {
        Map<String, String> values = new TreeMap<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT current_setting(?, true)")) {
            for (String name : SERVER_SETTINGS) {
                query.setString(1, name);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    String value = row.getString(1);
                    // A setting that this version of the server does not know is left out.
                    if (value != null) {
                        values.put(name, value);
                    }
                }
            }
            return new Manifest.Server(
                    server.kind(), connection.getMetaData().getDatabaseProductVersion(), Map.copyOf(values));
        }
    }

    /** What a reader of numbers from this server must know, a sentence each. */
    public List<String> warnings() throws SQLException {
        List<String> warnings = new ArrayList<>(server.warnings());
        Map<String, String> values = describe().settings();
        DURABLE.stream()
                .filter(name -> "off".equals(values.get(name)))
                .map(name -> name + " is off on this server: its numbers are not durable ones.")
                .forEach(warnings::add);
        return warnings;
    }

    /**
     * Takes away what an iteration left beside its rows: dead tuples, stale statistics of the planner, and dirty pages that a
     * checkpoint would otherwise write during the next one.
     *
     * @param tables qualified names
     * @return what the server did not permit, a sentence each
     */
    public List<String> settle(List<String> tables) throws SQLException {
        List<String> refused = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("VACUUM (ANALYZE) " + table);
                for (ServerWarning warning : ServerWarning.take(statement)) {
                    refused.add(
                            "The server did not vacuum " + table + " between iterations: " + warning.message() + ".");
                }
            }
            try {
                statement.execute("CHECKPOINT");
            } catch (SQLException e) {
                if (!SqlStates.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                    throw e;
                }
                refused.add("This user may not CHECKPOINT: checkpoints may fall into measured iterations (grant"
                        + " pg_checkpoint on PostgreSQL 15 and later).");
            }
        }
        return refused;
    }

    /** Closes the pool, and stops the server if this process started it. */
    @Override
    public void close() {
        pool.close();
        server.close();
    }
}
