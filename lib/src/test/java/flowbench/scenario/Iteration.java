package flowbench.scenario;

import flowbench.channels.PreparedChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Event;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One iteration of a scenario on the shared server, phase by phase. */
final class Iteration {
    /** Something that happens to the server between two phases. */
    @FunctionalInterface
    interface Interference {
        void happen() throws SQLException;
    }

    private final Scenario scenario;
    private final Database database;
    private final FlowEngine engine;
    private final OperationLog log;
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final Map<Phase, Long> durations = new EnumMap<>(Phase.class);
    private final Map<Phase, Interference> before = new EnumMap<>(Phase.class);
    private Work work;

    Iteration(Scenario scenario, Database database) {
        this(scenario, database, new ReferenceEngine());
    }

    Iteration(Scenario scenario, Database database, FlowEngine engine) {
        this.scenario = scenario;
        this.database = database;
        this.engine = engine;
        this.log = new OperationLog(scenario.settings().number(Setting.WORKERS));
    }

    Iteration before(Phase phase, Interference event) {
        before.put(phase, event);
        return this;
    }

    /** Runs every phase; after a failure only the cleanup. */
    Iteration run() throws SQLException {
        try (PreparedChannel channel = PreparedChannel.open(scenario.settings(), database, engine.outbox())) {
            log.begin(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()));
            work = scenario.work(new TestBed(
                    scenario.settings(),
                    database,
                    engine,
                    channel.channel(),
                    FlowNames.prefix("0e57", 1, 1),
                    Iteration::daemon,
                    log,
                    warnings::add));
            runPhases();
        }
        return this;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private void runPhases() throws SQLException {
        try {
            for (Phase phase : Phase.values()) {
                run(phase);
            }
        } catch (SQLException | RuntimeException e) {
            work.run(Phase.CLEANUP);
            throw e;
        }
    }

    private void run(Phase phase) throws SQLException {
        before.getOrDefault(phase, () -> {}).happen();
        long start = System.nanoTime();
        work.run(phase);
        durations.put(phase, System.nanoTime() - start);
        if (phase == Phase.SUBSCRIBE) {
            work.ready();
        } else if (phase == Phase.DRAIN) {
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

    boolean hasReading(Metric metric) {
        return work.readings(durations).stream().anyMatch(r -> r.metric().equals(metric));
    }

    long duration(Phase phase) {
        return durations.get(phase);
    }

    ServerWarnings serverWarnings() {
        return log.serverWarnings();
    }

    List<String> warnings() {
        return warnings;
    }

    List<Event> events() {
        return work.events();
    }
}
