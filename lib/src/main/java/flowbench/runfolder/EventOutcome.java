package flowbench.runfolder;

import java.util.Locale;

/** How an event ended. Every expected event has exactly one of these; where several would do, the last that is true. */
public enum EventOutcome {
    /** Arrived once, in time and in order, and was handed to the application. */
    DELIVERED,
    /** The same, but it arrived more than once. */
    DUPLICATE,
    /** Arrived in time, after an event of the same flow run that was written later for certain. */
    OUT_OF_ORDER,
    /** Arrived after the time limit, or was not handed to the application before the drain phase ended. */
    LATE,
    /** Was not handed to the application; the state of the run told of it when it was read again. */
    RECOVERED,
    /** Was not handed to the application, and nothing else told of it. */
    MISSING,
    /** Arrived, but no flow's shape leads to expect it. */
    UNKNOWN;

    /** Whether the application got the event in time, once or more often. */
    public boolean isDelivered() {
        return this == DELIVERED || this == DUPLICATE || this == OUT_OF_ORDER;
    }

    /** The word in CSV files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
