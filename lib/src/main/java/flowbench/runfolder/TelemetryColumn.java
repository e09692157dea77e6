package flowbench.runfolder;

/** The columns of {@code telemetry.csv}. */
public enum TelemetryColumn implements Column {
    /** The run. */
    RUN_ID(Type.TEXT, "run that the reading belongs to"),
    /** The fork. */
    FORK(Type.WHOLE, "fork, from 1"),
    /** The iteration. */
    ITERATION(Type.WHOLE, "iteration within its fork, from 1, warm-up counted"),
    /** Warm-up or measured. */
    KIND(Type.KIND, "warmup, measured or failed"),
    /** The phase. */
    PHASE(Type.PHASE, "phase that the iteration was in, or had last been in"),
    /** When. */
    ELAPSED_NS(Type.WHOLE, "when the reading was taken, ns since the start of the iteration"),
    /** What was looked at. */
    PROBE(Type.TEXT, "probe: phase, client, machine, processes, pool, server, waits, row_locks, network or telemetry"),
    /** The metric. */
    METRIC(Type.TEXT, "what the probe read"),
    /** The unit. */
    UNIT(Type.TEXT, "unit of the value"),
    /** The value. */
    VALUE(Type.NUMBER, "one raw value: of a gauge as it was, of a counter what was added since the iteration started");

    private final Type type;
    private final String documentation;

    TelemetryColumn(Type type, String documentation) {
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
