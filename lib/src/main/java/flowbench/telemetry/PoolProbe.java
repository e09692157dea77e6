package flowbench.telemetry;

import flowbench.database.Database;
import flowbench.database.PoolUse;
import flowbench.runfolder.ProbeMetric;
import flowbench.telemetry.Readings.Look;

/** Looks at the pool of connections. */
final class PoolProbe implements Probe {
    private final Database database;

    PoolProbe(Database database) {
        this.database = database;
    }

    @Override
    public void read(Look into) {
        PoolUse use = database.poolUse();
        into.gauge(ProbeMetric.POOL_ACTIVE, use.active());
        into.gauge(ProbeMetric.POOL_IDLE, use.idle());
        into.gauge(ProbeMetric.POOL_PENDING, use.pending());
        into.gauge(ProbeMetric.POOL_TOTAL, use.total());
        into.counter(ProbeMetric.POOL_ACQUIRED, use.acquired());
        into.counter(ProbeMetric.POOL_ACQUIRE_TIME, use.acquireNs());
        into.counter(ProbeMetric.POOL_TIMEOUTS, use.timeouts());
        into.counter(ProbeMetric.POOL_RECONNECTS, use.reconnects());
    }
}
