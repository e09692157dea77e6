package flowbench.exchange;

import flowbench.runfolder.Kind;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The latencies of the calls of a run that ended {@code ok}, by iteration: values in nanoseconds, to three digits, and how often
 * each was measured. A run of a million calls takes no more than one of a thousand that are as different.
 */
final class CallHistograms {
    /** An operation in a phase. */
    record Call(Phase phase, String operation) implements Comparable<Call> {
        private static final Comparator<Call> ORDER =
                Comparator.comparing(Call::phase).thenComparing(Call::operation);

        @Override
        public int compareTo(Call other) {
            return ORDER.compare(this, other);
        }
    }

    private static final int DIGITS = 3;

    private final Histogram buckets = new Histogram(DIGITS);
    private final SortedMap<Call, SortedMap<Integer, SortedMap<Integer, SortedMap<Long, int[]>>>> calls =
            new TreeMap<>();

    private CallHistograms() {}

    /**
     * Of the measured iterations of a run.
     *
     * @throws flowbench.settings.UserException if a row is bad
     */
    static CallHistograms of(RunFolder run) {
        CallHistograms histograms = new CallHistograms();
        run.operations().read(row -> {
            if (row.word(OperationColumn.KIND, Kind.class) == Kind.MEASURED
                    && row.text(OperationColumn.OUTCOME).equals("ok")) {
                histograms.add(
                        new Call(row.word(OperationColumn.PHASE, Phase.class), row.text(OperationColumn.OPERATION)),
                        row.count(OperationColumn.FORK),
                        row.count(OperationColumn.ITERATION),
                        row.duration(OperationColumn.LATENCY_NS));
            }
        });
        return histograms;
    }

    private void add(Call call, int fork, int iteration, long latencyNs) {
        calls.computeIfAbsent(call, c -> new TreeMap<>())
                .computeIfAbsent(fork, f -> new TreeMap<>())
                .computeIfAbsent(iteration, i -> new TreeMap<>())
                .computeIfAbsent(buckets.medianEquivalentValue(latencyNs), value -> new int[1])[0]++;
    }

    /** The histograms of a call: by fork, by iteration, by value how often. */
    Map<Integer, SortedMap<Integer, SortedMap<Long, int[]>>> of(Phase phase, String operation) {
        return calls.getOrDefault(new Call(phase, operation), new TreeMap<>());
    }
}
