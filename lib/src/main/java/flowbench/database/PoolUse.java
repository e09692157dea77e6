package flowbench.database;

/**
 * How the pool is used: its connections at the moment, and what it has done since it was opened.
 *
 * @param active connections in use
 * @param idle connections that wait to be used
 * @param pending threads that wait for a connection
 * @param total all connections
 * @param acquired times that a connection was got
 * @param acquireNs time that all threads together waited for one, until they got it
 * @param timeouts waits that ended without one
 * @param reconnects connections that were opened after the pool had been filled, each in place of one that was lost
 */
public record PoolUse(
        int active, int idle, int pending, int total, long acquired, long acquireNs, long timeouts, long reconnects) {}
