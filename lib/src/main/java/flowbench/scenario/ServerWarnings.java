package flowbench.scenario;

import flowbench.runfolder.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the server warned of in the calls of one iteration. */
public record ServerWarnings(List<Told> all) {
    /**
     * One warning.
     *
     * @param phase the phase of the call
     * @param operation the call
     * @param sqlState its code, such as {@code 01000}
     * @param message what it says
     */
    public record Told(Phase phase, String operation, String sqlState, String message) {}

    /** How many came in each phase; 0 for the execute phase where there were none. */
    public Map<Phase, Long> counts() {
        Map<Phase, Long> counts = new EnumMap<>(Map.of(Phase.EXECUTE, 0L));
        all.forEach(told -> counts.merge(told.phase(), 1L, Long::sum));
        return counts;
    }

    /** A sentence for each operation and code, with the first message. */
    public List<String> sentences() {
        record Source(String operation, String sqlState) {}
        Map<Source, List<Told>> sources = new LinkedHashMap<>();
        for (Told told : all) {
            sources.computeIfAbsent(new Source(told.operation(), told.sqlState()), s -> new ArrayList<>())
                    .add(told);
        }
        return sources.entrySet().stream()
                .map(source -> String.format(
                        "Warnings of the server in %2$s (SQLSTATE %3$s): %1$d, the first: %4$s",
                        source.getValue().size(),
                        source.getKey().operation(),
                        source.getKey().sqlState(),
                        source.getValue().get(0).message()))
                .toList();
    }
}
