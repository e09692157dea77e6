package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.events.Delivery;
import flowbench.events.ExpectedEvents;
import flowbench.events.FlowRunEvents;
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
import java.util.stream.Stream;

/** Writes the events of made-up flow runs at an offered rate, each run in one call. */
final class StreamWork implements Work {
    /** Runs whose events one call deletes. */
    private static final int DELETED_AT_ONCE = 5_000;

    private final TestBed bed;
    private final FlowDefinition flow;
    private final FlowEngine engine;
    private final ExpectedEvents shape;
    private final Schedule schedule;
    private final Caller leader;
    private final List<Caller> callers;
    private final Delivery delivery;
    private final List<UUID> runs = new ArrayList<>();
    private final List<FlowRunEvents> pages = new ArrayList<>();
    private Optional<StreamWriters> writers = Optional.empty();
    private List<Event> events = List.of();
    private long executeNs;
    private long executeEndNs;

    StreamWork(TestBed bed, FlowDefinition flow) {
        this.bed = bed;
        this.flow = flow;
        this.engine = bed.engine();
        this.shape = ExpectedEvents.ofCompletion(flow);
        this.schedule = Schedule.of(rate(), bed.settings().number(Setting.STREAM_SECONDS), shape.count());
        this.leader = bed.caller(0);
        this.callers = Stream.iterate(1, i -> i + 1)
                .limit(bed.settings().number(Setting.WORKERS))
                .map(bed::caller)
                .toList();
        this.delivery = bed.delivery();
    }

    private int rate() {
        return bed.settings().number(Setting.EVENT_RATE);
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
            case DRAIN -> delivery.drain(bed.settings().number(Setting.MAX_DRAIN_TIME_MS));
            case CLEANUP -> cleanup();
        }
    }

    private void setup() throws SQLException {
        bed.database().fillPool();
        leader.call("engine_version", engine::version);
    }

    /** All runs are expected before the first is written, so that a writer has nothing else to do than to write. */
    private void create() {
        for (int i = 0; i < schedule.calls(); i++) {
            UUID flowRun = UUID.randomUUID();
            runs.add(flowRun);
            pages.add(delivery.expect(flowRun, shape));
        }
    }

    private void subscribe() throws SQLException {
        if (!subscribesLate()) {
            delivery.subscribe(delivery.expected());
        }
        int count = callers.size();
        for (int writer = 1; writer <= count; writer++) {
            bed.log().lane(writer).enter(Phase.EXECUTE);
        }
        writers = Optional.of(StreamWriters.ready(bed.threads(), count, schedule, this::write));
    }

    private boolean subscribesLate() {
        return bed.settings().text(Setting.EVENT_SUBSCRIPTION).equals("after");
    }

    private void write(int writer, int call, long dueNs) throws SQLException {
        Caller caller = callers.get(writer - 1);
        caller.callDueAt(dueNs, "write_run", c -> {
            engine.outbox().writeRun(c, runs.get(call), flow);
            return null;
        });
        pages.get(call).written(caller.calledNs(), caller.returnedNs());
    }

    private void execute() throws SQLException {
        writers.orElseThrow().work(bed.settings().number(Setting.MAX_COMPLETION_TIME_MS));
        if (subscribesLate()) {
            delivery.subscribe(delivery.expected());
        }
    }

    @Override
    public void verify() throws SQLException {
        int written = writers.orElseThrow().written();
        if (written != schedule.calls()) {
            throw new UserException("Only " + written + " of " + schedule.calls() + " flow runs were written.");
        }
        events = delivery.settle();
        new EventReport(bed.settings(), delivery, events)
                .warnings(executeNs / 1e9)
                .forEach(bed.warnings());
    }

    private void cleanup() throws SQLException {
        writers.ifPresent(StreamWriters::dismiss);
        try {
            delivery.close();
        } finally {
            deleteRuns();
        }
    }

    private void deleteRuns() throws SQLException {
        for (int from = 0; from < runs.size(); from += DELETED_AT_ONCE) {
            List<UUID> some = runs.subList(from, Math.min(from + DELETED_AT_ONCE, runs.size()));
            leader.call("delete_runs", c -> {
                engine.outbox().deleteRuns(c, some);
                return null;
            });
        }
    }

    @Override
    public List<Reading> readings(Map<Phase, Long> durations) {
        StreamWriters stream = writers.orElseThrow();
        double written = (double) stream.written() * shape.count();
        List<Reading> readings = new ArrayList<>(List.of(
                new Reading(Phase.EXECUTE, Metric.OFFERED_EVENTS_PER_SECOND, rate()),
                new Reading(Phase.EXECUTE, Metric.WRITTEN_EVENTS_PER_SECOND, written / (stream.durationNs() / 1e9))));
        readings.addAll(new EventReport(bed.settings(), delivery, events)
                .readings(durations.get(Phase.EXECUTE) / 1e9, executeEndNs));
        return readings;
    }

    @Override
    public long units() {
        return (long) writers.orElseThrow().written() * shape.count();
    }

    @Override
    public List<Event> events() {
        return events;
    }
}
