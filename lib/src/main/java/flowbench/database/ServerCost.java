package flowbench.database;

import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * What a stretch of work costs the server: the WAL that it writes, and the row versions that it leaves dead. The WAL is that of
 * the whole server, and the row versions are those of all user tables of the database; whoever else is at work there is counted
 * too. Reading takes round trips on every connection of the pool, and so has its place before and after what is timed.
 */
public final class ServerCost {
    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
    private static final String COUNTERS = "select relid, n_tup_upd, n_tup_hot_upd, n_tup_del from pg_stat_user_tables";
    /** A backend that is idle reports what it has counted when it likes to, unless it is asked; it can be from 15 on. */
    private static final String REPORT = "select pg_stat_force_next_flush()";

    private static final int CAN_BE_ASKED = 15;
    private static final String NOTHING = "select";
    /** More than the 500 ms that PostgreSQL 14 lets pass between two reports, and keeps what it has read. */
    private static final long REPORT_INTERVAL_MS = 600;

    private static final long MOST_WAIT_NS = TimeUnit.SECONDS.toNanos(10);

    /**
     * What the work cost.
     *
     * @param walBytes WAL that was written; the first change to a page after a checkpoint writes all of it
     * @param updates rows updated, each of which left a dead version
     * @param hotUpdates those of the updates that changed no index (heap-only tuples)
     * @param deletes rows deleted
     */
    public record Spent(long walBytes, long updates, long hotUpdates, long deletes) {
        /** Row versions that were left dead. */
        public long deadTuples() {
            return updates + deletes;
        }

        /** The share of updates that changed no index, a fraction; absent where nothing was updated. */
        public OptionalDouble hotShare() {
            return updates == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) hotUpdates / updates);
        }
    }

    /** What a table has counted since it was made. */
    private record Counted(long updates, long hotUpdates, long deletes) {
        private static final Counted NOTHING = new Counted(0, 0, 0);

        Counted plus(Counted other) {
            return new Counted(updates + other.updates, hotUpdates + other.hotUpdates, deletes + other.deletes);
        }

        Counted minus(Counted other) {
            return new Counted(updates - other.updates, hotUpdates - other.hotUpdates, deletes - other.deletes);
        }
    }

    private final Database database;
    private final Map<Long, Counted> before;
    private final long walBefore;
    private long walAfter;

    private ServerCost(Database database, Map<Long, Counted> before, long walBefore) {
        this.database = database;
        this.before = before;
        this.walBefore = walBefore;
        this.walAfter = walBefore;
    }

    /** Reads what there was before the work; no connection of the pool may be in use. */
    public static ServerCost begin(Database database) throws SQLException {
        Map<Long, Counted> before = counters(database);
        return new ServerCost(database, before, wal(database));
    }

    /** Whether an error says that this server, or this user, is not to read what work costs; all else goes on. */
    public static boolean isNotToBeRead(SQLException error) {
        return SqlStates.INSUFFICIENT_PRIVILEGE.equals(error.getSQLState())
                || SqlStates.FEATURE_NOT_SUPPORTED.equals(error.getSQLState());
    }

    /** Ends the stretch whose WAL is counted: one short call, so that what comes after the work need not wait. */
    public void workEnded() throws SQLException {
        walAfter = wal(database);
    }

    /** What it cost, once the work has ended; no connection of the pool may be in use. */
    public Spent spent() throws SQLException {
        Counted all = Counted.NOTHING;
        for (Map.Entry<Long, Counted> table : counters(database).entrySet()) {
            // A table that was made meanwhile, such as a queue of its own for a flow, began at nothing.
            all = all.plus(table.getValue().minus(before.getOrDefault(table.getKey(), Counted.NOTHING)));
        }
        return new Spent(walAfter - walBefore, all.updates, all.hotUpdates, all.deletes);
    }

    private static long wal(Database database) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAL)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<Long, Counted> counters(Database database) throws SQLException {
        int version;
        try (Connection connection = database.pool().getConnection()) {
            version = connection.getMetaData().getDatabaseMajorVersion();
        }
        if (version < CAN_BE_ASKED) {
            return settledCounters(database);
        }
        database.onEveryConnection(REPORT);
        return read(database);
    }

    /**
     * Waits until the counters change no more. Before PostgreSQL 15 a backend reports only when it ends a command, and only some
     * time after it last did; and who reads may be shown what was read before. So every backend is given a command, and then
     * some time, until two readings are alike.
     */
    private static Map<Long, Counted> settledCounters(Database database) throws SQLException {
        long begin = System.nanoTime();
        pause();
        Map<Long, Counted> last = Map.of();
        while (System.nanoTime() - begin < MOST_WAIT_NS) {
            database.onEveryConnection(NOTHING);
            pause();
            Map<Long, Counted> now = read(database);
            if (now.equals(last)) {
                break;
            }
            last = now;
        }
        return last;
    }

    private static Map<Long, Counted> read(Database database) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNTERS)) {
            Map<Long, Counted> tables = new HashMap<>();
            while (row.next()) {
                tables.put(row.getLong(1), new Counted(row.getLong(2), row.getLong(3), row.getLong(4)));
            }
            return tables;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(REPORT_INTERVAL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("The iteration was interrupted.", e);
        }
    }
}
