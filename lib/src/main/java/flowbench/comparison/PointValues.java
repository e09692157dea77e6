package flowbench.comparison;

import flowbench.analysis.Connections;
import flowbench.analysis.Operations;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.Moments;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the runs of one point of a scaling say, fork by fork. */
final class PointValues {
    /** The calls that complete steps, of which a run has one. */
    static final List<String> COMPLETIONS = List.of("complete_task", "complete_tasks");

    /** The calls of workers that are shown. */
    static final List<String> CALLS =
            Stream.concat(Stream.of("claim"), COMPLETIONS.stream()).toList();

    /** Processors that client and server kept busy together: steps a second × processor time of a step. */
    static final Metric CPUS_BUSY = new Metric("cpus_busy", "CPUs", Better.LOWER);

    private static final List<Metric> SAMPLED =
            List.of(Metric.STEPS_PER_SECOND, Metric.CLIENT_CPU_MS_PER_STEP, Metric.SERVER_CPU_MS_PER_STEP);
    private static final double MS_PER_SECOND = 1000;
    private static final double[] QUANTILES = {.5, .99};

    /**
     * A metric of the point.
     *
     * @param forks the value of each fork or, where there is one, of its iterations; none for a quantile that a fork
     *     has too few calls for
     * @param value their mean; of such a quantile, that of the calls of all forks together
     */
    record Measured(Metric metric, double[] forks, double value) {
        private Measured(Metric metric, double... forks) {
            this(metric, forks, Moments.mean(forks));
        }

        /** The 95 % interval of the mean. */
        Optional<StudentInterval> interval() {
            return StudentInterval.of(forks);
        }
    }

    private final ScalingPoint point;
    private final Side side;
    private final Map<String, Measured> measured = new LinkedHashMap<>();
    private final Optional<Connections> connections;

    PointValues(ScalingPoint point, List<RunFolder> runs) {
        this.point = point;
        this.side = Side.of(runs);
        Map<String, double[]> values = new LinkedHashMap<>();
        side.values(withinOneProcess()).forEach((key, forks) -> {
            if (key.phase() == Phase.EXECUTE) {
                values.put(key.metric().name(), forks);
            }
        });
        for (Metric metric : SAMPLED) {
            Optional.ofNullable(values.get(metric.name())).ifPresent(forks -> add(new Measured(metric, forks)));
        }
        addBusy();
        for (String call : CALLS) {
            for (double p : QUANTILES) {
                Metric metric = EngineRounds.latency(call, p);
                Optional.ofNullable(values.get(metric.name()))
                        .map(forks -> new Measured(metric, forks))
                        .or(() -> pooled(metric, call, p))
                        .ifPresent(this::add);
            }
        }
        if (find(Metric.STEPS_PER_SECOND).isEmpty()) {
            throw UserException.nothingMeasured("Nothing measured in "
                    + runs.stream().map(run -> run.path().toString()).collect(Collectors.joining(", "))
                    + ": samples.csv holds no steps_per_second of a measured iteration.");
        }
        this.connections = Connections.of(runs);
    }

    private void addBusy() {
        double[] busy =
                side.made(SAMPLED, values -> values[0] * (values[1] + values[2]) / MS_PER_SECOND, withinOneProcess());
        if (busy.length > 0) {
            add(new Measured(CPUS_BUSY, busy));
        }
    }

    private Optional<Measured> pooled(Metric metric, String call, double p) {
        Distribution all = Distribution.pooled(side.runs().stream()
                .flatMap(run -> Operations.find(run).stream())
                .flatMap(operations -> operations.rows().stream())
                .filter(row -> row.phase() == Phase.EXECUTE && row.operation().equals(call))
                .map(Operations.Row::latency)
                .toList());
        return all.quantile(p).stream()
                .mapToObj(value -> new Measured(metric, new double[0], value))
                .findFirst();
    }

    private void add(Measured of) {
        measured.put(of.metric().name(), of);
    }

    ScalingPoint point() {
        return point;
    }

    int forks() {
        return side.forks();
    }

    /** Whether there was one fork only, so that its iterations are all there is. */
    boolean withinOneProcess() {
        return side.forks() == 1;
    }

    /** All metrics that were measured. */
    List<Measured> all() {
        return List.copyOf(measured.values());
    }

    Optional<Measured> find(Metric metric) {
        return Optional.ofNullable(measured.get(metric.name()));
    }

    /** The mean of the logarithms of its throughput: a ratio is of geometric means, and so is which point is the fastest. */
    double logThroughput() {
        return Arrays.stream(find(Metric.STEPS_PER_SECOND).orElseThrow().forks())
                .map(Math::log)
                .average()
                .orElseThrow();
    }

    Optional<Connections> connections() {
        return connections;
    }

    /** What had to be left out of files, a sentence each. */
    List<String> cut() {
        return side.cut();
    }

    /** The throughput of this point beside that of another: paired by round as a comparison does, else independent. */
    TwoSamples beside(PointValues base) {
        double[] of = find(Metric.STEPS_PER_SECOND).orElseThrow().forks();
        double[] to = base.find(Metric.STEPS_PER_SECOND).orElseThrow().forks();
        boolean paired = forks() >= Comparison.PAIRED_FROM
                && side.isInTurnWith(base.side)
                && of.length == forks()
                && to.length == forks();
        return paired ? TwoSamples.ofPairs(of, to) : TwoSamples.of(of, to);
    }
}
