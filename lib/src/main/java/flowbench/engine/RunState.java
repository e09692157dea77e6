package flowbench.engine;

/**
 * Where a run of a flow stands.
 *
 * @param status started, completed or failed
 * @param remainingSteps steps that have not completed; 0 exactly when the run has completed
 */
public record RunState(Status status, int remainingSteps) {
    /** The three states of a run. */
    public enum Status {
        /** Steps remain. */
        STARTED,
        /** Every step has completed. */
        COMPLETED,
        /** A step has failed for good; nothing more will happen. */
        FAILED
    }
}
