package flowbench.analysis;

import flowbench.runfolder.Better;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Run folders as a measurement would leave them, of seeded random numbers: warm-up slower, forks apart, latencies
 * log-normal around a millisecond. Written through {@link RunFolder}, as real ones are.
 */
public final class ExampleRun {
    /** A run's shape. */
    public record Shape(int forks, int warmup, int measured, int steps) {
        /** The shape of a run with default settings. */
        public static final Shape DEFAULT = new Shape(3, 2, 5, 1000);
    }

    private static final Map<Phase, Double> MILLISECONDS = Map.of(
            Phase.SETUP, 80.0, Phase.CREATE, 900.0, Phase.SUBSCRIBE, 4.0, Phase.DRAIN, 35.0, Phase.CLEANUP, 140.0);
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:03:01Z");

    private ExampleRun() {}

    /** A run of a shape; the same seed gives the same numbers. */
    public static RunFolder of(Path data, Shape shape, long seed) {
        Random random = new Random(seed);
        RunFolder run = empty(data, BEGIN.plusSeconds(86_400 * (seed % 28)));
        for (int fork = 1; fork <= shape.forks(); fork++) {
            double factor = Math.exp(random.nextGaussian() * .03);
            for (int iteration = 1; iteration <= shape.warmup() + shape.measured(); iteration++) {
                Kind kind = iteration <= shape.warmup() ? Kind.WARMUP : Kind.MEASURED;
                double slow = factor * Math.exp(random.nextGaussian() * .02) * (1 + .6 * Math.exp(-iteration));
                iteration(run, shape.steps(), fork, iteration, kind, slow, random);
            }
        }
        return run;
    }

    /** The folder of a complete run with no iteration in it yet. */
    public static RunFolder empty(Path data, Instant startedAt) {
        return RunFolder.create(
                data,
                "high-frequency",
                id -> new Manifest(
                        id,
                        "high-frequency",
                        "reference",
                        "1",
                        Manifest.Status.COMPLETE,
                        startedAt.toString(),
                        startedAt.plusSeconds(90).toString(),
                        "",
                        1,
                        Map.of(
                                "STEP_COUNT", new Manifest.SettingValue("1000", "default"),
                                "WORKERS", new Manifest.SettingValue("4", "default"),
                                "COMPLETION_BATCH_SIZE", new Manifest.SettingValue("10", "default")),
                        new Manifest.Server(
                                "embedded",
                                "18.1",
                                Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on")),
                        new Manifest.Machine("17.0.15", "OpenJDK", "Linux", "amd64", 2, 8L << 30, 1L << 30),
                        new Manifest.Library("0.1.0", "0123456", false),
                        List.of(),
                        List.of()));
    }

    /** Appends one value of one metric for each element: a row a fork, an element an iteration. */
    public static void append(RunFolder run, Metric metric, double[]... forks) {
        append(run, metric, 0, forks);
    }

    /** The same, the first iterations of each fork as warm-up. */
    public static void append(RunFolder run, Metric metric, int warmup, double[]... forks) {
        List<Sample> samples = new ArrayList<>();
        for (int fork = 0; fork < forks.length; fork++) {
            for (int i = 0; i < forks[fork].length; i++) {
                Kind kind = i < warmup ? Kind.WARMUP : Kind.MEASURED;
                samples.add(new Sample(fork + 1, i + 1, kind, Phase.EXECUTE, metric, forks[fork][i], BEGIN));
            }
        }
        run.append(samples, List.of(), List.of(), List.of());
    }

    /** A metric for tests. */
    public static Metric metric(String name) {
        return new Metric(name, "things", Better.HIGHER);
    }

    private static void iteration(
            RunFolder run, int steps, int fork, int iteration, Kind kind, double slow, Random random) {
        List<Sample> samples = new ArrayList<>();
        List<Operation> calls = new ArrayList<>();
        long execute = (long) (steps * 0.5e6 * slow);
        for (Phase phase : Phase.values()) {
            long duration = phase == Phase.EXECUTE
                    ? execute
                    : (long) (MILLISECONDS.get(phase) * 1e6 * slow * Math.exp(random.nextGaussian() * .05));
            samples.add(new Sample(fork, iteration, kind, phase, Metric.DURATION, duration, BEGIN));
        }
        double perSecond = steps / (execute / 1e9);
        samples.add(new Sample(fork, iteration, kind, Phase.EXECUTE, Metric.STEPS_PER_SECOND, perSecond, BEGIN));
        samples.add(new Sample(fork, iteration, kind, Phase.EXECUTE, Metric.STEPS_COMPLETED, steps, BEGIN));
        samples.add(new Sample(fork, iteration, kind, Phase.DRAIN, Metric.EVENTS_EXPECTED, 2 * steps + 2, BEGIN));
        samples.add(new Sample(fork, iteration, kind, Phase.DRAIN, Metric.EVENTS_WRITTEN, 2 * steps + 2, BEGIN));
        call(calls, fork, iteration, kind, Phase.CREATE, "create_flow", .9, "ok", random);
        for (int i = 0; i < steps; i++) {
            call(calls, fork, iteration, kind, Phase.CREATE, "add_step", .8, "ok", random);
        }
        call(calls, fork, iteration, kind, Phase.EXECUTE, "start_flow", 30, "ok", random);
        for (int i = 0; i < steps / 10 + 10; i++) {
            call(calls, fork, iteration, kind, Phase.EXECUTE, "claim", 2.5, i < steps / 10 ? "ok" : "empty", random);
        }
        for (int i = 0; i < steps; i++) {
            call(calls, fork, iteration, kind, Phase.EXECUTE, "complete_task", 1.1, "ok", random);
        }
        run.append(samples, calls, List.of(), List.of());
    }

    private static void call(
            List<Operation> calls,
            int fork,
            int iteration,
            Kind kind,
            Phase phase,
            String operation,
            double milliseconds,
            String outcome,
            Random random) {
        long latency = (long) (milliseconds * 1e6 * Math.exp(random.nextGaussian() * .4));
        long wait = (long) (2e3 * Math.exp(random.nextGaussian() * .6));
        calls.add(new Operation(fork, iteration, kind, phase, operation, 1, 0, 0, wait, latency, outcome, ""));
    }
}
