package flowbench.runfolder;

/** The columns of {@code samples.csv}. */
public enum SampleColumn implements Column {
    /** The run. */
    RUN_ID(Type.TEXT, "run that the value belongs to"),
    /** The scenario. */
    SCENARIO(Type.TEXT, "scenario that was repeated"),
    /** The engine. */
    ENGINE(Type.TEXT, "engine that was measured"),
    /** The fork. */
    FORK(Type.WHOLE, "fork, from 1"),
    /** The iteration. */
    ITERATION(Type.WHOLE, "iteration within its fork, from 1, warm-up counted"),
    /** Whether the iteration counts. */
    KIND(Type.KIND, "warmup, measured or failed"),
    /** The phase. */
    PHASE(Type.PHASE, "phase of the iteration"),
    /** The metric. */
    METRIC(Type.TEXT, "name of the metric"),
    /** The unit. */
    UNIT(Type.TEXT, "unit of the value"),
    /** The direction. */
    BETTER(Type.BETTER, "direction in which the metric improves: higher or lower"),
    /** The value. */
    VALUE(Type.NUMBER, "one raw value, never an average"),
    /** The wall clock. */
    STARTED_AT(Type.INSTANT, "start of the iteration on the wall clock, UTC");

    private final Type type;
    private final String documentation;

    SampleColumn(Type type, String documentation) {
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
