package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.events.Delivery;
import flowbench.runfolder.Event;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Runs each of some flows once, with workers that start at a signal. */
final class FlowWork implements Work {
    private final TestBed bed;
    private final FlowEngine engine;
    private final Caller leader;
    private final Delivery delivery;
    private final FlowRuns runs;
    private final CostMeter cost;
    private Optional<Workers> workers = Optional.empty();
    private List<Event> events = List.of();
    private long executeNs;
    private long executeEndNs;

    FlowWork(TestBed bed, List<FlowDefinition> flows, int mostInProgress) {
        this.bed = bed;
        this.engine = bed.engine();
        this.leader = bed.caller(0);
        this.delivery = bed.delivery();
        this.runs = new FlowRuns(flows, delivery, mostInProgress);
        this.cost = new CostMeter(bed.database(), bed.warnings());
    }

    @Override
    public void run(Phase phase) throws SQLException {
        bed.log().enter(phase);
        switch (phase) {
            case SETUP -> setup();
            case CREATE -> create();
            case SUBSCRIBE -> subscribe();
            case EXECUTE -> {
                long start = System.nanoTime();
                execute();
                executeNs = System.nanoTime() - start;
                executeEndNs = System.nanoTime() - bed.log().start().nanoTime();
            }
            case DRAIN -> drain();
            case CLEANUP -> cleanup();
        }
    }

    private void setup() throws SQLException {
        bed.database().fillPool();
        leader.call("engine_version", engine::version);
        leader.callAside("register_workers", c -> {
            engine.register(c, workerIds());
            return null;
        });
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

    /**
     * A task that a worker has claimed must not come back to the queue while the execute phase may still go on. (pgflow 0.8.1 does
     * not heed that: after 2 s it is in the queue, but not handed out again unless two claims overlap.)
     */
    private int taskTimeoutSeconds() {
        return 1 + bed.settings().number(Setting.MAX_COMPLETION_TIME_MS) / 1000;
    }

    private void subscribe() throws SQLException {
        boolean late = bed.settings().text(Setting.EVENT_SUBSCRIPTION).equals("after");
        if (!late) {
            delivery.subscribe(delivery.expected());
        }
        workers =
                Optional.of(Workers.ready(runs, bed, late ? () -> delivery.subscribe(delivery.expected()) : () -> {}));
    }

    /** Starting the flow runs is a part of the work, defining them is not. */
    @Override
    public void ready() throws SQLException {
        cost.begin();
    }

    private void execute() throws SQLException {
        int limit = bed.settings().number(Setting.MAX_COMPLETION_TIME_MS);
        try {
            if (!workers.orElseThrow().work(limit)) {
                runs.failed(new UserException(String.format(
                        "The execute phase took longer than MAX_COMPLETION_TIME_MS=%d: %d of %d steps were completed; raise"
                                + " it, or lower the scale.",
                        limit, stepsCompleted(), steps())));
                workers.orElseThrow().join();
            }
        } catch (SQLException | RuntimeException e) {
            // What was refused may be the reason.
            warnOfRefusals();
            throw e;
        }
    }

    private void warnOfRefusals() {
        runs.refusals().warning().ifPresent(bed.warnings());
    }

    private void drain() throws SQLException {
        // Not a part of the execute phase: that ends with the last completion.
        try {
            workers.orElseThrow().join();
        } finally {
            warnOfRefusals();
        }
        cost.workEnded();
        delivery.drain(bed.settings().number(Setting.MAX_DRAIN_TIME_MS));
    }

    @Override
    public void verify() throws SQLException {
        leader.callAside("read_runs", c -> {
            for (FlowRun flowRun : runs.all()) {
                requireCompleted(flowRun, engine.readRun(c, flowRun.id()));
            }
            return null;
        });
        cost.settle();
        events = delivery.settle();
        new EventReport(bed.settings(), delivery, events)
                .warnings(executeNs / 1e9)
                .forEach(bed.warnings());
    }

    private static void requireCompleted(FlowRun flowRun, RunState state) {
        if (state.status() != RunState.Status.COMPLETED) {
            throw new UserException("Every step of flow " + flowRun.flow() + " was completed, but its run is "
                    + state.status() + " with " + state.remainingSteps() + " steps left.");
        }
    }

    private void cleanup() throws SQLException {
        workers.ifPresent(Workers::dismiss);
        try {
            delivery.close();
        } finally {
            deleteFlows();
            leader.callAside("unregister_workers", c -> {
                engine.unregister(c, workerIds());
                return null;
            });
        }
    }

    private List<UUID> workerIds() {
        return IntStream.rangeClosed(1, bed.settings().number(Setting.WORKERS))
                .mapToObj(number -> Worker.id(bed.settings(), number))
                .toList();
    }

    private void deleteFlows() throws SQLException {
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
        List<Reading> readings = new ArrayList<>(List.of(
                new Reading(Phase.EXECUTE, Metric.STEPS_PER_SECOND, stepsCompleted() / seconds),
                new Reading(
                        Phase.EXECUTE, Metric.FLOW_RUNS_PER_SECOND, runs.all().size() / seconds),
                new Reading(Phase.EXECUTE, Metric.STEPS_COMPLETED, stepsCompleted()),
                new Reading(
                        Phase.EXECUTE,
                        Metric.COMPLETIONS_REFUSED,
                        runs.refusals().total())));
        readings.addAll(cost.readings(stepsCompleted(), Metric.WAL_BYTES_PER_STEP, Metric.DEAD_TUPLES_PER_STEP));
        readings.addAll(new EventReport(bed.settings(), delivery, events).readings(seconds, executeEndNs));
        return readings;
    }

    @Override
    public long units() {
        return stepsCompleted();
    }

    @Override
    public List<Event> events() {
        return events;
    }

    private int steps() {
        return runs.all().stream().mapToInt(r -> r.definition().steps().size()).sum();
    }

    private int stepsCompleted() {
        return steps() - runs.all().stream().mapToInt(FlowRun::uncompleted).sum();
    }
}
