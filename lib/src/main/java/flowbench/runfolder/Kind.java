package flowbench.runfolder;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an iteration counts. */
public enum Kind {
    /** Kept, marked, and left out of results. */
    WARMUP,
    /** What results are made of. */
    MEASURED,
    /** Lost with a connection to the server, in the warm-up or after it: kept, marked, and part of nothing. */
    FAILED;

    /** The word in CSV files and in {@code run.json}. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
