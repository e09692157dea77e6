package flowbench.resources;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the measured execute phases of a run used and waited for, together. */
public final class Usage {
    /** An iteration that was measured to its end. */
    private record Whole(int fork, int iteration) {}

    private final Manifest manifest;
    private final List<Window> windows;
    private final List<Sample> samples;

    private Usage(Manifest manifest, List<Window> windows, List<Sample> samples) {
        this.manifest = manifest;
        this.windows = windows;
        this.samples = samples;
    }

    /**
     * Of a run.
     *
     * @param notices takes what had to be passed over, a sentence each
     * @throws flowbench.settings.UserException if a file is bad
     */
    public static Usage of(RunFolder run, Consumer<String> notices) {
        return of(run, run.readSamples(notices), notices);
    }

    /** The same, of samples that were read already. */
    public static Usage of(RunFolder run, List<Sample> samples, Consumer<String> notices) {
        List<Sample> measured = samples.stream()
                .filter(sample -> sample.kind() == Kind.MEASURED)
                .toList();
        // Of an iteration that ended the run there may be readings, and no samples.
        Set<Whole> whole = measured.stream()
                .map(sample -> new Whole(sample.fork(), sample.iteration()))
                .collect(Collectors.toSet());
        return new Usage(
                run.manifest(),
                Windows.of(run, notices).stream()
                        .filter(window -> window.kind() == Kind.MEASURED
                                && whole.contains(new Whole(window.fork(), window.iteration())))
                        .toList(),
                measured);
    }

    /** The measured execute phases, as the probes saw them; none where there was no telemetry. */
    public List<Window> windows() {
        return windows;
    }

    /** Processors of the machine that measured; more than a container may be given. */
    public int processors() {
        double seen = windows.stream()
                .map(Window::atStart)
                .mapToDouble(read -> read.getOrDefault(ProbeMetric.PROCESSORS, 0.))
                .max()
                .orElse(0);
        return seen > 0 ? (int) seen : manifest.machine().cpuCount();
    }

    /** Whether the probes looked at execute phases, and were to look at the server. */
    boolean watched() {
        return !manifest.setting(Setting.SAMPLE_INTERVAL_MS).equals("0") && !windows.isEmpty();
    }

    /** Whether the probes were read within an execute phase, and none of them got an answer of the server. */
    boolean refused() {
        return windows.stream().allMatch(window -> window.looks() == 0)
                // The first reading may have been under way when the phase began.
                && windows.stream()
                        .anyMatch(window -> window.gauge(ProbeMetric.TICK_TIME).n() > 1);
    }

    /** Whether the probes were to be read on an interval. */
    boolean wasToBeWatched() {
        String interval = manifest.setting(Setting.SAMPLE_INTERVAL_MS);
        return !interval.isEmpty() && !interval.equals("0");
    }

    /** Connections of the pool. */
    public int poolSize() {
        String chosen = manifest.setting(Setting.POOL_SIZE);
        return chosen.isEmpty() || chosen.equals("0") ? workers() + 1 : Integer.parseInt(chosen);
    }

    /** How many workers there were. */
    public int workers() {
        return Integer.parseInt(manifest.setting(Setting.WORKERS));
    }

    /** The run. */
    public Manifest manifest() {
        return manifest;
    }

    /** How many processors a counter of processor time says were busy, on the mean; absent where it was not read. */
    public OptionalDouble busy(ProbeMetric cpu) {
        double time = windows.stream()
                .filter(window -> window.added(cpu).isPresent())
                .mapToLong(Window::durationNs)
                .sum();
        double used = windows.stream()
                .flatMapToDouble(window -> window.added(cpu).stream())
                .sum();
        return time == 0 ? OptionalDouble.empty() : OptionalDouble.of(used / time);
    }

    /** The share of the processors that were busy, a fraction; absent where it was not read. */
    public OptionalDouble saturation() {
        OptionalDouble busy = busy(ProbeMetric.MACHINE_CPU);
        return busy.isPresent() && processors() > 0
                ? OptionalDouble.of(Math.min(1, busy.getAsDouble() / processors()))
                : OptionalDouble.empty();
    }

    /** The mean of a metric over the measured iterations. */
    public OptionalDouble mean(Metric metric) {
        return samples.stream()
                .filter(sample -> sample.metric().name().equals(metric.name()))
                .mapToDouble(Sample::value)
                .average();
    }

    /** What the workers' time went to; absent where it was not measured, or the server was not looked at. */
    public Optional<WorkerTime> workerTime() {
        OptionalDouble acquire = mean(Metric.ACQUIRE_TIME_SHARE);
        OptionalDouble call = mean(Metric.CALL_TIME_SHARE);
        if (acquire.isEmpty() || call.isEmpty() || windows.stream().allMatch(window -> window.looks() == 0)) {
            return Optional.empty();
        }
        return Optional.of(WorkerTime.of(windows, acquire.getAsDouble() / 100, call.getAsDouble() / 100, workers()));
    }

    /** The table on whose rows most locks were waited for. */
    Optional<String> lockedTable() {
        Map<String, Double> seen = new TreeMap<>();
        for (Window window : windows) {
            window.gauges().forEach((metric, gauge) -> {
                if (metric.probe().equals(ProbeMetric.ROW_LOCKS)) {
                    seen.merge(metric.name(), gauge.sum(), Double::sum);
                }
            });
        }
        return seen.entrySet().stream()
                .max(Comparator.comparingDouble(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }
}
