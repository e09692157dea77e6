package flowbench.scenario;

import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.engine.ReferenceEngine;
import flowbench.events.EventChannel;
import flowbench.runfolder.Event;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One iteration of a scenario on the shared server, phase by phase. */
final class Iteration {
    /** Something that happens to the server between two phases. */
    @FunctionalInterface
    interface Interference {
        void happen() throws SQLException;
    }

    private final Database database;
    private final Optional<EventChannel> channel;
    private final Work work;
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final OperationLog log;
    private final Map<Phase, Long> durations = new EnumMap<>(Phase.class);
    private final Map<Phase, Interference> before = new EnumMap<>(Phase.class);

    Iteration(Scenario scenario, Database database) {
        this(scenario, database, new ReferenceEngine());
    }

    Iteration(Scenario scenario, Database database, FlowEngine engine) {
        this.database = database;
        log = new OperationLog(scenario.settings().number(Setting.WORKERS));
        channel = EventChannel.of(scenario.settings(), database, engine.outbox());
        work = scenario.work(
                new TestBed(scenario.settings(), database, engine, channel, "bench_test_", log, warnings::add));
    }

    Iteration before(Phase phase, Interference event) {
        before.put(phase, event);
        return this;
    }

    /** Runs every phase; after a failure only the cleanup. */
    Iteration run() throws SQLException {
        log.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()));
        try {
            prepare();
            for (Phase phase : Phase.values()) {
                run(phase);
            }
        } catch (SQLException | RuntimeException e) {
            work.run(Phase.CLEANUP);
            throw e;
        } finally {
            release();
        }
        return this;
    }

    private void prepare() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            if (channel.isPresent()) {
                channel.get().prepare(connection);
            }
        }
    }

    private void release() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            if (channel.isPresent()) {
                channel.get().release(connection);
            }
        }
    }

    private void run(Phase phase) throws SQLException {
        before.getOrDefault(phase, () -> {}).happen();
        long start = System.nanoTime();
        work.run(phase);
        durations.put(phase, System.nanoTime() - start);
        if (phase == Phase.DRAIN) {
            work.verify();
        }
    }

    List<Operation> operations() {
        return log.drain();
    }

    Stream<Operation> operations(String name) {
        return operations().stream().filter(o -> o.operation().equals(name));
    }

    double reading(Metric metric) {
        return work.readings(durations).stream()
                .filter(r -> r.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .value();
    }

    long duration(Phase phase) {
        return durations.get(phase);
    }

    List<String> warnings() {
        return warnings;
    }

    List<Event> events() {
        return work.events();
    }
}
