package flowbench.experiment;

import flowbench.database.ConnectionFault;
import flowbench.database.PoolUse;
import flowbench.engine.FlowNames;
import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.FailedIteration;
import flowbench.experiment.ForkMessage.Finished;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.scenario.OperationLog;
import flowbench.scenario.Scenario;
import flowbench.scenario.ServerWarnings;
import flowbench.scenario.TestBed;
import flowbench.scenario.Work;
import flowbench.settings.Setting;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs an iteration of a fork and writes what came of it, however it ends. */
final class IterationRunner {
    private final Scenario scenario;
    private final int fork;
    private final int workers;
    private final Equipment equipment;
    private final Isolation isolation;
    private final RunFolder folder;
    private final Consumer<ForkMessage> report;
    private final OperationLog log;

    IterationRunner(
            Scenario scenario,
            int fork,
            Equipment equipment,
            Isolation isolation,
            RunFolder folder,
            Consumer<ForkMessage> report) {
        this.scenario = scenario;
        this.fork = fork;
        this.workers = scenario.settings().number(Setting.WORKERS);
        this.equipment = equipment;
        this.isolation = isolation;
        this.folder = folder;
        this.report = report;
        this.log = new OperationLog(workers);
    }

    /**
     * Runs one iteration.
     *
     * @return why it failed, if it lost a connection
     */
    Optional<ConnectionFault> run(int number, Kind kind) throws SQLException {
        IterationWarnings warnings = new IterationWarnings(fork, number, report);
        Iteration iteration = begin(number, kind, warnings);
        try {
            iteration.run(phase -> report.accept(new Entered(number, kind, phase)));
        } catch (SQLException | RuntimeException e) {
            Optional<ConnectionFault> fault = ConnectionFault.of(e).map(equipment.database()::explained);
            if (fault.isEmpty()) {
                giveUp(iteration, warnings, e);
                throw e;
            }
            goOnAfter(fault.get(), iteration, warnings, e);
            return fault;
        }
        writeWhole(iteration, warnings);
        return Optional.empty();
    }

    private Iteration begin(int number, Kind kind, IterationWarnings warnings) {
        String prefix = FlowNames.prefix(suffix(), fork, number);
        Garbage.settle();
        PoolUse before = equipment.database().poolUse();
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        IterationStart start = new IterationStart(fork, number, kind, System.nanoTime());
        log.begin(start);
        Work work = scenario.work(new TestBed(
                scenario.settings(),
                equipment.database(),
                equipment.engine(),
                equipment.channel(),
                prefix,
                equipment.telemetry().threads(),
                log,
                warnings::say));
        return new Iteration(
                start, startedAt, before, work, equipment.telemetry().begin(start));
    }

    /** The last part of the run id: it tells the flows of this run from those of another. */
    private String suffix() {
        String id = folder.manifest().runId();
        return id.substring(id.lastIndexOf('-') + 1);
    }

    private void writeWhole(Iteration iteration, IterationWarnings warnings) {
        List<ProbeReading> readings = iteration.sampling().readings();
        ServerWarnings warned = log.serverWarnings();
        warned.sentences().forEach(warnings::say);
        List<Operation> operations = log.drain();
        List<Sample> samples = samples(iteration, operations).ofWhole(warned, workers);
        folder.append(samples, operations, iteration.work().events(), readings);
        report.accept(finished(iteration.start(), samples));
    }

    private IterationSamples samples(Iteration iteration, List<Operation> operations) {
        return new IterationSamples(iteration, operations, equipment.database().poolUse());
    }

    /** With its throughput, of whatever the scenario is about. */
    private static Finished finished(IterationStart of, List<Sample> samples) {
        return samples.stream()
                .filter(s -> s.metric().isThroughput())
                .findFirst()
                .map(s -> new Finished(
                        of.iteration(), of.kind(), s.value(), s.metric().unit()))
                .orElseGet(() -> new Finished(of.iteration(), of.kind(), 0, Metric.STEPS_PER_SECOND.unit()));
    }

    /** Ends an iteration that ends the run too. */
    private void giveUp(Iteration iteration, IterationWarnings warnings, Exception failure) {
        iteration.cleanUpAfter(failure);
        // They may be the reason.
        log.serverWarnings().sentences().forEach(warnings::say);
        // Its calls are written, the refused one among them; it has no samples, so no result is made of it.
        folder.append(List.of(), log.drain(), List.of(), iteration.sampling().readings());
    }

    /** Ends an iteration that lost a connection: writes what there is of it, and cleans up once the server answers again. */
    private void goOnAfter(ConnectionFault fault, Iteration iteration, IterationWarnings warnings, Exception failure)
            throws SQLException {
        log.serverWarnings().sentences().forEach(warnings::say);
        warnings.end();
        log.fail();
        List<Operation> operations = log.drain();
        // Before anything is waited for: the server may never come back.
        folder.append(List.of(), operations, List.of(), iteration.sampling().readingsOfFailed());
        report.accept(new FailedIteration(
                iteration.start().iteration(), iteration.start().kind(), iteration.phase(), fault.cause()));
        try {
            equipment.reconnection().await();
            iteration.cleanUpAfter(failure);
            equipment.reconnection().insistOn(isolation::deleteAbandoned, again -> {});
        } finally {
            folder.append(samples(iteration, operations).ofFailed(), List.of(), List.of(), List.of());
        }
    }
}
