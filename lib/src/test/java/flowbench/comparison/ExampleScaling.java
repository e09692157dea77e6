package flowbench.comparison;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import flowbench.runfolder.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Saved runs of the points of a scaling, whose forks took turns on a machine that drifts from round to round. */
public final class ExampleScaling {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:00:00Z");
    private static final double[] DRIFT = {1, .8, 1.2, .9, 1.1};

    private static final long SECOND_NS = 1_000_000_000;

    private final SimulatedRuns runs;
    private final int rounds;
    private final List<RunFolder> points = new ArrayList<>();

    /** Without a point. */
    public ExampleScaling(Path data, int rounds) {
        this.runs = new SimulatedRuns(data, 1).set("scenario", "concurrent-flows");
        this.rounds = rounds;
    }

    /** Sets a condition of the points to come, as {@link SimulatedRuns#set} does. */
    public ExampleScaling set(String name, String value) {
        runs.set(name, value);
        return this;
    }

    /** A point whose forks differ by the drift, and besides by so much up or down, and by factors of their own if given. */
    public ExampleScaling point(
            int flowRuns, int steps, int workers, int pool, double stepsPerSecond, double apart, double... factors) {
        set("CONCURRENT_FLOWS", String.valueOf(flowRuns));
        set("STEPS_PER_FLOW", String.valueOf(steps));
        set("WORKERS", String.valueOf(workers));
        set("POOL_SIZE", String.valueOf(pool));
        List<Instant> ready = new ArrayList<>();
        double[][] throughput = new double[rounds][1];
        for (int round = 0; round < rounds; round++) {
            ready.add(BEGIN.plus(Duration.ofHours(round)).plusSeconds(10L * points.size()));
            // No two points go up and down together, as copies would.
            double own = Math.sin(1 + 3.0 * round + 5.0 * points.size());
            throughput[round][0] = stepsPerSecond * DRIFT[round % DRIFT.length] * (1 + apart * own);
            throughput[round][0] *= factors.length == 0 ? 1 : factors[round];
        }
        RunFolder run = runs.empty(ready);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, throughput);
        points.add(run);
        return this;
    }

    /** Gives the last point processor times, in milliseconds a step. */
    public ExampleScaling processor(double client, double server) {
        ExampleRun.append(last(), Metric.CLIENT_CPU_MS_PER_STEP, constant(client));
        ExampleRun.append(last(), Metric.SERVER_CPU_MS_PER_STEP, constant(server));
        return this;
    }

    private double[][] constant(double value) {
        double[][] forks = new double[rounds][1];
        Arrays.stream(forks).forEach(fork -> fork[0] = value);
        return forks;
    }

    /** Gives each fork of the last point calls of 1, 2, 3, … milliseconds, by as many callers as there are connections. */
    public ExampleScaling calls(String operation, int n, int connections) {
        List<Operation> calls = new ArrayList<>();
        for (int fork = 1; fork <= rounds; fork++) {
            for (int i = 0; i < n; i++) {
                long latency = (i + 1) * 1_000_000L;
                long started = (long) (i / connections) * n * 1_000_000L;
                calls.add(new Operation(
                        fork, 1, Kind.MEASURED, Phase.EXECUTE, operation, 1, started, started, 0, latency, "ok", ""));
            }
        }
        last().append(List.of(), calls, List.of(), List.of());
        return this;
    }

    /** Gives the last point probes that saw 2 processors all busy, so much of them with the client and as much with the server. */
    public ExampleScaling busy(double each) {
        List<ProbeReading> readings = new ArrayList<>();
        for (int fork = 1; fork <= rounds; fork++) {
            readings.add(reading(fork, 0, ProbeMetric.PROCESSORS, 2));
            readings.add(reading(fork, 0, ProbeMetric.PHASE_RUNNING, 1));
            readings.add(reading(fork, SECOND_NS, ProbeMetric.PHASE_RUNNING, 0));
            readings.add(reading(fork, SECOND_NS, ProbeMetric.MACHINE_CPU, 2 * SECOND_NS));
            readings.add(reading(fork, SECOND_NS, ProbeMetric.CLIENT_CPU, each * SECOND_NS));
            readings.add(reading(fork, SECOND_NS, ProbeMetric.SERVER_CPU, each * SECOND_NS));
        }
        last().append(List.of(), List.of(), List.of(), readings);
        return this;
    }

    private static ProbeReading reading(int fork, long at, ProbeMetric metric, double value) {
        return new ProbeReading(fork, 1, Kind.MEASURED, Phase.EXECUTE, at, metric, value);
    }

    private RunFolder last() {
        return points.get(points.size() - 1);
    }

    /** The points so far. */
    public List<RunFolder> runs() {
        return List.copyOf(points);
    }
}
