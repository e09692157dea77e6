package flowbench.engine;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A step of a flow.
 *
 * @param slug a letter or underscore, then letters, digits and underscores; at most 128; not {@code run}
 * @param type single or map
 * @param dependencies the steps it waits for; a map step has at most one
 * @param maxAttempts claims of one task before a failure is final; empty: as the flow has it
 * @param baseDelaySeconds a failed task waits {@code baseDelay · 2^attempts}; empty: as the flow has it
 * @param timeoutSeconds a claimed task can be claimed again two seconds after these; empty: as the flow has it
 */
public record Step(
        String slug,
        StepType type,
        List<String> dependencies,
        OptionalInt maxAttempts,
        OptionalInt baseDelaySeconds,
        OptionalInt timeoutSeconds) {
    private static final Pattern SLUG = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");

    /**
     * Checks what can be seen without the rest of the flow; the database checks the numbers.
     *
     * @throws IllegalArgumentException if the slug is none, or a map step has several dependencies
     */
    public Step {
        dependencies = List.copyOf(dependencies);
        requireSlug(slug);
        if (type == StepType.MAP && dependencies.size() > 1) {
            throw new IllegalArgumentException(
                    "The map step " + slug + " has " + dependencies.size() + " dependencies; it may have one.");
        }
    }

    /** A step of one task, with the options of its flow. */
    public static Step single(String slug, String... dependencies) {
        return of(slug, StepType.SINGLE, dependencies);
    }

    /** A step of one task for each element of the flow's input, or of the output of its one dependency. */
    public static Step map(String slug, String... dependencies) {
        return of(slug, StepType.MAP, dependencies);
    }

    /** The same step, with retries of its own. */
    public Step withRetries(int maxAttempts, int baseDelaySeconds) {
        return new Step(
                slug,
                type,
                dependencies,
                OptionalInt.of(maxAttempts),
                OptionalInt.of(baseDelaySeconds),
                timeoutSeconds);
    }

    /** The same step, with a timeout of its own. */
    public Step withTimeout(int timeoutSeconds) {
        return new Step(slug, type, dependencies, maxAttempts, baseDelaySeconds, OptionalInt.of(timeoutSeconds));
    }

    static void requireSlug(String slug) {
        if (!SLUG.matcher(slug).matches() || slug.equals("run")) {
            throw new IllegalArgumentException(
                    "\"" + slug + "\" cannot name a flow or step: a letter or underscore, then letters, digits and"
                            + " underscores; at most 128; not \"run\".");
        }
    }

    private static Step of(String slug, StepType type, String... dependencies) {
        return new Step(
                slug, type, List.of(dependencies), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }
}
