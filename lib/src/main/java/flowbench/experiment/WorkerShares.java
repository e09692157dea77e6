package flowbench.experiment;

import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the workers of an iteration did with the time of the execute phase: waited for a connection, or for an answer. */
final class WorkerShares {
    private final List<Operation> calls;
    private final double workerNs;

    /**
     * Of an iteration.
     *
     * @param operations all its calls
     * @param workers how many there were
     * @param executeNs how long the execute phase was
     */
    WorkerShares(List<Operation> operations, int workers, long executeNs) {
        this.calls = operations.stream()
                .filter(call -> call.phase() == Phase.EXECUTE && call.worker() > 0)
                .toList();
        this.workerNs = (double) workers * executeNs;
    }

    /** As values of metrics. */
    Map<Metric, Double> values() {
        return Map.of(
                Metric.ACQUIRE_TIME_SHARE, percent(Operation::acquireNs),
                Metric.CALL_TIME_SHARE, percent(Operation::latencyNs));
    }

    private double percent(ToLongFunction<Operation> part) {
        return 100 * calls.stream().mapToLong(part).sum() / workerNs;
    }
}
