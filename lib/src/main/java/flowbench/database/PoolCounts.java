package flowbench.database;

/**
 * What the pool of connections went through.
 *
 * @param timeouts waits for a connection that ended without one
 * @param reconnects connections that were opened after the pool had been filled, each in place of one that was lost
 */
public record PoolCounts(long timeouts, long reconnects) {
    /** What came since an earlier count. */
    public PoolCounts since(PoolCounts earlier) {
        return new PoolCounts(timeouts - earlier.timeouts, reconnects - earlier.reconnects);
    }
}
