package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Looks at what the server does at this moment, in one call: what the backends of the pool wait for, who waits for locks, whether
 * a checkpoint or autovacuum is at work, and how much WAL there is.
 */
final class ActivityProbe implements Probe {
    // The function below the view: the view looks up the names of databases and users, which nobody reads here.
    // What is the same in all rows is computed once.
    private static final String ACTIVITY = """
            select
                a.backend_type,
                a.datid = ?,
                a.application_name,
                a.state,
                a.wait_event_type,
                a.wait_event,
                (select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')),
                (select %s)
            from pg_stat_get_activity(null) a
            where a.datid = ? or a.backend_type in ('checkpointer', 'autovacuum worker')
            """;

    private static final String SINCE_17 =
            ACTIVITY.formatted("pg_stat_get_checkpointer_num_timed() + pg_stat_get_checkpointer_num_requested()");
    private static final String BEFORE_17 = ACTIVITY.formatted(
            "pg_stat_get_bgwriter_timed_checkpoints() + pg_stat_get_bgwriter_requested_checkpoints()");
    // Told up to half a second late: the checkpoint between iterations would be counted in the next execute phase.
    private static final String BEFORE_15 = ACTIVITY.formatted("null::bigint");
    private static final int CHECKPOINTER_COUNTS = 17;
    private static final int STATISTICS_AT_ONCE = 15;

    /** Asked for once: to look it up with every look would be a fifth of what a look costs the server. */
    private static final String THIS_DATABASE = "select oid from pg_database where datname = current_database()";

    /** Who waits for a row holds a lock on it, of the kind "tuple"; this is where it says which table the row is of. */
    private static final String ROW_LOCKS = """
            select relation::regclass::text, count(*)
            from pg_locks
            where locktype = 'tuple' and database = ?
            group by 1
            """;

    private static final List<String> ROW_LOCK_WAITS = List.of("Lock:transactionid", "Lock:tuple");

    private final ProbeConnection connection;
    private final ProbeConnection.Question activity;
    private final ProbeConnection.Question rowLocks;
    private OptionalLong database = OptionalLong.empty();

    ActivityProbe(ProbeConnection connection) {
        this.connection = connection;
        this.activity = connection.question("waits, WAL, checkpoints and autovacuum");
        this.rowLocks = connection.question("which rows are waited for");
    }

    @Override
    public void read(Look into) {
        Map<String, Integer> waits = activity.call(open -> activity(open, into)).orElse(Map.of());
        connection.count(into);
        waits.forEach((name, backends) -> into.gauge(ProbeMetric.wait(name), backends));
        if (ROW_LOCK_WAITS.stream().anyMatch(waits::containsKey)) {
            rowLocks.call(open -> rowLocks(open, into));
        }
    }

    /** The waits of the backends of the pool. */
    private Map<String, Integer> activity(Connection connection, Look into) throws SQLException {
        if (database.isEmpty()) {
            database = thisDatabase(connection);
        }
        Map<String, Integer> waits = new TreeMap<>();
        int checkpointing = 0;
        int autovacuum = 0;
        int lockWaits = 0;
        try (PreparedStatement query =
                connection.prepareStatement(activity(connection.getMetaData().getDatabaseMajorVersion()))) {
            query.setLong(1, database.getAsLong());
            query.setLong(2, database.getAsLong());
            ResultSet row = query.executeQuery();
            while (row.next()) {
                String type = String.valueOf(row.getString(1));
                String wait = row.getString(5) == null ? "" : row.getString(5) + ":" + row.getString(6);
                checkpointing += type.equals("checkpointer") && !wait.equals("Activity:CheckpointerMain") ? 1 : 0;
                autovacuum += type.equals("autovacuum worker") ? 1 : 0;
                if (row.isFirst()) {
                    into.counter(ProbeMetric.WAL, row.getDouble(7));
                    double checkpoints = row.getDouble(8);
                    if (!row.wasNull()) {
                        into.counter(ProbeMetric.CHECKPOINTS, checkpoints);
                    }
                }
                if (row.getBoolean(2)) {
                    lockWaits += wait.startsWith("Lock:") ? 1 : 0;
                    // A parallel worker has the name of the backend that it works for.
                    if (type.equals("client backend") && Database.POOL_APPLICATION.equals(row.getString(3))) {
                        waits.merge(name(row.getString(4), wait), 1, Integer::sum);
                    }
                }
            }
        }
        into.gauge(ProbeMetric.CHECKPOINTING, checkpointing);
        into.gauge(ProbeMetric.AUTOVACUUM, autovacuum);
        into.gauge(ProbeMetric.LOCK_WAITS, lockWaits);
        return waits;
    }

    private static String activity(int version) {
        return version >= CHECKPOINTER_COUNTS ? SINCE_17 : version >= STATISTICS_AT_ONCE ? BEFORE_17 : BEFORE_15;
    }

    private static OptionalLong thisDatabase(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(THIS_DATABASE);
                ResultSet row = query.executeQuery()) {
            row.next();
            return OptionalLong.of(row.getLong(1));
        }
    }

    /** What a backend does: it waits, computes, or has nothing to do until its client calls. */
    private static String name(String state, String wait) {
        if (!"active".equals(state) || wait.startsWith("Client:")) {
            return ProbeMetric.IDLE;
        }
        return wait.isEmpty() ? ProbeMetric.RUNNING : wait;
    }

    private boolean rowLocks(Connection connection, Look into) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ROW_LOCKS)) {
            query.setLong(1, database.getAsLong());
            ResultSet row = query.executeQuery();
            while (row.next()) {
                into.gauge(ProbeMetric.rowLock(row.getString(1)), row.getLong(2));
            }
            return true;
        }
    }
}
