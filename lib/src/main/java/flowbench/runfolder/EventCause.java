package flowbench.runfolder;

import java.util.Locale;

/** Why an expected event was not delivered. */
public enum EventCause {
    /** It is not in the outbox: the engine did not write it. */
    NEVER_WRITTEN,
    /** It was written before the channel was ready. */
    BEFORE_SUBSCRIPTION,
    /** It was written while the channel was closed. */
    CHANNEL_CLOSED,
    /** It was written while the channel was open, and did not arrive. */
    NOT_DELIVERED,
    /** It arrived, but the application's buffer was full. */
    BUFFER_FULL,
    /** It arrived, but the application listened for events of another level. */
    NOT_LISTENED_FOR;

    /** The word in CSV files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
