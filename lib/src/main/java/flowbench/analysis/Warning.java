package flowbench.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something a reader of the numbers must know: what was seen, why it may be, and what to try.
 *
 * @param type what kind of thing
 * @param sentence the whole of it, to show
 */
public record Warning(Type type, String sentence) {
    /** The kinds of things. */
    public enum Type {
        /** The run went on, was stopped or failed. */
        NOT_COMPLETE,
        /** A cut last line was left out. */
        CUT_LINE,
        /** The run itself recorded it, such as a server without durable settings. */
        RECORDED,
        /** The run was ended because its interval had become narrow enough. */
        STOPPED_WHEN_NARROW,
        /** Events were not delivered, or not in time. */
        NOT_DELIVERED,
        /** Faults were injected into the event channel on purpose. */
        FAULTS_INJECTED,
        /** A connection to the server was lost in iterations, which are left out. */
        FAILED_ITERATIONS,
        /** Connections were lost, and opened again, in measured iterations. */
        RECONNECTED,
        /** Fewer than three forks. */
        FEW_FORKS,
        /** Too few forks or iterations for the interval that was asked for. */
        FEW_REPLICATES,
        /** A coefficient of variation over 10 %. */
        WIDE_SPREAD,
        /** Values outside Tukey's fences. */
        OUTLIERS,
        /** Iterations that depend on the one before. */
        AUTOCORRELATION,
        /** Measured iterations that are not like those after them: they belong to the warm-up. */
        WARMUP_TOO_SHORT,
        /** A fork that got worse among its measured iterations. */
        SLOW_DOWN,
        /** A fork that was in no steady state at its end. */
        NO_STEADY_STATE,
        /** Measured iterations that change little by little. */
        DRIFT,
        /** Workers that waited for a connection. */
        POOL_SATURATED,
        /** Memory that grows from iteration to iteration. */
        MEMORY_GROWS,
        /** More than a twentieth of the time in garbage collections. */
        GARBAGE_COLLECTION,
        /** A checkpoint inside a measured window. */
        CHECKPOINT,
        /** An autovacuum inside a measured window. */
        AUTOVACUUM,
        /** Processors that were busy nearly all the time. */
        PROCESSORS_SATURATED,
        /** A client that takes much of the processors that the server needs. */
        CLIENT_BESIDE_SERVER,
        /** Processor time that the hypervisor gave to others. */
        STOLEN_TIME,
        /** Errors of the connection that the probes have. */
        CONNECTIONS,
        /** What was different in iterations that are outliers. */
        OUTLIER_ITERATIONS
    }

    /** Sentences that differ only in their numbers, such as those of one iteration after the other, are one. */
    public static List<String> folded(List<String> sentences) {
        Map<String, List<String>> alike = sentences.stream()
                .collect(Collectors.groupingBy(
                        text -> text.replaceAll("[0-9]+", "#"), LinkedHashMap::new, Collectors.toList()));
        return alike.values().stream()
                .map(texts ->
                        texts.get(0) + (texts.size() == 1 ? "" : " (And " + (texts.size() - 1) + " more like it.)"))
                .toList();
    }

    /** The sentence. */
    @Override
    public String toString() {
        return sentence;
    }
}
