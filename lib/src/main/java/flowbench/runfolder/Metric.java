package flowbench.runfolder;

import java.util.Locale;

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

    /** Events that had arrived when the execute phase ended, and that the application got in time, in one second of it. */
    public static final Metric EVENTS_PER_SECOND = new Metric("events_per_second", "events/s", Better.HIGHER);

    /** Events that a stream was to write in one second. */
    public static final Metric OFFERED_EVENTS_PER_SECOND =
            new Metric("offered_events_per_second", "events/s", Better.HIGHER);

    /** Events that its writers wrote in one second, from the first that was due until all were written. */
    public static final Metric WRITTEN_EVENTS_PER_SECOND =
            new Metric("written_events_per_second", "events/s", Better.HIGHER);

    /** Expected events that the application got in time. */
    public static final Metric EVENTS_DELIVERED = new Metric("events_delivered", "events", Better.HIGHER);

    /** Expected events that arrived after the time limit. */
    public static final Metric EVENTS_LATE = new Metric("events_late", "events", Better.LOWER);

    /** Expected events that arrived in time, after one of the same flow run that was written later. */
    public static final Metric EVENTS_OUT_OF_ORDER = new Metric("events_out_of_order", "events", Better.LOWER);

    /** Arrivals of expected events after their first. */
    public static final Metric EVENTS_DUPLICATE = new Metric("events_duplicate", "events", Better.LOWER);

    /** Expected events that were not delivered, but told of by the state of their run. */
    public static final Metric EVENTS_RECOVERED = new Metric("events_recovered", "events", Better.LOWER);

    /** Expected events that were not delivered, and told of by nothing. */
    public static final Metric EVENTS_MISSING = new Metric("events_missing", "events", Better.LOWER);

    /** Arrivals that no flow's shape leads to expect. */
    public static final Metric EVENTS_UNKNOWN = new Metric("events_unknown", "events", Better.LOWER);

    /** Times that the channel was closed under its listener. */
    public static final Metric CHANNEL_BREAKS = new Metric("channel_breaks", "breaks", Better.LOWER);

    /** Events that a Realtime server lets through in one second, as the setting says. */
    public static final Metric REALTIME_EVENT_LIMIT = new Metric("realtime_event_limit", "events/s", Better.HIGHER);

    /** Events that it was to let through in one second of the execute phase, as it counts them. */
    public static final Metric REALTIME_EVENTS_OFFERED =
            new Metric("realtime_events_offered", "events/s", Better.HIGHER);

    /** How often a fault was injected on purpose: {@code faults_dropped}, … */
    public static Metric fault(String what, String unit) {
        return new Metric("faults_" + what, unit, Better.LOWER);
    }

    /** The share of all expected events that the application got in time. */
    public static final Metric DELIVERED_SHARE = new Metric("delivered_share", "%", Better.HIGHER);

    /** The share of the expected events of one type that the application got in time. */
    public static Metric deliveredShare(EventType type) {
        return new Metric("delivered_share_" + type.name().toLowerCase(Locale.ROOT), "%", Better.HIGHER);
    }
}
