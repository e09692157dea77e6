package flowbench.settings;

/** Where the value of a setting came from; a later one takes precedence over an earlier one. */
public enum Origin {
    /** Declared with the setting. */
    DEFAULT("default"),
    /** An environment variable of the setting's name. */
    ENVIRONMENT("environment"),
    /** A {@code NAME=VALUE} argument, or the system property {@code flowbench.NAME}. */
    COMMAND_LINE("command line"),
    /** {@link Settings#with} in a notebook. */
    CODE("code");

    private final String label;

    Origin(String label) {
        this.label = label;
    }

    /** The words for tables and the manifest. */
    @Override
    public String toString() {
        return label;
    }
}
