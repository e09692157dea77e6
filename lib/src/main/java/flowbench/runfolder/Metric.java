package flowbench.runfolder;

/**
 * What a sample is a value of.
 *
 * @param name in snake case; ends in {@code _ns} where the unit is nanoseconds
 * @param unit {@code ns}, {@code steps/s}, or a plural noun
 * @param better the direction in which it improves
 */
public record Metric(String name, String unit, Better better) {
    /** Steps completed in one second of the execute phase. */
    public static final Metric STEPS_PER_SECOND = new Metric("steps_per_second", "steps/s", Better.HIGHER);

    /** Flow runs completed in one second of the execute phase. */
    public static final Metric FLOW_RUNS_PER_SECOND = new Metric("flow_runs_per_second", "flow runs/s", Better.HIGHER);

    /** Wall time of a phase on the monotonic clock. */
    public static final Metric DURATION = new Metric("duration_ns", "ns", Better.LOWER);

    /** Steps that the execute phase completed. */
    public static final Metric STEPS_COMPLETED = new Metric("steps_completed", "steps", Better.HIGHER);

    /** Events that the flows' shapes say must be written. */
    public static final Metric EVENTS_EXPECTED = new Metric("events_expected", "events", Better.HIGHER);

    /** Events found in the outbox at the end of the drain phase. */
    public static final Metric EVENTS_WRITTEN = new Metric("events_written", "events", Better.HIGHER);
}
