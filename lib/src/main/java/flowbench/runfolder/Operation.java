package flowbench.runfolder;

/**
 * One timed call to the database: a row of {@code operations.csv}. Times are nanoseconds of the monotonic clock since the
 * start of the iteration.
 *
 * @param fork from 1
 * @param iteration from 1 within its fork
 * @param kind whether the iteration counts
 * @param phase the phase of the call
 * @param operation what was called: {@code create_flow}, {@code claim}, {@code complete_task}, …
 * @param worker from 1; 0 for the thread that leads the iteration
 * @param intendedNs when the call should have started; with a closed loop, when it did
 * @param startedNs when the call started, before it asked the pool for a connection
 * @param acquireNs how long it waited for a connection from the pool
 * @param latencyNs how long the call itself took, the wait for a connection not counted
 * @param outcome {@code ok}, {@code empty} (a claim that found no task), {@code error}, or what a completion was answered
 *     instead of completed; of several in one call, the first
 * @param sqlstate of an error; else empty
 */
public record Operation(
        int fork,
        int iteration,
        Kind kind,
        Phase phase,
        String operation,
        int worker,
        long intendedNs,
        long startedNs,
        long acquireNs,
        long latencyNs,
        String outcome,
        String sqlstate) {}
