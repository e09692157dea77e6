package flowbench.comparison;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Manifest.SettingValue;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.runfolder.SampleColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Run folders of runs to compare, of seeded random numbers: each fork has a level of its own, log-normal around that of
 * the run, and each iteration a value around that. What a run must be like to be compared can be set.
 */
public final class SimulatedRuns {
    private static final Duration FORK = Duration.ofMinutes(1);

    private final Path data;
    private final Random random;
    private final Map<String, String> conditions = new TreeMap<>(Map.of(
            "scenario", "high-frequency",
            "engine", "reference",
            "engine version", "1",
            "server version", "18.1",
            "processor", "AMD EPYC",
            "jdk", "17.0.15 (Debian)",
            "os", "Linux 6.1.0 amd64",
            "git commit", "0123456789abcdef",
            "status", "complete"));
    private final Map<String, String> settings = new TreeMap<>(
            Map.of("STEP_COUNT", "1000", "WORKERS", "4", "COMPLETION_BATCH_SIZE", "10", "EVENT_CHANNEL", "poll"));
    private final Map<String, String> server =
            new TreeMap<>(Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on"));
    private double between = .03;
    private double within = .02;
    private Instant clock = Instant.parse("2026-11-23T12:00:00Z");

    /** Runs below a data folder; the same seed gives the same numbers. */
    public SimulatedRuns(Path data, long seed) {
        this.data = data;
        this.random = new Random(seed);
    }

    /** Sets a condition, a setting (in capitals) or a setting of the server, of the runs to come. */
    public SimulatedRuns set(String name, String value) {
        if (conditions.containsKey(name)) {
            conditions.put(name, value);
        } else if (name.equals(name.toUpperCase(Locale.ROOT))) {
            settings.put(name, value);
        } else {
            server.put(name, value);
        }
        return this;
    }

    /** Sets how much forks differ from each other, and iterations within one; standard deviations of logarithms. */
    public SimulatedRuns spread(double ofForks, double ofIterations) {
        between = ofForks;
        within = ofIterations;
        return this;
    }

    /** Lets time go by. */
    public SimulatedRuns pause(Duration duration) {
        clock = clock.plus(duration);
        return this;
    }

    /** A run that is slower by a factor than one of 1000 steps a second. */
    public RunFolder run(int forks, int iterations, double slower) {
        double[] levels = new double[forks];
        List<Instant> ready = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            levels[fork] = slower * noise(between);
            ready.add(clock);
            clock = clock.plus(FORK);
        }
        return run(levels, ready, iterations);
    }

    /** Gives the forks of a run new numbers, without waiting for the disk: for thousands of runs. */
    public void again(RunFolder run, int iterations, double slower) throws IOException {
        List<Instant> ready = run.manifest().forks().stream()
                .map(fork -> Instant.parse(fork.readyAt()))
                .toList();
        double[] levels =
                ready.stream().mapToDouble(fork -> slower * noise(between)).toArray();
        StringBuilder text = new StringBuilder(Stream.of(SampleColumn.values())
                        .map(SampleColumn::header)
                        .collect(Collectors.joining(",")))
                .append('\n');
        for (Sample s : samples(levels, ready, iterations)) {
            text.append(Stream.of(
                                    run.manifest().runId(),
                                    run.manifest().scenario(),
                                    run.manifest().engine(),
                                    s.fork(),
                                    s.iteration(),
                                    s.kind(),
                                    s.phase(),
                                    s.metric().name(),
                                    s.metric().unit(),
                                    s.metric().better(),
                                    BigDecimal.valueOf(s.value())
                                            .stripTrailingZeros()
                                            .toPlainString(),
                                    s.startedAt())
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        Files.writeString(run.samples().path(), text);
    }

    /** Two runs whose forks took turns, the second slower by a factor, on a machine that drifts from pair to pair. */
    public List<RunFolder> inTurn(int forks, int iterations, double slower, double drift) {
        double[][] levels = new double[2][forks];
        List<List<Instant>> ready = List.of(new ArrayList<>(), new ArrayList<>());
        for (int fork = 0; fork < forks; fork++) {
            double pair = noise(drift);
            for (int turn = 0; turn < 2; turn++) {
                int side = (fork + turn) % 2;
                levels[side][fork] = pair * (side == 1 ? slower : 1) * noise(between);
                ready.get(side).add(clock);
                clock = clock.plus(FORK);
            }
        }
        return List.of(run(levels[0], ready.get(0), iterations), run(levels[1], ready.get(1), iterations));
    }

    private double noise(double deviation) {
        return Math.exp(random.nextGaussian() * deviation);
    }

    private RunFolder run(double[] levels, List<Instant> ready, int iterations) {
        RunFolder run = empty(ready);
        run.append(samples(levels, ready, iterations), List.of(), List.of(), List.of());
        return run;
    }

    private List<Sample> samples(double[] levels, List<Instant> ready, int iterations) {
        List<Sample> samples = new ArrayList<>();
        for (int fork = 0; fork < levels.length; fork++) {
            double wal = noise(.01);
            for (int iteration = 1; iteration <= iterations; iteration++) {
                double slow = levels[fork] * noise(within);
                add(samples, fork, iteration, Phase.CREATE, Metric.DURATION, Math.rint(9e8 * noise(.05)), ready);
                add(samples, fork, iteration, Phase.EXECUTE, Metric.DURATION, Math.rint(1e9 * slow), ready);
                add(samples, fork, iteration, Phase.EXECUTE, Metric.STEPS_PER_SECOND, 1000 / slow, ready);
                add(samples, fork, iteration, Phase.EXECUTE, Metric.STEPS_COMPLETED, 1000, ready);
                add(samples, fork, iteration, Phase.EXECUTE, Metric.WAL_BYTES_PER_STEP, 700 * wal, ready);
                add(samples, fork, iteration, Phase.DRAIN, Metric.DELIVERED_SHARE, 100, ready);
            }
        }
        return samples;
    }

    private static void add(
            List<Sample> samples,
            int fork,
            int iteration,
            Phase phase,
            Metric metric,
            double value,
            List<Instant> ready) {
        samples.add(new Sample(fork + 1, iteration, Kind.MEASURED, phase, metric, value, ready.get(fork)));
    }

    /** The folder of a run with no iteration in it, whose forks were ready at given times. */
    public RunFolder empty(List<Instant> ready) {
        Map<String, SettingValue> values = new TreeMap<>();
        settings.forEach((name, value) -> values.put(name, new SettingValue(value, "command line")));
        List<Manifest.Fork> forks = new ArrayList<>();
        for (Instant time : ready) {
            forks.add(new Manifest.Fork(forks.size() + 1, 1000 + forks.size(), time.toString(), 1_000_000_000L));
        }
        Instant startedAt = ready.isEmpty() ? clock : ready.get(0).minusSeconds(5);
        return RunFolder.create(
                data,
                conditions.get("scenario"),
                id -> new Manifest(
                        id,
                        conditions.get("scenario"),
                        conditions.get("engine"),
                        conditions.get("engine version"),
                        Manifest.Status.valueOf(conditions.get("status").toUpperCase(Locale.ROOT)),
                        startedAt.toString(),
                        clock.toString(),
                        "",
                        1,
                        values,
                        new Manifest.Server("embedded", conditions.get("server version"), new TreeMap<>(server)),
                        new Manifest.Machine(
                                conditions.get("jdk"),
                                "OpenJDK",
                                conditions.get("os"),
                                conditions.get("processor"),
                                2,
                                8L << 30,
                                1L << 30),
                        new Manifest.Library("0.1.0", conditions.get("git commit"), false),
                        forks,
                        List.of()));
    }
}
