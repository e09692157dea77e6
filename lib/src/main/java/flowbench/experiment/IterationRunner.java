package flowbench.experiment;

import flowbench.database.ConnectionFault;
import flowbench.database.Database;
import flowbench.database.PoolUse;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.FailedIteration;
import flowbench.experiment.ForkMessage.Finished;
import flowbench.experiment.ForkMessage.Warning;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.OperationLog;
import flowbench.scenario.Scenario;
import flowbench.scenario.TestBed;
import flowbench.scenario.Work;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.telemetry.Sampling;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the iterations of one fork, one after the other, and writes each before the next one begins. */
final class IterationRunner {
    /** A server that loses connections this often is in no state to be measured. */
    private static final int MOST_FAILED_IN_A_ROW = 3;

    private final Scenario scenario;
    private final int fork;
    private final Equipment equipment;
    private final Database database;
    private final FlowEngine engine;
    private final RunFolder folder;
    private final Consumer<ForkMessage> report;
    private final OperationLog log;

    IterationRunner(Scenario scenario, int fork, Equipment equipment, RunFolder folder, Consumer<ForkMessage> report) {
        this.scenario = scenario;
        this.fork = fork;
        this.equipment = equipment;
        this.database = equipment.database();
        this.engine = equipment.engine();
        this.folder = folder;
        this.report = report;
        this.log = new OperationLog(scenario.settings().number(Setting.WORKERS));
    }

    /**
     * Runs the warm-up and the measured iterations. One in which a connection is lost has failed, and is not repeated.
     *
     * @throws SQLException if the server refuses a call
     * @throws UserException if a limit is exceeded, several iterations in a row fail, or the server does not come back
     */
    void runAll() throws SQLException {
        Settings settings = scenario.settings();
        int warmups = settings.number(Setting.WARMUP_ITERATIONS);
        int all = warmups + settings.number(Setting.MEASURED_ITERATIONS);
        deleteAbandoned();
        isolate();
        int failedInARow = 0;
        for (int iteration = 1; iteration <= all; iteration++) {
            Optional<ConnectionFault> fault = run(iteration, iteration <= warmups ? Kind.WARMUP : Kind.MEASURED);
            failedInARow = fault.isPresent() ? failedInARow + 1 : 0;
            if (failedInARow == MOST_FAILED_IN_A_ROW) {
                throw new UserException(failedInARow + " iterations in a row failed, the last one because "
                        + fault.get().cause() + "; look at the server's log.");
            }
            isolateAfter(iteration);
        }
    }

    /** An iteration while it goes on. */
    private static final class Attempt {
        private final int iteration;
        private final Kind kind;
        private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        private final PoolUse before;
        private final Map<Phase, Long> durations = new EnumMap<>(Phase.class);
        private Work work;
        private Sampling sampling;
        private long startNs;
        private long executeBeginNs;
        private Phase phase = Phase.SETUP;
        private volatile boolean failed;

        private Attempt(int iteration, Kind kind, PoolUse before) {
            this.iteration = iteration;
            this.kind = kind;
            this.before = before;
        }
    }

    /** Runs one iteration, and writes it; why it failed, if it lost a connection. */
    private Optional<ConnectionFault> run(int iteration, Kind kind) throws SQLException {
        Attempt attempt = begin(iteration, kind);
        try {
            runPhases(attempt);
        } catch (SQLException | RuntimeException e) {
            Optional<ConnectionFault> fault = ConnectionFault.of(e);
            if (fault.isEmpty()) {
                giveUp(attempt, e);
                throw e;
            }
            goOnAfter(fault.get(), attempt, e);
            return fault;
        }
        writeWhole(attempt);
        return Optional.empty();
    }

    private Attempt begin(int iteration, Kind kind) {
        String prefix = FlowNames.prefix(suffix(), fork, iteration);
        Garbage.settle();
        Attempt attempt = new Attempt(iteration, kind, database.poolUse());
        IterationStart start = new IterationStart(fork, iteration, kind, System.nanoTime());
        attempt.startNs = start.nanoTime();
        log.begin(start);
        attempt.work = scenario.work(new TestBed(
                scenario.settings(),
                database,
                engine,
                equipment.channel(),
                prefix,
                equipment.telemetry().threads(),
                log,
                sentence -> warn(attempt, sentence)));
        attempt.sampling = equipment.telemetry().begin(start);
        return attempt;
    }

    /** What comes after an iteration has failed is said of nothing that anybody reads. */
    private void warn(Attempt attempt, String sentence) {
        if (!attempt.failed) {
            report.accept(new Warning("Fork " + fork + ", iteration " + attempt.iteration + ": " + sentence));
        }
    }

    private void warnOfServerWarnings(Attempt attempt) {
        log.serverWarnings().sentences().forEach(sentence -> warn(attempt, sentence));
    }

    private void runPhases(Attempt attempt) throws SQLException {
        Work work = attempt.work;
        for (Phase phase : Phase.values()) {
            attempt.phase = phase;
            report.accept(new Entered(attempt.iteration, attempt.kind, phase));
            attempt.durations.put(phase, timed(phase, attempt));
            if (phase == Phase.SUBSCRIBE) {
                work.ready();
            } else if (phase == Phase.DRAIN) {
                work.verify();
            }
        }
    }

    /** How long a phase takes, ns. */
    private static long timed(Phase phase, Attempt attempt) throws SQLException {
        attempt.sampling.begins(phase);
        long begin = System.nanoTime();
        if (phase == Phase.EXECUTE) {
            attempt.executeBeginNs = begin - attempt.startNs;
        }
        attempt.work.run(phase);
        long end = System.nanoTime();
        attempt.sampling.ended(phase, end);
        return end - begin;
    }

    private void writeWhole(Attempt attempt) {
        List<ProbeReading> readings = attempt.sampling.readings();
        List<Sample> samples = new ArrayList<>(durations(attempt, attempt.kind));
        for (Work.Reading reading : attempt.work.readings(attempt.durations)) {
            samples.add(sample(attempt, attempt.kind, reading));
        }
        log.serverWarnings().counts().forEach((phase, count) -> {
            samples.add(sample(attempt, attempt.kind, new Work.Reading(phase, Metric.SERVER_WARNINGS, count)));
        });
        warnOfServerWarnings(attempt);
        List<Operation> operations = log.drain();
        connections(attempt, Phase.EXECUTE, operations)
                .forEach(reading -> samples.add(sample(attempt, attempt.kind, reading)));
        used(attempt, samples, operations).forEach(reading -> samples.add(sample(attempt, attempt.kind, reading)));
        folder.append(samples, operations, attempt.work.events(), readings);
        report.accept(finished(attempt.iteration, attempt.kind, samples));
    }

    /** What the execute phase took, for each unit of what the scenario is about, and what the workers did with its time. */
    private List<Work.Reading> used(Attempt attempt, List<Sample> samples, List<Operation> operations) {
        Map<Metric, Double> used = new LinkedHashMap<>();
        Optional<Metric> throughput = samples.stream()
                .map(Sample::metric)
                .filter(Metric::isThroughput)
                .findFirst();
        throughput.ifPresent(metric ->
                attempt.sampling.use().ifPresent(use -> used.putAll(use.values(metric, attempt.work.units()))));
        used.putAll(new WorkerShares(
                        operations,
                        scenario.settings().number(Setting.WORKERS),
                        attempt.executeBeginNs,
                        attempt.durations.get(Phase.EXECUTE))
                .values());
        return used.entrySet().stream()
                .map(value -> new Work.Reading(Phase.EXECUTE, value.getKey(), value.getValue()))
                .toList();
    }

    /** Ends an iteration that ends the run too. */
    private void giveUp(Attempt attempt, Exception failure) {
        cleanUp(attempt.work, failure);
        // They may be the reason.
        warnOfServerWarnings(attempt);
        // Its calls are written, the refused one among them; it has no samples, so no result is made of it.
        folder.append(List.of(), log.drain(), List.of(), attempt.sampling.readings());
    }

    /** Ends an iteration that lost a connection: writes what there is of it, and cleans up once the server answers again. */
    private void goOnAfter(ConnectionFault fault, Attempt attempt, Exception failure) throws SQLException {
        warnOfServerWarnings(attempt);
        attempt.failed = true;
        log.fail();
        List<Operation> operations = log.drain();
        // Before anything is waited for: the server may never come back.
        folder.append(List.of(), operations, List.of(), attempt.sampling.readingsOfFailed());
        report.accept(new FailedIteration(attempt.iteration, attempt.kind, attempt.phase, fault.cause()));
        try {
            equipment.reconnection().await();
            cleanUp(attempt.work, failure);
            equipment.reconnection().insistOn(this::deleteAbandoned, again -> {});
        } finally {
            List<Sample> samples = new ArrayList<>(durations(attempt, Kind.FAILED));
            connections(attempt, attempt.phase, operations)
                    .forEach(reading -> samples.add(sample(attempt, Kind.FAILED, reading)));
            folder.append(samples, List.of(), List.of(), List.of());
        }
    }

    /** A failed iteration leaves no flows behind either, where the server still lets it. */
    private static void cleanUp(Work work, Exception failure) {
        try {
            work.run(Phase.CLEANUP);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private List<Sample> durations(Attempt attempt, Kind kind) {
        return attempt.durations.entrySet().stream()
                .map(phase -> new Work.Reading(phase.getKey(), Metric.DURATION, phase.getValue()))
                .map(reading -> sample(attempt, kind, reading))
                .toList();
    }

    private Sample sample(Attempt attempt, Kind kind, Work.Reading reading) {
        return new Sample(
                fork, attempt.iteration, kind, reading.phase(), reading.metric(), reading.value(), attempt.startedAt);
    }

    /** What the connections have gone through since the iteration began. */
    private List<Work.Reading> connections(Attempt attempt, Phase phase, List<Operation> operations) {
        PoolUse now = database.poolUse();
        long errors = operations.stream()
                .filter(operation -> ConnectionFault.isState(operation.sqlstate()))
                .count();
        return List.of(
                new Work.Reading(phase, Metric.CONNECTION_ERRORS, errors),
                new Work.Reading(phase, Metric.TIMEOUTS, now.timeouts() - attempt.before.timeouts()),
                new Work.Reading(phase, Metric.RECONNECTS, now.reconnects() - attempt.before.reconnects()));
    }

    /** The last part of the run id: it tells the flows of this run from those of another. */
    private String suffix() {
        String id = folder.manifest().runId();
        return id.substring(id.lastIndexOf('-') + 1);
    }

    /** With its throughput, of whatever the scenario is about. */
    private static Finished finished(int iteration, Kind kind, List<Sample> samples) {
        return samples.stream()
                .filter(s -> s.metric().isThroughput())
                .findFirst()
                .map(s -> new Finished(iteration, kind, s.value(), s.metric().unit()))
                .orElseGet(() -> new Finished(iteration, kind, 0, Metric.STEPS_PER_SECOND.unit()));
    }

    /**
     * What a run left that was killed on this database, or an iteration that failed; none is at work on it, since a run holds the
     * database alone. Queues last, once no flow is left that might have one of their names.
     */
    private void deleteAbandoned() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String flow : engine.flows(connection)) {
                engine.deleteFlow(connection, flow);
            }
            engine.deleteOrphans(connection);
            for (String queue : engine.queue().queues(connection)) {
                engine.queue().drop(connection, queue);
            }
        }
    }

    /** A server that goes away between two iterations is waited for, and none has failed. */
    private void isolateAfter(int iteration) throws SQLException {
        String after = "Fork " + fork + ", after iteration " + iteration + ": ";
        equipment
                .reconnection()
                .insistOn(
                        this::isolate,
                        lost -> report.accept(
                                new Warning(after + lost.cause() + "; the run goes on with a fresh connection.")));
    }

    /** Leaves the next iteration nothing of the last one: no dead tuple, no dirty page, no row. */
    private void isolate() throws SQLException {
        database.settle(engine.tables()).forEach(sentence -> report.accept(new Warning(sentence)));
        try (Connection connection = database.pool().getConnection()) {
            Map<String, Long> left = engine.leftovers(connection);
            if (!left.isEmpty()) {
                throw new UserException("The engine's tables must be empty between iterations, but hold rows: " + left
                        + "; is somebody else at work in this database? If not, delete what is left, or, for the reference"
                        + " engine, drop schema flowbench and apply setup.sql again.");
            }
        }
    }
}
