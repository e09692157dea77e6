package flowbench.runfolder;

/** The columns of {@code operations.csv}. */
public enum OperationColumn implements Column {
    /** The run. */
    RUN_ID(Type.TEXT, "run that the operation belongs to"),
    /** The fork. */
    FORK(Type.WHOLE, "fork, from 1"),
    /** The iteration. */
    ITERATION(Type.WHOLE, "iteration within its fork, from 1, warm-up counted"),
    /** Whether the iteration counts. */
    KIND(Type.KIND, "warmup, measured or failed"),
    /** The phase. */
    PHASE(Type.PHASE, "phase of the iteration"),
    /** The call. */
    OPERATION(Type.TEXT, "call to the database"),
    /** The worker. */
    WORKER(Type.WHOLE, "worker, from 1; 0 is the thread that leads the iteration"),
    /** The intended start. */
    INTENDED_NS(Type.WHOLE, "when the call should have started, ns since the start of the iteration"),
    /** The start. */
    STARTED_NS(Type.WHOLE, "when it started, ns since the start of the iteration"),
    /** The wait for a connection. */
    ACQUIRE_NS(Type.WHOLE, "wait for a connection of the pool, ns"),
    /** The call itself. */
    LATENCY_NS(Type.WHOLE, "time of the call without that wait, ns"),
    /** How it ended. */
    OUTCOME(
            Type.TEXT,
            "ok, empty (a claim or a read that found nothing), error, skipped (by pgbench, too late), or what a completion was answered: failed, retrying, not_claimed,"
                    + " already_completed, run_failed, stale or unknown; of complete_tasks the first such"),
    /** The error's code. */
    SQLSTATE(Type.TEXT, "SQLSTATE of an error, else empty");

    private final Type type;
    private final String documentation;

    OperationColumn(Type type, String documentation) {
        this.type = type;
        this.documentation = documentation;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String documentation() {
        return documentation;
    }
}
