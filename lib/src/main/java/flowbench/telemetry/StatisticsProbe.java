package flowbench.telemetry;

import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Looks at what the server has counted. Its backends report it once a second at most, so that more looks would see no more. */
final class StatisticsProbe implements Probe {
    // What lies below oid 16384 is the server's own.
    private static final String COUNTED = """
            select
                pg_stat_get_db_xact_commit(d.oid),
                pg_stat_get_db_xact_rollback(d.oid),
                pg_stat_get_db_blocks_hit(d.oid),
                pg_stat_get_db_blocks_fetched(d.oid) - pg_stat_get_db_blocks_hit(d.oid),
                (
                    select coalesce(sum(pg_stat_get_dead_tuples(t.oid)), 0)
                    from pg_class t
                    where t.relkind = 'r' and t.oid >= 16384
                ),
                100 * pg_notification_queue_usage()
            from pg_database d
            where d.datname = current_database()
            """;

    /** In the order of the columns above, then the gauges. */
    private static final List<ProbeMetric> COUNTERS =
            List.of(ProbeMetric.COMMITS, ProbeMetric.ROLLBACKS, ProbeMetric.BLOCKS_HIT, ProbeMetric.BLOCKS_READ);

    private static final List<ProbeMetric> GAUGES = List.of(ProbeMetric.DEAD_TUPLES, ProbeMetric.NOTIFICATION_QUEUE);

    private final ProbeConnection.Question counted;

    StatisticsProbe(ProbeConnection connection) {
        this.counted = connection.question("commits, rollbacks, blocks, dead tuples and the queue of notifications");
    }

    @Override
    public void read(Look into) {
        counted.call(open -> counted(open, into));
    }

    private static boolean counted(Connection connection, Look into) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COUNTED);
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
}
