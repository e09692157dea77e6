package flowbench.charts;

import flowbench.runfolder.CsvRow;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.runfolder.TelemetryColumn;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;

/**
 * What the probes read in one fork, iteration after iteration, on one axis: seconds since its first iteration began. Between two
 * iterations nothing was read.
 */
final class Timeline {
    /** More readings than this, two for each point of a chart's width, cannot be told apart. */
    private static final int MOST_DRAWN = 1400;

    /** Two points wide each, for the extremes of what was read in them. */
    private static final int MOST_SPANS = 350;
    /** Five points wide each, for the mean. */
    private static final int MOST_STEPS = 140;
    /** The kernel counts processor time in steps of 10 ms: over less time than this a difference says little. */
    private static final double SHORTEST_STEP = .2;

    static final double SECOND_NS = 1e9;

    private static final Set<String> ALL_OF = Set.of(ProbeMetric.PHASE, ProbeMetric.WAITS);
    private static final Set<ProbeMetric> KEPT = Set.of(
            ProbeMetric.CLIENT_RSS,
            ProbeMetric.HEAP_USED,
            ProbeMetric.HEAP_COMMITTED,
            ProbeMetric.SERVER_RSS,
            ProbeMetric.GC_COLLECTIONS,
            ProbeMetric.CLIENT_CPU,
            ProbeMetric.SERVER_CPU,
            ProbeMetric.MACHINE_CPU,
            ProbeMetric.PROCESSORS,
            ProbeMetric.MACHINE_STOLEN,
            ProbeMetric.CPU_PRESSURE,
            ProbeMetric.POOL_ACTIVE,
            ProbeMetric.POOL_PENDING,
            ProbeMetric.POOL_TOTAL,
            ProbeMetric.CHECKPOINTING,
            ProbeMetric.AUTOVACUUM);

    /** One iteration: when it began, and what was read in it. */
    static final class Iteration {
        private final int number;
        private final Kind kind;
        private final double start;
        private final Map<ProbeMetric, Track> tracks = new HashMap<>();
        private final Map<ProbeMetric, Double> peaks = new HashMap<>();
        private final Map<Phase, Span> phases = new EnumMap<>(Phase.class);
        private double end;

        private Iteration(int number, Kind kind, double start) {
            this.number = number;
            this.kind = kind;
            this.start = start;
            this.end = start;
        }

        private void add(double time, Phase phase, ProbeMetric metric, double value) {
            tracks.computeIfAbsent(metric, key -> new Track()).add(time, value);
            if (phase == Phase.EXECUTE) {
                peaks.merge(metric, value, Math::max);
            }
        }

        private void mark(Phase phase, double time) {
            phases.merge(phase, new Span(time, time), (span, end) -> new Span(span.from(), end.to()));
        }

        int number() {
            return number;
        }

        Kind kind() {
            return kind;
        }

        /** Whether it is in results: neither warm-up nor failed. */
        boolean counts() {
            return kind == Kind.MEASURED;
        }

        double start() {
            return start;
        }

        double end() {
            return end;
        }

        /** From the mark where each begins to the mark where it ends. */
        Map<Phase, Span> phases() {
            return phases;
        }

        Optional<Span> execute() {
            return Optional.ofNullable(phases.get(Phase.EXECUTE));
        }

        /**
         * Time cut into equal spans of a length at least, as near to it as goes. Those of the execute phase are its alone, unless
         * what is left before or after would be too short.
         */
        List<Span> spans(double from, double to, double shortest) {
            List<Double> edges = new ArrayList<>(List.of(from));
            execute()
                    .ifPresent(span -> List.of(span.from(), span.to()).forEach(edge -> {
                        if (edge - edges.get(edges.size() - 1) >= shortest && to - edge >= shortest) {
                            edges.add(edge);
                        }
                    }));
            edges.add(to);
            List<Span> spans = new ArrayList<>();
            for (int i = 1; i < edges.size(); i++) {
                double begin = edges.get(i - 1);
                double length = edges.get(i) - begin;
                int count = Math.max(1, (int) (length / shortest));
                for (int k = 0; k < count && length > 0; k++) {
                    spans.add(new Span(begin + length * k / count, begin + length * (k + 1) / count));
                }
            }
            return spans;
        }

        /** The most that was read of a metric in the execute phase, right before and right after it; absent where it was not. */
        OptionalDouble peak(ProbeMetric metric) {
            Double peak = peaks.get(metric);
            return peak == null ? OptionalDouble.empty() : OptionalDouble.of(peak);
        }

        /** What was read of a metric; nothing where it could not be read. */
        Optional<Track> track(ProbeMetric metric) {
            return Optional.ofNullable(tracks.get(metric));
        }
    }

    private final RunFolder run;
    private final int fork;
    private final int forks;
    private final Map<Integer, Instant> started = new TreeMap<>();
    private final TreeMap<Integer, Iteration> iterations = new TreeMap<>();
    private final SortedSet<String> waits = new TreeSet<>();
    private int readings;

    private Timeline(RunFolder run, List<Sample> samples, Optional<Integer> wanted) {
        this.run = run;
        TreeSet<Integer> known =
                new TreeSet<>(samples.stream().map(Sample::fork).toList());
        this.forks = known.size();
        this.fork = wanted.orElse(known.isEmpty() ? 1 : known.first());
        for (Sample sample : samples) {
            if (sample.fork() == fork) {
                started.putIfAbsent(sample.iteration(), sample.startedAt());
            }
        }
        run.telemetry().ifPresent(file -> file.read(this::read));
    }

    /** Of the first fork, where probes were read on an interval. */
    static Optional<Timeline> find(Reading reading) {
        return Optional.of(new Timeline(reading.run(), reading.samples(), Optional.empty()))
                .filter(timeline -> timeline.readings > 0);
    }

    /**
     * Of the first fork.
     *
     * @throws UserException if no probes were read on an interval
     */
    static Timeline of(RunFolder run) {
        return new Timeline(run, run.readSamples(notice -> {}), Optional.empty()).checked();
    }

    /**
     * Of a fork.
     *
     * @throws UserException if no probes were read in it on an interval
     */
    static Timeline of(RunFolder run, int fork) {
        return new Timeline(run, run.readSamples(notice -> {}), Optional.of(fork)).checked();
    }

    private Timeline checked() {
        if (forks > 0 && started.isEmpty()) {
            throw new UserException(
                    run.path() + ": there is no fork " + fork + "; the run has " + Scale.counted(forks, "fork") + ".");
        }
        if (readings == 0) {
            throw new UserException(
                    run.path() + ": no telemetry of fork " + fork + " to draw: its probes were not read on an"
                            + " interval; measure with " + Setting.SAMPLE_INTERVAL_MS.name()
                            + " above 0, and shorter than an iteration.");
        }
        return this;
    }

    private void read(CsvRow<TelemetryColumn> row) {
        if (row.count(TelemetryColumn.FORK) != fork) {
            return;
        }
        int number = row.count(TelemetryColumn.ITERATION);
        // An iteration whose samples are not on disk was not finished.
        if (!started.containsKey(number)) {
            return;
        }
        Iteration iteration = iterations.computeIfAbsent(number, key -> begun(number, row));
        double time = iteration.start + row.duration(TelemetryColumn.ELAPSED_NS) / SECOND_NS;
        iteration.end = Math.max(iteration.end, time);
        ProbeMetric metric = new ProbeMetric(
                row.text(TelemetryColumn.PROBE), row.text(TelemetryColumn.METRIC), row.text(TelemetryColumn.UNIT));
        if (metric.equals(ProbeMetric.PROBE_CPU)) {
            // What the thread that reads on the interval, and nobody else, reads each time.
            readings++;
        } else if (KEPT.contains(metric) || ALL_OF.contains(metric.probe())) {
            double value = row.number(TelemetryColumn.VALUE);
            Phase phase = row.word(TelemetryColumn.PHASE, Phase.class);
            if (metric.equals(ProbeMetric.PHASE_RUNNING)) {
                iteration.mark(phase, time);
                return;
            }
            iteration.add(time, phase, metric, value);
            if (metric.probe().equals(ProbeMetric.WAITS)) {
                waits.add(metric.name());
            }
        }
    }

    /** An iteration where the wall clock says that it began; never before the end of the one before, as that clock can be set. */
    private Iteration begun(int number, CsvRow<TelemetryColumn> row) {
        Instant zero = started.values().iterator().next();
        double since = Duration.between(zero, started.get(number)).toNanos() / SECOND_NS;
        double free = iterations.isEmpty() ? 0 : iterations.lastEntry().getValue().end;
        return new Iteration(number, row.word(TelemetryColumn.KIND, Kind.class), Math.max(since, free));
    }

    /** Whether a metric could be read at all. */
    boolean has(ProbeMetric metric) {
        return iterations.values().stream()
                .anyMatch(iteration -> iteration.track(metric).isPresent());
    }

    /** Whether there are iterations of a kind. */
    boolean has(Kind kind) {
        return iterations.values().stream().anyMatch(iteration -> iteration.kind() == kind);
    }

    RunFolder run() {
        return run;
    }

    int fork() {
        return fork;
    }

    /** Processors of the machine; more than a container may be given. */
    int processors() {
        return iterations.values().stream()
                .flatMap(iteration -> iteration.track(ProbeMetric.PROCESSORS).stream())
                .mapToInt(track -> (int) track.values()[0])
                .findFirst()
                .orElse(run.manifest().machine().cpuCount());
    }

    /** In their order. */
    List<Iteration> iterations() {
        return List.copyOf(iterations.values());
    }

    /** The kinds of waits that were seen. */
    SortedSet<String> waits() {
        return waits;
    }

    double end() {
        return iterations.lastEntry().getValue().end;
    }

    /** How long a span of time is whose extremes are drawn instead of its readings, s; 0 where all readings can be told apart. */
    double grain() {
        return readings <= MOST_DRAWN ? 0 : end() / MOST_SPANS;
    }

    /** How long a span of time is whose mean is drawn, s at least: wide enough for what is stacked in it to be seen. */
    double step() {
        return Math.max(SHORTEST_STEP, end() / MOST_STEPS);
    }

    /** What counts: the measured iterations that have an execute phase. */
    List<Iteration> measured() {
        return iterations.values().stream()
                .filter(Iteration::counts)
                .filter(iteration ->
                        iteration.execute().filter(span -> span.seconds() > 0).isPresent())
                .toList();
    }

    /** The mean of something over the execute phases of the measured iterations; absent where there are none. */
    OptionalDouble mean(ToDoubleBiFunction<Iteration, Span> of) {
        double sum = 0;
        double seconds = 0;
        for (Iteration iteration : measured()) {
            Span execute = iteration.execute().orElseThrow();
            sum += of.applyAsDouble(iteration, execute) * execute.seconds();
            seconds += execute.seconds();
        }
        return seconds > 0 ? OptionalDouble.of(sum / seconds) : OptionalDouble.empty();
    }

    /**
     * The mean of what was read of a gauge in the execute phases of the measured iterations, each reading counting once; absent
     * where none was read.
     */
    OptionalDouble meanOfReadings(Function<Iteration, Optional<Track>> gauge) {
        return measured().stream()
                .flatMapToDouble(iteration -> gauge.apply(iteration).stream()
                        .flatMapToDouble(track ->
                                DoubleStream.of(track.within(iteration.execute().orElseThrow()))))
                .average();
    }

    /** How often was read: n, interval and fork. */
    String n() {
        String interval = run.manifest().setting(Setting.SAMPLE_INTERVAL_MS);
        return "n = " + Scale.counted(readings, "reading") + (interval.isEmpty() ? "" : ", every " + interval + " ms")
                + ", fork " + fork + " of " + forks;
    }
}
