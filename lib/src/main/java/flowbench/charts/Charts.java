package flowbench.charts;

import flowbench.comparison.Comparison;
import flowbench.comparison.Scaling;
import flowbench.history.History;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Density;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Draws saved runs. Everything here reads run folders alone; nothing needs a database or a display. */
public final class Charts {
    private Charts() {}

    /**
     * The values of a metric by iteration and fork: warm-up hollow, the mean, its 95 % interval, outliers ringed; behind the
     * values of a fork that changed, the means of its states, as {@link flowbench.analysis.SteadyState} finds them.
     *
     * @param metric such as {@code steps_per_second}; {@code duration_ns} is that of the execute phase
     * @throws UserException if the metric was not measured
     */
    public static Chart iterations(RunFolder run, String metric) {
        return IterationsChart.of(Reading.of(run), metric);
    }

    /**
     * Latency by percentile, a line for each operation of the execute phase.
     *
     * @throws UserException if no operation has enough calls
     */
    public static Chart latency(RunFolder run) {
        return LatencyChart.of(run);
    }

    /**
     * Latency by percentile of one operation of the execute phase, a line for each run.
     *
     * @param operation such as {@code complete_task}
     * @throws UserException if there is no run, or if no run has enough calls of the operation
     */
    public static Chart latency(List<RunFolder> runs, String operation) {
        return LatencyChart.of(runs, operation);
    }

    /**
     * How the measured values of a metric are distributed, or the latencies of an operation's calls: by fork, and all together. Of
     * a metric every value is drawn, with the outliers ringed; from 10 values on quartiles and whiskers too, from {@value
     * Density#ENOUGH} on the density. Latencies are on a logarithmic axis.
     *
     * @param metric such as {@code steps_per_second}, or where nothing else has that name an operation of the execute phase, such as
     *     {@code complete_task}
     * @throws UserException if neither was measured
     */
    public static Chart distribution(RunFolder run, String metric) {
        return DistributionChart.of(Reading.of(run), metric);
    }

    /**
     * How the latencies of the operations of the execute phase are distributed, side by side, all forks pooled.
     *
     * @throws UserException if no operation has enough calls
     */
    public static Chart distribution(RunFolder run) {
        return DistributionChart.ofOperations(Reading.of(run));
    }

    /**
     * Steps a second within the measured iterations of the first fork: what was completed in each of equal bins of time, each
     * iteration faint, their median bold. Nothing else is smoothed, and the width of a bin stands on the chart; the last bin of an
     * iteration ends with it, and is half as wide to one and a half times.
     *
     * @throws UserException if no call of a measured execute phase completed anything
     */
    public static Chart throughputOverTime(RunFolder run) {
        return ThroughputChart.of(run, OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * The same of another fork.
     *
     * @param fork from 1
     * @throws UserException if no call of its measured execute phases completed anything
     */
    public static Chart throughputOverTime(RunFolder run, int fork) {
        return ThroughputChart.of(run, OptionalInt.of(fork), OptionalInt.empty());
    }

    /**
     * The same with one iteration bold.
     *
     * @param fork from 1
     * @param iteration of the fork, from 1, warm-up counted
     * @throws UserException if it is no measured iteration in which a call completed anything
     */
    public static Chart throughputOverTime(RunFolder run, int fork, int iteration) {
        return ThroughputChart.of(run, OptionalInt.of(fork), OptionalInt.of(iteration));
    }

    /**
     * The phases of an iteration, stacked, in milliseconds.
     *
     * @throws UserException if no phase was measured
     */
    public static Chart phases(RunFolder run) {
        return PhasesChart.of(Reading.of(run));
    }

    /**
     * A metric from run to run, with its intervals: the runs under the conditions of the newest, in the order of time.
     *
     * @throws UserException if the metric was not measured in any
     */
    public static Chart trend(List<RunFolder> runs, String metric) {
        return TrendChart.of(runs, metric);
    }

    /**
     * The same over the complete runs of the scenario that are saved beside a run, up to it.
     *
     * @return the chart; nothing where fewer than two of these runs can stand on one line
     */
    public static Optional<Chart> findTrend(RunFolder run, String metric) {
        return TrendChart.find(run.history(), metric);
    }

    /**
     * The metrics of a history from run to run, each with its levels, and where they changed.
     *
     * @return a chart for each metric, in the order of the history
     */
    public static List<Chart> trend(History history) {
        return history.lines().stream().map(TrendChart::of).toList();
    }

    /**
     * Writes the charts of a history into the {@code charts} folder of its newest run, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if a file cannot be written
     */
    public static List<Path> saveTrend(History history) {
        return history.lines().stream()
                .flatMap(
                        line -> save(TrendChart.of(line), line.series().newest().run()))
                .toList();
    }

    /**
     * What became of the expected events, a bar for each type: delivered, late, recovered, and missing for each cause.
     *
     * @throws UserException if no event was measured
     */
    public static Chart events(RunFolder run) {
        return EventsChart.of(run);
    }

    /**
     * Latency of events by percentile, a line for each type of the run; where more runs are given, a line for each channel.
     *
     * @throws UserException if too few events arrived, or if several runs were measured under different conditions
     */
    public static Chart eventLatency(RunFolder run, RunFolder... more) {
        if (more.length == 0) {
            return EventLatencyChart.of(run);
        }
        List<RunFolder> runs = new ArrayList<>(List.of(more));
        runs.add(0, run);
        return eventLatency(runs);
    }

    /**
     * Latency of events by percentile, a line for each channel.
     *
     * @throws UserException if too few events arrived, or if the runs were measured under different conditions
     */
    public static Chart eventLatency(List<RunFolder> runs) {
        return EventLatencyChart.of(runs);
    }

    /**
     * Steps per second by channel with their intervals, beside those of {@code none}; and the latency of events by channel.
     *
     * @param runs that differ in EVENT_CHANNEL alone
     * @throws UserException if there are none, or if they were measured under different conditions
     */
    public static Chart channels(List<RunFolder> runs) {
        return ChannelsChart.of(runs);
    }

    /**
     * An event stream over time: events written and arrived in each second, and their median latency and p99.
     *
     * @throws UserException if the run is not of event-stream, or if nobody listened
     */
    public static Chart eventRate(RunFolder run) {
        return EventRateChart.of(run);
    }

    /**
     * Writes {@link #eventRate} into the {@code charts} folder of the run, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if the run is not of event-stream, if nobody listened, or if a file cannot be written
     */
    public static List<Path> saveEventRate(RunFolder run) {
        return save(eventRate(run), run).toList();
    }

    /**
     * Memory of the client and of the server over time, and when garbage was collected, in the first fork.
     *
     * @throws UserException if no probes were read on an interval
     */
    public static Chart memory(RunFolder run) {
        return MemoryChart.of(Timeline.of(run));
    }

    /**
     * The same of another fork.
     *
     * @param fork from 1
     * @throws UserException if no probes were read in it on an interval
     */
    public static Chart memory(RunFolder run, int fork) {
        return MemoryChart.of(Timeline.of(run, fork));
    }

    /**
     * How many processors were busy over time, stacked: client, server, the rest of the machine, and what the host took for
     * others; in the first fork.
     *
     * @throws UserException if no probes were read on an interval
     */
    public static Chart cpu(RunFolder run) {
        return CpuChart.of(Timeline.of(run));
    }

    /**
     * The same of another fork.
     *
     * @param fork from 1
     * @throws UserException if no probes were read in it on an interval
     */
    public static Chart cpu(RunFolder run, int fork) {
        return CpuChart.of(Timeline.of(run, fork));
    }

    /**
     * Connections of the pool over time, those in use, and the threads that wait for one, in the first fork.
     *
     * @throws UserException if no probes were read on an interval
     */
    public static Chart pool(RunFolder run) {
        return PoolChart.of(Timeline.of(run));
    }

    /**
     * The same of another fork.
     *
     * @param fork from 1
     * @throws UserException if no probes were read in it on an interval
     */
    public static Chart pool(RunFolder run, int fork) {
        return PoolChart.of(Timeline.of(run, fork));
    }

    /**
     * What the backends of the pool do over time, stacked: at work, the waits that most of them were in, and idle; in the first
     * fork.
     *
     * @throws UserException if no probes were read on an interval, or if the server did not let its statistics be read
     */
    public static Chart waits(RunFolder run) {
        return WaitsChart.of(Timeline.of(run));
    }

    /**
     * The same of another fork.
     *
     * @param fork from 1
     * @throws UserException if no probes were read in it on an interval, or if the server did not let its statistics be read
     */
    public static Chart waits(RunFolder run, int fork) {
        return WaitsChart.of(Timeline.of(run, fork));
    }

    /**
     * Every chart of a run that its files hold the numbers for.
     *
     * @throws UserException if nothing was measured
     */
    public static List<Chart> all(RunFolder run) {
        Reading reading = Reading.of(run);
        List<Chart> charts = new ArrayList<>();
        charts.add(IterationsChart.of(reading, reading.throughput()));
        DistributionChart.find(reading, reading.throughput()).ifPresent(charts::add);
        ThroughputChart.find(reading).ifPresent(charts::add);
        PhasesChart.find(reading).ifPresent(charts::add);
        LatencyChart.find(reading).ifPresent(charts::add);
        DistributionChart.findOperations(reading).ifPresent(charts::add);
        EventsChart.find(reading).ifPresent(charts::add);
        EventLatencyChart.find(reading).ifPresent(charts::add);
        // Only where somebody listened is there something that arrived.
        if (reading.has(Metric.OFFERED_EVENTS_PER_SECOND, Metric.EVENTS_DELIVERED)) {
            charts.add(eventRate(run));
        }
        Timeline.find(reading).ifPresent(timeline -> {
            charts.add(CpuChart.of(timeline));
            charts.add(MemoryChart.of(timeline));
            charts.add(PoolChart.of(timeline));
            WaitsChart.find(timeline).ifPresent(charts::add);
        });
        return List.copyOf(charts);
    }

    /**
     * Writes every chart of a run into its {@code charts} folder, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if nothing was measured, or if a file cannot be written
     */
    public static List<Path> save(RunFolder run) {
        return all(run).stream().flatMap(chart -> save(chart, run)).toList();
    }

    /**
     * Writes the trend of a metric up to a run, over those that are saved beside it and were measured under the same
     * conditions, into its {@code charts} folder, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if the metric was not measured in any, or if a file cannot be written
     */
    public static List<Path> saveTrend(RunFolder run, String metric) {
        return save(trend(run.history(), metric), run).toList();
    }

    /**
     * The same of the metric that the scenario is about: steps a second or, where it has no steps, events or messages.
     *
     * @return the paths of the files
     * @throws UserException if nothing was measured, or if a file cannot be written
     */
    public static List<Path> saveTrend(RunFolder run) {
        return saveTrend(run, Reading.of(run).throughput());
    }

    /**
     * Writes the comparison of channels into the {@code charts} folder of the newest of its runs, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if there are no runs, if they were measured under different conditions, or if a file cannot be
     *     written
     */
    public static List<Path> saveChannels(List<RunFolder> runs) {
        return save(channels(runs), RunFolder.newest(runs)).toList();
    }

    /**
     * Steps per second of engines under each condition with their intervals, and the bare queue that each stands on.
     *
     * @param runs of high-frequency, concurrent-flows or bare-queue, as {@link flowbench.analysis.EngineComparison} takes them
     * @throws UserException if there are none with flows, or if they cannot be compared
     */
    public static Chart engines(List<RunFolder> runs) {
        return EnginesChart.of(runs);
    }

    /**
     * Writes the comparison of engines into the {@code charts} folder of the newest of its runs, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if the runs cannot be compared, or if a file cannot be written
     */
    public static List<Path> saveEngines(List<RunFolder> runs) {
        return save(engines(runs), RunFolder.newest(runs)).toList();
    }

    /**
     * How an engine scales: throughput against workers, flow runs, steps and connections, each with its intervals and beside it
     * latency, processor time or connections at work.
     *
     * @return a chart for each thing that was swept
     */
    public static List<Chart> scaling(Scaling scaling) {
        return ScalingChart.of(scaling);
    }

    /**
     * Writes {@link #scaling} into the {@code charts} folder of the newest of its runs, as PNG and as SVG.
     *
     * @return the paths of the files
     * @throws UserException if a file cannot be written
     */
    public static List<Path> saveScaling(Scaling scaling) {
        return scaling(scaling).stream()
                .flatMap(chart -> save(chart, RunFolder.newest(scaling.runs())))
                .toList();
    }

    /**
     * The ratio candidate ÷ base of each headline metric of a comparison with its interval, before the band of its threshold.
     *
     * @throws UserException if there is no ratio
     */
    public static Chart comparison(Comparison comparison) {
        return ComparisonChart.of(comparison);
    }

    /** The same; nothing where there is no ratio to draw. */
    public static Optional<Chart> findComparison(Comparison comparison) {
        return ComparisonChart.find(comparison);
    }

    /**
     * Writes {@link #comparison} into the {@code charts} folder of the newest run of the candidate, as PNG and as SVG.
     *
     * @return the paths of the files; none where there is no ratio to draw
     * @throws UserException if a file cannot be written
     */
    public static List<Path> saveComparison(Comparison comparison) {
        return ComparisonChart.find(comparison).stream()
                .flatMap(chart -> save(chart, RunFolder.newest(comparison.candidate())))
                .toList();
    }

    private static Stream<Path> save(Chart chart, RunFolder run) {
        return Stream.of(
                chart.savePng(run.charts().resolve(chart.name() + ".png")),
                chart.saveSvg(run.charts().resolve(chart.name() + ".svg")));
    }
}
