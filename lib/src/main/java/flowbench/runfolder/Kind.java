package flowbench.runfolder;

import java.util.Locale;

/** Whether an iteration counts. */
public enum Kind {
    /** Kept, marked, and left out of results. */
    WARMUP,
    /** What results are made of. */
    MEASURED;

    /** The word in CSV files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
