package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs each of some flows once, with workers that start at a signal. */
final class FlowWork implements Work {
    private static final long LONGEST_CALL_MS = TimeUnit.SECONDS.toMillis(30);
    private static final long OUTBOX_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final TestBed bed;
    private final FlowEngine engine;
    private final Caller leader;
    private final FlowRuns runs;
    private final CountDownLatch startSignal = new CountDownLatch(1);
    private final List<String> warnings = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
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
        leader.call("install", c -> {
            engine.install(c);
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
                leader.call("add_step", c -> {
                    engine.addStep(c, flow.flow(), step);
                    return null;
                });
            }
        }
    }

    private void subscribe() {
        CountDownLatch ready = new CountDownLatch(bed.settings().number(Setting.WORKERS));
        for (int number = 1; number <= bed.settings().number(Setting.WORKERS); number++) {
            bed.log().lane(number).enter(Phase.EXECUTE);
            Worker worker = new Worker(number, runs, bed);
            Thread thread = new Thread(() -> startAtTheSignal(worker, ready), "worker-" + number);
            thread.setDaemon(true);
            thread.start();
            workers.add(thread);
        }
        await(ready);
    }

    private void startAtTheSignal(Worker worker, CountDownLatch ready) {
        ready.countDown();
        try {
            startSignal.await();
            worker.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("The iteration was interrupted.", e);
        }
    }

    private void execute() throws SQLException {
        startSignal.countDown();
        awaitWorkers();
        Throwable failure = runs.failure();
        if (failure != null) {
            // Each ends after the call that it is in: nothing may touch the flows while they are deleted.
            joinWorkers();
        }
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private void awaitWorkers() {
        int limit = bed.settings().number(Setting.MAX_COMPLETION_TIME_MS);
        try {
            if (!runs.awaitEnd(limit)) {
                runs.failed(new UserException(String.format(
                        "The execute phase took longer than MAX_COMPLETION_TIME_MS=%d: %d of %d steps were completed; raise"
                                + " it, or lower the scale.",
                        limit, stepsCompleted(), steps())));
            }
        } catch (InterruptedException e) {
            runs.failed(new UserException("The execute phase was interrupted."));
            Thread.currentThread().interrupt();
        }
    }

    private void drain() throws SQLException {
        joinWorkers();
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
        for (FlowRun flowRun : runs.all()) {
            RunState state = leader.call("read_run", c -> engine.readRun(c, flowRun.id()));
            if (state.status() != RunState.Status.COMPLETED) {
                throw new UserException("Every step of flow " + flowRun.flow() + " was completed, but its run is "
                        + state.status() + " with " + state.remainingSteps() + " steps left.");
            }
        }
    }

    /**
     * Waits for workers that asked for one more task when the last was being completed. Not a part of the execute phase: that
     * ends with the last completion.
     */
    private void joinWorkers() {
        try {
            for (Thread worker : workers) {
                worker.join(LONGEST_CALL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("The iteration was interrupted.", e);
        }
    }

    private void countEvents() throws SQLException {
        List<UUID> started = runs.all().stream().map(FlowRun::id).toList();
        eventsWritten = leader.call("read_outbox", c -> engine.eventsWritten(c, started));
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
