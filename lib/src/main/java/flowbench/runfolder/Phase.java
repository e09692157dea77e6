package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The parts of an iteration, in their order; each is timed by itself. */
public enum Phase {
    /** Connect and install. */
    SETUP,
    /** Define flows and their steps. */
    CREATE,
    /** Until workers stand ready, and events would be seen. */
    SUBSCRIBE,
    /** Start flow runs, claim and complete tasks: the only phase that throughput is computed on. */
    EXECUTE,
    /** Until the last expected event, or the time limit. */
    DRAIN,
    /** Delete the flows and everything they left. */
    CLEANUP;

    /** The word in CSV files and in {@code run.json}. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
