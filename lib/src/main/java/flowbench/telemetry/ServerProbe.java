package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.ProbeMetric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at the server through a connection of its own: how long a statement takes that does nothing, what the server has counted,
 * and what the backends of the pool wait for. Each is read in one call.
 */
final class ServerProbe implements Probe, AutoCloseable {
    private static final String NOTHING = "select";

    // The functions below the views: the views look up the names of databases and users, which nobody reads here. What
    // lies
    // below oid 16384 is the server's own.
    private static final String COUNTED = """
            select
                pg_stat_get_db_xact_commit(d.oid),
                pg_stat_get_db_xact_rollback(d.oid),
                pg_stat_get_db_blocks_hit(d.oid),
                pg_stat_get_db_blocks_fetched(d.oid) - pg_stat_get_db_blocks_hit(d.oid),
                pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'),
                %s,
                (
                    select coalesce(sum(pg_stat_get_dead_tuples(t.oid)), 0)
                    from pg_class t
                    where t.relkind = 'r' and t.oid >= 16384
                ),
                100 * pg_notification_queue_usage(),
                count(*) filter (
                    where a.backend_type = 'checkpointer' and a.wait_event is distinct from 'CheckpointerMain'
                ),
                count(*) filter (where a.backend_type = 'autovacuum worker'),
                count(*) filter (where a.wait_event_type = 'Lock' and a.datid = d.oid)
            from pg_database d
            cross join pg_stat_get_activity(null) a
            where d.datname = current_database()
            group by d.oid
            """;

    private static final String CHECKPOINTS =
            "pg_stat_get_checkpointer_num_timed() + pg_stat_get_checkpointer_num_requested()";
    private static final String CHECKPOINTS_BEFORE_17 =
            "pg_stat_get_bgwriter_timed_checkpoints() + pg_stat_get_bgwriter_requested_checkpoints()";
    private static final int CHECKPOINTER_COUNTS = 17;

    /** In the order of the columns above. */
    private static final List<ProbeMetric> COUNTERS = List.of(
            ProbeMetric.COMMITS,
            ProbeMetric.ROLLBACKS,
            ProbeMetric.BLOCKS_HIT,
            ProbeMetric.BLOCKS_READ,
            ProbeMetric.WAL,
            ProbeMetric.CHECKPOINTS);

    private static final List<ProbeMetric> GAUGES = List.of(
            ProbeMetric.DEAD_TUPLES,
            ProbeMetric.NOTIFICATION_QUEUE,
            ProbeMetric.CHECKPOINTING,
            ProbeMetric.AUTOVACUUM,
            ProbeMetric.LOCK_WAITS);

    private static final String WAITS = """
            select
                case
                    when a.state <> 'active' then ?
                    when a.wait_event is null then ?
                    else a.wait_event_type || ':' || a.wait_event
                end,
                count(*)
            from pg_stat_get_activity(null) a
            where a.application_name = ? and a.datid = (select oid from pg_database where datname = current_database())
            group by 1
            """;

    /** Who waits for a row holds a lock on it, of the kind "tuple"; this is where it says which table the row is of. */
    private static final String ROW_LOCKS = """
            select relation::regclass::text, count(*)
            from pg_locks
            where locktype = 'tuple' and database = (select oid from pg_database where datname = current_database())
            group by 1
            """;

    private static final List<String> ROW_LOCK_WAITS = List.of("Lock:transactionid", "Lock:tuple");

    private final ProbeConnection connection;
    private final Consumer<String> warnings;
    private Optional<String> counted = Optional.empty();
    private boolean refused;

    /**
     * Of a database.
     *
     * @param warnings takes what the server does not let be read
     */
    ServerProbe(Database database, Consumer<String> warnings) {
        this.connection = new ProbeConnection(database);
        this.warnings = warnings;
    }

    @Override
    public void read(Readings into) {
        try {
            long start = System.nanoTime();
            boolean answered = connection.call(ServerProbe::nothing).isPresent();
            if (answered) {
                into.gauge(ProbeMetric.ROUND_TRIP, System.nanoTime() - start);
            }
            connection.count(into);
            if (answered && !refused) {
                boolean rowLocks = connection.call(c -> waits(c, into)).orElse(false);
                if (rowLocks) {
                    connection.call(c -> rowLocks(c, into));
                }
                connection.call(c -> counts(c, into));
            }
        } catch (SQLException e) {
            refused = true;
            warnings.accept("The server does not let its statistics be read (" + e.getMessage()
                    + "): telemetry.csv does not have all that it did and waited for.");
        }
    }

    private static boolean nothing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTHING)) {
            return statement.execute();
        }
    }

    /** Whether there is somebody who waits to lock a row. */
    private static boolean waits(Connection connection, Readings into) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WAITS)) {
            query.setString(1, ProbeMetric.IDLE);
            query.setString(2, ProbeMetric.RUNNING);
            query.setString(3, Database.POOL_APPLICATION);
            try (ResultSet row = query.executeQuery()) {
                boolean rowLocks = false;
                while (row.next()) {
                    into.gauge(ProbeMetric.wait(row.getString(1)), row.getLong(2));
                    rowLocks |= ROW_LOCK_WAITS.contains(row.getString(1));
                }
                return rowLocks;
            }
        }
    }

    private static boolean rowLocks(Connection connection, Readings into) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ROW_LOCKS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                into.gauge(ProbeMetric.rowLock(row.getString(1)), row.getLong(2));
            }
            return true;
        }
    }

    private boolean counts(Connection connection, Readings into) throws SQLException {
        if (counted.isEmpty()) {
            boolean here = connection.getMetaData().getDatabaseMajorVersion() >= CHECKPOINTER_COUNTS;
            counted = Optional.of(COUNTED.formatted(here ? CHECKPOINTS : CHECKPOINTS_BEFORE_17));
        }
        try (PreparedStatement query = connection.prepareStatement(counted.get());
                ResultSet row = query.executeQuery()) {
            row.next();
            int column = 1;
            for (ProbeMetric counter : COUNTERS) {
                into.counter(counter, row.getDouble(column++));
            }
            for (ProbeMetric gauge : GAUGES) {
                into.gauge(gauge, row.getDouble(column++));
            }
            return true;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
