package flowbench.runfolder;

/** The columns of {@code events.csv}. */
public enum EventColumn implements Column {
    /** The run. */
    RUN_ID(Type.TEXT, "run that the event belongs to"),
    /** The fork. */
    FORK(Type.WHOLE, "fork, from 1"),
    /** The iteration. */
    ITERATION(Type.WHOLE, "iteration within its fork, from 1, warm-up counted"),
    /** Whether the iteration counts. */
    KIND(Type.KIND, "warmup, measured or failed"),
    /** The channel. */
    CHANNEL(Type.TEXT, "channel that was listened on: poll, notify, wal or realtime"),
    /** The flow run. */
    FLOW_RUN(Type.TEXT, "run of a flow that the event is of"),
    /** The step. */
    STEP(Type.TEXT, "step that the event is of; empty for events of the run itself"),
    /** What it says. */
    EVENT(Type.EVENT, "run:started, run:completed, run:failed, step:started, step:completed, step:failed or other"),
    /** Rows in the outbox. */
    WRITTEN(Type.WHOLE, "how often it is in the outbox"),
    /** The commit. */
    COMMITTED_NS(
            Type.WHOLE_OR_EMPTY,
            "when the call whose transaction wrote it had returned, ns since the start of the iteration"),
    /** The arrival. */
    DELIVERED_NS(
            Type.WHOLE_OR_EMPTY,
            "when it first arrived on the wire, ns since the start of the iteration; empty if it never did"),
    /** What the application got. */
    SEEN(Type.WHOLE, "how often the application was handed it"),
    /** Further arrivals. */
    DUPLICATES(Type.WHOLE, "arrivals after the first"),
    /** How it ended. */
    OUTCOME(Type.EVENT_OUTCOME, "delivered, duplicate, out_of_order, late, recovered, missing or unknown"),
    /** Why it was not delivered. */
    CAUSE(
            Type.EVENT_CAUSE,
            "why it was not delivered: never_written, before_subscription, channel_closed, not_delivered, buffer_full or"
                    + " not_listened_for; else empty");

    private final Type type;
    private final String documentation;

    EventColumn(Type type, String documentation) {
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
