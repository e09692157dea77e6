package flowbench.engine;

/** How many tasks a step makes. */
public enum StepType {
    /** One task. */
    SINGLE("single"),
    /** One task for each element of the array that the step gets; none for an empty one. */
    MAP("map");

    private final String sql;

    StepType(String sql) {
        this.sql = sql;
    }

    /** The word in SQL: {@code single} or {@code map}. */
    public String sql() {
        return sql;
    }
}
