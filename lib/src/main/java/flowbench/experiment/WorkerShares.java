package flowbench.experiment;

import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import java.util.List;
import java.util.Map;

/**
 * What the workers of an iteration did with the time of the execute phase: waited for a connection, or for an answer. Of a call
 * that ends after it, such as a claim that was under way when the last step was completed, only what lies within counts.
 */
final class WorkerShares {
    private final List<Operation> calls;
    private final long beginNs;
    private final long endNs;
    private final int workers;

    /**
     * Of an iteration.
     *
     * @param operations all its calls
     * @param workers how many there were
     * @param beginNs when the execute phase began, ns since the start of the iteration
     * @param executeNs how long it was
     */
    WorkerShares(List<Operation> operations, int workers, long beginNs, long executeNs) {
        this.calls = operations.stream()
                .filter(call -> call.phase() == Phase.EXECUTE && call.worker() > 0)
                .toList();
        this.beginNs = beginNs;
        this.endNs = beginNs + executeNs;
        this.workers = workers;
    }

    /** As values of metrics. */
    Map<Metric, Double> values() {
        long acquiring = 0;
        long calling = 0;
        for (Operation call : calls) {
            long acquired = call.startedNs() + call.acquireNs();
            acquiring += within(call.startedNs(), acquired);
            calling += within(acquired, acquired + call.latencyNs());
        }
        return Map.of(Metric.ACQUIRE_TIME_SHARE, percent(acquiring), Metric.CALL_TIME_SHARE, percent(calling));
    }

    private long within(long from, long to) {
        return Math.max(0, Math.min(to, endNs) - Math.max(from, beginNs));
    }

    private double percent(long part) {
        return 100. * part / ((double) workers * (endNs - beginNs));
    }
}
