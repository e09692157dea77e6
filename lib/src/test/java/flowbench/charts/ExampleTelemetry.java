package flowbench.charts;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Telemetry whose picture is known. An iteration begins every 10 s and lasts 8: it creates until second 2, executes until 6 and
 * cleans up. While it executes, the client keeps half a processor busy, the server one, others a quarter; a host takes an
 * eighth, and for 30 % of the time somebody waits for a processor; three of five connections are in use, two of whose backends
 * wait for a lock. Otherwise all rest.
 */
final class ExampleTelemetry {
    static final ProbeMetric LOCK = ProbeMetric.wait("Lock:transactionid");

    private static final Instant BEGIN = Instant.parse("2026-11-25T12:00:00Z");
    private static final long SECOND_NS = 1_000_000_000;
    private static final double MB = 1e6;

    private final RunFolder run;
    private final int perSecond;

    /** A run without iterations. */
    ExampleTelemetry(Path data, int perSecond) {
        this.run = ExampleRun.empty(data, BEGIN);
        this.perSecond = perSecond;
    }

    /** A warm-up and a measured iteration in a fork. */
    static RunFolder of(Path data, int perSecond) {
        ExampleTelemetry example = new ExampleTelemetry(data, perSecond);
        example.append(1, 1, Kind.WARMUP, 0, List.of());
        example.append(1, 2, Kind.MEASURED, 10, List.of());
        return example.run;
    }

    RunFolder run() {
        return run;
    }

    /** A reading of the second iteration. */
    static ProbeReading reading(double second, ProbeMetric metric, double value) {
        return new ProbeReading(1, 2, Kind.MEASURED, Phase.EXECUTE, (long) (second * SECOND_NS), metric, value);
    }

    /** Appends an iteration that began some seconds after the run, with readings more than there would be. */
    void append(int fork, int iteration, Kind kind, int startSecond, List<ProbeReading> more) {
        List<ProbeReading> readings = new ArrayList<>(more);
        phase(readings, fork, iteration, kind, Phase.CREATE, 0, 2);
        phase(readings, fork, iteration, kind, Phase.EXECUTE, 2, 6);
        phase(readings, fork, iteration, kind, Phase.CLEANUP, 6, 8);
        for (int i = 0; i <= 8 * perSecond; i++) {
            double second = (double) i / perSecond;
            boolean executes = second >= 2 && second < 6;
            double busyNs = SECOND_NS * Math.min(Math.max(second - 2, 0), 4);
            Appender to = (metric, value) -> readings.add(
                    new ProbeReading(fork, iteration, kind, Phase.EXECUTE, (long) (second * SECOND_NS), metric, value));
            to.add(ProbeMetric.CLIENT_CPU, .5 * busyNs);
            to.add(ProbeMetric.SERVER_CPU, busyNs);
            to.add(ProbeMetric.MACHINE_CPU, 1.75 * busyNs);
            to.add(ProbeMetric.MACHINE_STOLEN, .125 * busyNs);
            to.add(ProbeMetric.CPU_PRESSURE, .3 * busyNs);
            to.add(ProbeMetric.CLIENT_RSS, (executes ? 200 : 100) * MB);
            to.add(ProbeMetric.HEAP_USED, 20 * MB);
            to.add(ProbeMetric.HEAP_COMMITTED, 50 * MB);
            to.add(ProbeMetric.SERVER_RSS, 80 * MB);
            to.add(ProbeMetric.GC_COLLECTIONS, second > 3 ? 1 : 0);
            to.add(ProbeMetric.POOL_TOTAL, 5);
            to.add(ProbeMetric.POOL_ACTIVE, executes ? 3 : 0);
            to.add(ProbeMetric.POOL_PENDING, 0);
            to.add(ProbeMetric.wait(ProbeMetric.IDLE), executes ? 2 : 5);
            if (executes) {
                to.add(ProbeMetric.wait(ProbeMetric.RUNNING), 1);
                to.add(LOCK, 2);
            }
            to.add(ProbeMetric.CHECKPOINTING, second >= 4 && second < 5 ? 1 : 0);
            to.add(ProbeMetric.AUTOVACUUM, 0);
            to.add(ProbeMetric.PROBE_CPU, i);
        }
        readings.sort(Comparator.comparingLong(ProbeReading::elapsedNs));
        Sample sample = new Sample(
                fork, iteration, kind, Phase.EXECUTE, Metric.STEPS_PER_SECOND, 100, BEGIN.plusSeconds(startSecond));
        run.append(List.of(sample), List.of(), List.of(), readings);
    }

    private interface Appender {
        void add(ProbeMetric metric, double value);
    }

    private static void phase(
            List<ProbeReading> readings, int fork, int iteration, Kind kind, Phase phase, int from, int to) {
        readings.add(new ProbeReading(fork, iteration, kind, phase, from * SECOND_NS, ProbeMetric.PHASE_RUNNING, 1));
        readings.add(new ProbeReading(fork, iteration, kind, phase, to * SECOND_NS, ProbeMetric.PHASE_RUNNING, 0));
    }
}
