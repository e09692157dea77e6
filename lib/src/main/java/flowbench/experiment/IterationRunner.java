package flowbench.experiment;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.experiment.ForkMessage.Entered;
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
import flowbench.scenario.ServerWarnings;
import flowbench.scenario.TestBed;
import flowbench.scenario.Work;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.telemetry.Sampling;
import flowbench.telemetry.Telemetry;
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
    private final Scenario scenario;
    private final int fork;
    private final Database database;
    private final FlowEngine engine;
    private final Optional<EventChannel> channel;
    private final RunFolder folder;
    private final Consumer<ForkMessage> report;
    private final OperationLog log;
    private final Telemetry telemetry;

    IterationRunner(
            Scenario scenario,
            int fork,
            Database database,
            FlowEngine engine,
            Optional<EventChannel> channel,
            Telemetry telemetry,
            RunFolder folder,
            Consumer<ForkMessage> report) {
        this.scenario = scenario;
        this.fork = fork;
        this.database = database;
        this.engine = engine;
        this.channel = channel;
        this.telemetry = telemetry;
        this.folder = folder;
        this.report = report;
        this.log = new OperationLog(scenario.settings().number(Setting.WORKERS));
    }

    /** Runs the warm-up and the measured iterations. */
    void runAll() throws SQLException {
        Settings settings = scenario.settings();
        int warmups = settings.number(Setting.WARMUP_ITERATIONS);
        int all = warmups + settings.number(Setting.MEASURED_ITERATIONS);
        deleteAbandoned();
        dropAbandonedQueues();
        isolate();
        for (int iteration = 1; iteration <= all; iteration++) {
            run(iteration, iteration <= warmups ? Kind.WARMUP : Kind.MEASURED);
            isolate();
        }
    }

    private void run(int iteration, Kind kind) throws SQLException {
        String prefix = FlowNames.prefix(suffix(), fork, iteration);
        Consumer<String> warnings =
                sentence -> report.accept(new Warning("Fork " + fork + ", iteration " + iteration + ": " + sentence));
        Map<Phase, Long> durations = new EnumMap<>(Phase.class);
        Garbage.settle();
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        IterationStart start = new IterationStart(fork, iteration, kind, System.nanoTime());
        log.begin(start);
        Work work = scenario.work(new TestBed(
                scenario.settings(), database, engine, channel, prefix, telemetry.threads(), log, warnings));
        Sampling sampling = telemetry.begin(start);
        try {
            for (Phase phase : Phase.values()) {
                report.accept(new Entered(iteration, kind, phase));
                durations.put(phase, timed(phase, work, sampling));
                if (phase == Phase.SUBSCRIBE) {
                    work.ready();
                } else if (phase == Phase.DRAIN) {
                    work.verify();
                }
            }
        } catch (SQLException | RuntimeException e) {
            cleanUp(work, e);
            // They may be the reason.
            log.serverWarnings().sentences().forEach(warnings);
            // What was seen of it is written, the refused call among it; it has no samples, so no result is made of it.
            folder.append(List.of(), log.drain(), List.of(), sampling.readings());
            throw e;
        }
        List<ProbeReading> readings = sampling.readings();
        List<Sample> samples = new ArrayList<>();
        durations.forEach(
                (phase, ns) -> samples.add(new Sample(fork, iteration, kind, phase, Metric.DURATION, ns, startedAt)));
        for (Work.Reading reading : work.readings(durations)) {
            samples.add(
                    new Sample(fork, iteration, kind, reading.phase(), reading.metric(), reading.value(), startedAt));
        }
        List<Operation> calls = log.drain();
        Map<Metric, Double> used = new LinkedHashMap<>(used(sampling, samples, durations.get(Phase.EXECUTE)));
        used.putAll(new WorkerShares(calls, scenario.settings().number(Setting.WORKERS), durations.get(Phase.EXECUTE))
                .values());
        used.forEach((metric, value) ->
                samples.add(new Sample(fork, iteration, kind, Phase.EXECUTE, metric, value, startedAt)));
        ServerWarnings serverWarnings = log.serverWarnings();
        serverWarnings
                .counts()
                .forEach((phase, count) -> samples.add(
                        new Sample(fork, iteration, kind, phase, Metric.SERVER_WARNINGS, count, startedAt)));
        serverWarnings.sentences().forEach(warnings);
        folder.append(samples, calls, work.events(), readings);
        report.accept(finished(iteration, kind, samples));
    }

    /** How long a phase takes, ns. */
    private static long timed(Phase phase, Work work, Sampling sampling) throws SQLException {
        sampling.begins(phase);
        long begin = System.nanoTime();
        work.run(phase);
        long end = System.nanoTime();
        sampling.ended(phase, end);
        return end - begin;
    }

    /** What the execute phase used, for each unit of what the scenario is about. */
    private static Map<Metric, Double> used(Sampling sampling, List<Sample> samples, long executeNs) {
        return samples.stream()
                .filter(sample -> sample.metric().isThroughput())
                .findFirst()
                .map(throughput -> sampling.use()
                        .map(use -> use.values(throughput.metric(), throughput.value() * executeNs / 1e9))
                        .orElse(Map.of()))
                .orElse(Map.of());
    }

    /** A failed iteration leaves no flows behind either, where the server still lets it. */
    private static void cleanUp(Work work, Exception failure) {
        try {
            work.run(Phase.CLEANUP);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
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

    /** What a run left that was killed on this database; none is at work on it, since a run holds the database alone. */
    private void deleteAbandoned() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String flow : engine.flows(connection)) {
                engine.deleteFlow(connection, flow);
            }
            engine.deleteOrphans(connection);
        }
    }

    /** The same of bare queues, once no flow is left that might have one of these names. */
    private void dropAbandonedQueues() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String queue : engine.queue().queues(connection)) {
                engine.queue().drop(connection, queue);
            }
        }
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
