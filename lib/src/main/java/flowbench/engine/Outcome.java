package flowbench.engine;

/** What the engine did when it was told that a task has completed or failed. Only the first three changed anything. */
public enum Outcome {
    /** The task has completed, now and by this call. */
    COMPLETED("completed"),
    /** The task has failed and will be tried again. */
    RETRYING("retrying"),
    /** The task has failed for good, and the run with it. */
    FAILED("failed"),
    /** Nothing done: nobody has claimed the task. */
    NOT_CLAIMED("not_claimed"),
    /** Nothing done: the task had completed before. */
    ALREADY_COMPLETED("already_completed"),
    /** Nothing done: the run has failed. */
    RUN_FAILED("run_failed"),
    /** Nothing done: the task was visible again, and another worker has claimed it since. */
    STALE("stale"),
    /** Nothing done: there is no such task. */
    UNKNOWN("unknown");

    private static final Outcome[] ALL = values();

    private final String sql;

    Outcome(String sql) {
        this.sql = sql;
    }

    /** Of the word that the database returned. */
    public static Outcome of(String sql) {
        for (Outcome outcome : ALL) {
            if (outcome.sql.equals(sql)) {
                return outcome;
            }
        }
        throw new IllegalStateException("setup.sql returned an outcome that is not known here: " + sql);
    }
}
