package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs each of some flows once, with workers that start at a signal. */
final class FlowWork implements Work {
    private static final long OUTBOX_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final TestBed bed;
    private final FlowEngine engine;
    private final Caller leader;
    private final FlowRuns runs;
    private final List<String> warnings = new ArrayList<>();
    private Optional<Workers> workers = Optional.empty();
    private long eventsWritten;

    FlowWork(TestBed bed, List<FlowDefinition> flows, int mostInProgress) {
        this.bed = bed;
        this.engine = bed.engine();
        this.leader = new Caller(bed.database().pool(), bed.log().lane(0));
        this.runs = new FlowRuns(flows, mostInProgress);
    }

    @Override
    public void run(Phase phase) throws SQLException {
        bed.log().lane(0).enter(phase);
        switch (phase) {
            case SETUP -> setup();
            case CREATE -> create();
            case SUBSCRIBE -> subscribe();
            case EXECUTE -> execute();
            case DRAIN -> drain();
            case CLEANUP -> cleanup();
        }
    }

    private void setup() throws SQLException {
        bed.database().fillPool();
        leader.call("engine_version", engine::version);
    }

    private void create() throws SQLException {
        for (FlowRun flowRun : runs.all()) {
            FlowDefinition flow = flowRun.definition();
            leader.call("create_flow", c -> {
                engine.createFlow(c, flow.flow());
                return null;
            });
            for (Step step : flow.steps()) {
                Step patient = step.withTimeout(taskTimeoutSeconds());
                leader.call("add_step", c -> {
                    engine.addStep(c, flow.flow(), patient);
                    return null;
                });
            }
        }
    }

    /** A task that a worker has claimed must not come back to the queue while the execute phase may still go on. */
    private int taskTimeoutSeconds() {
        return 1 + bed.settings().number(Setting.MAX_COMPLETION_TIME_MS) / 1000;
    }

    private void subscribe() {
        workers = Optional.of(Workers.ready(runs, bed));
    }

    private void execute() throws SQLException {
        int limit = bed.settings().number(Setting.MAX_COMPLETION_TIME_MS);
        if (!workers.orElseThrow().work(limit)) {
            runs.failed(new UserException(String.format(
                    "The execute phase took longer than MAX_COMPLETION_TIME_MS=%d: %d of %d steps were completed; raise"
                            + " it, or lower the scale.",
                    limit, stepsCompleted(), steps())));
            workers.orElseThrow().join();
        }
    }

    private void drain() throws SQLException {
        // Not a part of the execute phase: that ends with the last completion.
        workers.orElseThrow().join();
        long expected = eventsExpected();
        long deadline =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bed.settings().number(Setting.MAX_DRAIN_TIME_MS));
        countEvents();
        while (eventsWritten < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(OUTBOX_INTERVAL_NS);
            countEvents();
        }
        if (eventsWritten != expected) {
            warnings.add(eventsWritten + " of " + expected + " expected events were written.");
        }
    }

    @Override
    public void verify() throws SQLException {
        try (Connection connection = bed.database().pool().getConnection()) {
            for (FlowRun flowRun : runs.all()) {
                RunState state = engine.readRun(connection, flowRun.id());
                if (state.status() != RunState.Status.COMPLETED) {
                    throw new UserException("Every step of flow " + flowRun.flow() + " was completed, but its run is "
                            + state.status() + " with " + state.remainingSteps() + " steps left.");
                }
            }
        }
    }

    private void countEvents() throws SQLException {
        List<UUID> started = runs.all().stream().map(FlowRun::id).toList();
        eventsWritten = leader.call(
                "read_outbox", c -> (long) engine.outbox().read(c, started).size());
    }

    private void cleanup() throws SQLException {
        for (FlowRun flowRun : runs.all()) {
            leader.call("delete_flow", c -> {
                engine.deleteFlow(c, flowRun.flow());
                return null;
            });
        }
    }

    @Override
    public List<Reading> readings(Map<Phase, Long> durations) {
        double seconds = durations.get(Phase.EXECUTE) / 1e9;
        return List.of(
                new Reading(Phase.EXECUTE, Metric.STEPS_PER_SECOND, stepsCompleted() / seconds),
                new Reading(
                        Phase.EXECUTE, Metric.FLOW_RUNS_PER_SECOND, runs.all().size() / seconds),
                new Reading(Phase.EXECUTE, Metric.STEPS_COMPLETED, stepsCompleted()),
                new Reading(Phase.DRAIN, Metric.EVENTS_EXPECTED, eventsExpected()),
                new Reading(Phase.DRAIN, Metric.EVENTS_WRITTEN, eventsWritten));
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    private int steps() {
        return runs.all().stream().mapToInt(r -> r.definition().steps().size()).sum();
    }

    private int stepsCompleted() {
        return steps() - runs.all().stream().mapToInt(FlowRun::uncompleted).sum();
    }

    private long eventsExpected() {
        return runs.all().stream()
                .mapToLong(r -> r.definition().expectedEvents(0))
                .sum();
    }
}
