package flowbench.experiment;

import flowbench.database.ConnectionFault;
import flowbench.database.PoolUse;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Sample;
import flowbench.scenario.ServerWarnings;
import flowbench.scenario.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of an iteration, as samples. */
final class IterationSamples {
    private final Iteration iteration;
    private final List<Operation> operations;
    private final PoolUse now;

    /**
     * Of an iteration that has ended.
     *
     * @param operations all its calls
     * @param now how the pool has been used by now
     */
    IterationSamples(Iteration iteration, List<Operation> operations, PoolUse now) {
        this.iteration = iteration;
        this.operations = operations;
        this.now = now;
    }

    /**
     * Of one that is whole.
     *
     * @param workers how many there were
     */
    List<Sample> ofWhole(ServerWarnings warnings, int workers) {
        List<Work.Reading> readings = durations();
        readings.addAll(iteration.work().readings(iteration.durations()));
        warnings.counts()
                .forEach((phase, count) -> readings.add(new Work.Reading(phase, Metric.SERVER_WARNINGS, count)));
        readings.addAll(connections(Phase.EXECUTE));
        readings.addAll(used(readings, workers));
        return samples(iteration.start().kind(), readings);
    }

    /** Of one that lost a connection: what it had until then. */
    List<Sample> ofFailed() {
        List<Work.Reading> readings = durations();
        readings.addAll(connections(iteration.phase()));
        return samples(Kind.FAILED, readings);
    }

    private List<Work.Reading> durations() {
        List<Work.Reading> readings = new ArrayList<>();
        iteration.durations().forEach((phase, ns) -> readings.add(new Work.Reading(phase, Metric.DURATION, ns)));
        return readings;
    }

    /** What the connections have gone through since the iteration began. */
    private List<Work.Reading> connections(Phase phase) {
        long errors = operations.stream()
                .filter(operation -> ConnectionFault.isState(operation.sqlstate()))
                .count();
        PoolUse before = iteration.before();
        return List.of(
                new Work.Reading(phase, Metric.CONNECTION_ERRORS, errors),
                new Work.Reading(phase, Metric.TIMEOUTS, now.timeouts() - before.timeouts()),
                new Work.Reading(phase, Metric.RECONNECTS, now.reconnects() - before.reconnects()));
    }

    /** What the execute phase took, for each unit of what the scenario is about, and what the workers did with its time. */
    private List<Work.Reading> used(List<Work.Reading> readings, int workers) {
        Map<Metric, Double> used = new LinkedHashMap<>();
        readings.stream()
                .map(Work.Reading::metric)
                .filter(Metric::isThroughput)
                .findFirst()
                .ifPresent(metric -> iteration
                        .sampling()
                        .use()
                        .ifPresent(use ->
                                used.putAll(use.values(metric, iteration.work().units()))));
        used.putAll(new WorkerShares(
                        operations,
                        workers,
                        iteration.executeBeginNs(),
                        iteration.durations().get(Phase.EXECUTE))
                .values());
        return used.entrySet().stream()
                .map(value -> new Work.Reading(Phase.EXECUTE, value.getKey(), value.getValue()))
                .toList();
    }

    private List<Sample> samples(Kind kind, List<Work.Reading> readings) {
        return readings.stream()
                .map(reading -> new Sample(
                        iteration.start().fork(),
                        iteration.start().iteration(),
                        kind,
                        reading.phase(),
                        reading.metric(),
                        reading.value(),
                        iteration.startedAt()))
                .toList();
    }
}
