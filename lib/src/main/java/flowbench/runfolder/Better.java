package flowbench.runfolder;

import java.util.Locale;

/** The direction in which a metric improves. */
public enum Better {
    /** More is better, as with steps per second. */
    HIGHER,
    /** Less is better, as with a latency. */
    LOWER;

    /** The word in CSV files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
