package flowbench.comparison;

import flowbench.analysis.ExampleRun;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.SettingValue;
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
import java.util.TreeMap;

/** Saved runs of engines, as a comparison of them would leave them: a run of one fork for each round. */
public final class ExampleEngines {
    private final Path data;
    private int hour;

    /** Runs below a data folder: each round after the one before, whoever's it is. */
    public ExampleEngines(Path data) {
        this.data = data;
    }

    /** A complete run with no iteration in it yet. */
    public RunFolder empty(String scenario, String engine, Map<String, String> size) {
        return empty(scenario, engine, "1", size, 0);
    }

    /** The same of a version of the engine, in a round. */
    RunFolder empty(String scenario, String engine, String version, Map<String, String> size, int round) {
        Map<String, SettingValue> settings = new TreeMap<>();
        Map.of("WORKERS", "4", "COMPLETION_BATCH_SIZE", "10", "EVENT_CHANNEL", "poll")
                .forEach((name, value) -> settings.put(name, new SettingValue(value, "default")));
        size.forEach((name, value) -> settings.put(name, new SettingValue(value, "code")));
        Instant startedAt = Instant.EPOCH.plusSeconds(3600L * (1_000L * round + hour++));
        return RunFolder.create(
                data,
                scenario,
                id -> new Manifest(
                        id,
                        scenario,
                        engine,
                        version,
                        Manifest.Status.COMPLETE,
                        startedAt.toString(),
                        startedAt.plusSeconds(90).toString(),
                        "",
                        1,
                        settings,
                        new Manifest.Server("embedded", "18.1", Map.of("fsync", "on")),
                        new Manifest.Machine("17.0.15", "OpenJDK", "Linux", "amd64", 2, 8L << 30, 1L << 30),
                        new Manifest.Library("0.1.0", "0123456", false),
                        List.of(),
                        List.of()));
    }

    /** A run for each value of its throughput, with WAL and dead tuples that follow from it. */
    public List<RunFolder> rounds(String scenario, String engine, Map<String, String> size, double... throughputs) {
        List<RunFolder> runs = new ArrayList<>();
        for (double throughput : throughputs) {
            RunFolder run = empty(scenario, engine, "1", size, runs.size());
            boolean isBare = scenario.equals("bare-queue");
            ExampleRun.append(
                    run, isBare ? Metric.MESSAGES_PER_SECOND : Metric.STEPS_PER_SECOND, new double[] {throughput});
            ExampleRun.append(run, isBare ? Metric.WAL_BYTES_PER_MESSAGE : Metric.WAL_BYTES_PER_STEP, new double[] {
                1e6 / throughput
            });
            ExampleRun.append(run, isBare ? Metric.DEAD_TUPLES_PER_MESSAGE : Metric.DEAD_TUPLES_PER_STEP, new double[] {
                isBare ? 2 : 6
            });
            ExampleRun.append(run, Metric.HOT_UPDATE_SHARE, new double[] {50});
            runs.add(run);
        }
        return runs;
    }

    /** Adds calls of an operation to a run, with latencies of 1, 2, 3, … milliseconds. */
    public static void calls(RunFolder run, String operation, int n) {
        List<Operation> calls = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            calls.add(new Operation(
                    1, 1, Kind.MEASURED, Phase.EXECUTE, operation, 1, 0, 0, 1000, i * 1_000_000L, "ok", ""));
        }
        run.append(List.<Sample>of(), calls, List.of(), List.of());
    }

    /** The settings of a size. */
    public static Map<String, String> steps(int steps, int workers) {
        return Map.of("STEP_COUNT", String.valueOf(steps), "WORKERS", String.valueOf(workers));
    }

    /** The settings of a number of flows. */
    public static Map<String, String> flows(int flows, int steps) {
        return Map.of("CONCURRENT_FLOWS", String.valueOf(flows), "STEPS_PER_FLOW", String.valueOf(steps));
    }
}
