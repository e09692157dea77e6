package flowbench.scenario;

import flowbench.engine.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The completions of one iteration that the engine did not accept, counted by its answer. Any worker may add to them. */
final class Refusals {
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);

    /** Counts an answer other than {@link Outcome#COMPLETED}. */
    synchronized void add(Outcome answer) {
        counts.merge(answer, 1, Integer::sum);
    }

    synchronized int total() {
        return counts.values().stream().mapToInt(n -> n).sum();
    }

    /** What a reader of the numbers must know; nothing where every completion was accepted. */
    synchronized Optional<String> warning() {
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of("The engine refused " + total() + " completions ("
                        + counts.entrySet().stream()
                                .map(answer -> answer.getValue() + " "
                                        + answer.getKey().name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + "): somebody else has worked on the same flows, or tasks were visible again before they were"
                        + " completed.");
    }
}
