package flowbench.runfolder;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an event says of a flow run or of one of its steps. */
public enum EventType {
    /** A run was started. */
    RUN_STARTED,
    /** The last step of a run has completed. */
    RUN_COMPLETED,
    /** A step failed for good, and the run with it. */
    RUN_FAILED,
    /** A step is ready to be worked on; says nothing of whether somebody works on it. */
    STEP_STARTED,
    /** The last task of a step has completed. */
    STEP_COMPLETED,
    /** A task of a step failed for the last time. */
    STEP_FAILED,
    /** An event that no flow's shape leads to expect. */
    OTHER;

    private static final Map<String, EventType> WORDS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::toString, type -> type));

    /** Whether it is an event of the run itself, and not of one of its steps. */
    public boolean isOfRun() {
        return this == RUN_STARTED || this == RUN_COMPLETED || this == RUN_FAILED;
    }

    /** The type of a word such as {@code step:completed}; {@code OTHER} where it is none. */
    public static EventType named(String word) {
        return WORDS.getOrDefault(word, OTHER);
    }

    /** The word in CSV files: {@code run:started}, {@code step:completed}, … */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
