package flowbench.runfolder;

/** A column of a CSV file. Implemented by one enum for each file, whose constants stand in the order of the header. */
public interface Column {
    /** The enum constant's name. */
    String name();

    /** What the cells hold. */
    Type type();

    /** One line of documentation, with the unit. */
    String documentation();

    /** The header of the column. */
    default String header() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What a cell may hold. */
    enum Type {
        /** Any text. */
        TEXT("a text"),
        /** A whole number. */
        WHOLE("a whole number from 0 up"),
        /** A whole number, or nothing where there is none. */
        WHOLE_OR_EMPTY("a whole number from 0 up, or empty"),
        /** A finite decimal number with a point. */
        NUMBER("a finite number such as 12.5"),
        /** An instant in ISO 8601, in UTC. */
        INSTANT("an instant such as 2026-11-23T12:03:01.123Z"),
        /** A {@link Kind}. */
        KIND("warmup, measured or failed"),
        /** The name of a {@link Phase}. */
        PHASE("setup, create, subscribe, execute, drain or cleanup"),
        /** {@code higher} or {@code lower}. */
        BETTER("higher or lower"),
        /** An {@link EventType}. */
        EVENT("run:started, run:completed, run:failed, step:started, step:completed, step:failed or other"),
        /** An {@link EventOutcome}. */
        EVENT_OUTCOME("delivered, duplicate, out_of_order, late, recovered, missing or unknown"),
        /** An {@link EventCause}, or nothing. */
        EVENT_CAUSE(
                "never_written, before_subscription, channel_closed, not_delivered, buffer_full, not_listened_for, or empty");

        private final String allowed;

        Type(String allowed) {
            this.allowed = allowed;
        }

        /** What is allowed, to follow "must be". */
        public String allowed() {
            return allowed;
        }
    }
}
