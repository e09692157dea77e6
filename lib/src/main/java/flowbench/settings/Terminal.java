package flowbench.settings;

/** What the launcher found out about the terminal that standard error goes to, and passed on as system properties. */
public final class Terminal {
    private static final String PROPERTY = "flowbench.terminal";
    private static final String COLUMNS_PROPERTY = "flowbench.columns";
    private static final int USUAL_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 60;

    private Terminal() {}

    /** Whether somebody looks at standard error as it is written. */
    public static boolean isThere() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** Its width in characters, 60 at least. */
    public static int columns() {
        return Math.max(LEAST_COLUMNS, Integer.getInteger(COLUMNS_PROPERTY, USUAL_COLUMNS));
    }
}
