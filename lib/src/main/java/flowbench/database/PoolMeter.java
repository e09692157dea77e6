package flowbench.database;

import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often a pool is asked for connections, for as long as it is open. */
final class PoolMeter implements IMetricsTracker {
    private final LongAdder acquired = new LongAdder();
    private final LongAdder acquireNs = new LongAdder();
    private final LongAdder timeouts = new LongAdder();

    @Override
    public void recordConnectionAcquiredNanos(long waited) {
        acquired.increment();
        acquireNs.add(waited);
    }

    @Override
    public void recordConnectionTimeout() {
        timeouts.increment();
    }

    /** With what the pool says of itself. */
    PoolUse use(HikariPoolMXBean pool, long reconnects) {
        return new PoolUse(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                pool.getTotalConnections(),
                acquired.sum(),
                acquireNs.sum(),
                timeouts.sum(),
                reconnects);
    }
}
