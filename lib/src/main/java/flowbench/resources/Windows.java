package flowbench.resources;

import flowbench.runfolder.CsvFile;
import flowbench.runfolder.CsvRow;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.TelemetryColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the windows of a run out of {@code telemetry.csv}, whose rows stand in the order of time within an iteration. */
public final class Windows {
    private final List<Window> all = new ArrayList<>();
    private final Map<String, ProbeMetric> known = new HashMap<>();
    private Optional<Open> open = Optional.empty();

    private Windows() {}

    /** An iteration whose rows are being read. */
    private static final class Open {
        private final int fork;
        private final int iteration;
        private final Kind kind;
        private final Map<ProbeMetric, Double> first = new HashMap<>();
        private final Map<ProbeMetric, Double> latest = new HashMap<>();
        private final Map<ProbeMetric, Double> atBegin = new HashMap<>();
        private final Map<ProbeMetric, Double> atEnd = new HashMap<>();
        private final Map<ProbeMetric, Gauge> gauges = new HashMap<>();
        private long beginNs = -1;
        private long endNs = -1;

        Open(int fork, int iteration, Kind kind) {
            this.fork = fork;
            this.iteration = iteration;
            this.kind = kind;
        }

        void read(Phase phase, long elapsedNs, ProbeMetric metric, double value) {
            if (metric.equals(ProbeMetric.PHASE_RUNNING)) {
                mark(phase, elapsedNs, value > 0);
                return;
            }
            first.putIfAbsent(metric, value);
            latest.put(metric, value);
            if (phase != Phase.EXECUTE || beginNs < 0) {
                return;
            }
            // The exact readings that belong to the end are taken right after it.
            atEnd.put(metric, value);
            if (endNs < 0) {
                gauges.merge(metric, Gauge.NONE.with(value), (before, one) -> before.with(value));
            }
        }

        private void mark(Phase phase, long elapsedNs, boolean begins) {
            if (phase == Phase.EXECUTE && begins) {
                beginNs = elapsedNs;
                atBegin.putAll(latest);
            } else if (phase == Phase.EXECUTE) {
                endNs = elapsedNs;
            }
        }

        Optional<Window> close() {
            if (endNs < 0) {
                return Optional.empty();
            }
            Map<ProbeMetric, Double> added = new HashMap<>();
            atEnd.forEach((metric, value) -> added.put(metric, value - atBegin.getOrDefault(metric, 0.)));
            return Optional.of(new Window(
                    fork, iteration, kind, endNs - beginNs, Map.copyOf(first), Map.copyOf(added), Map.copyOf(gauges)));
        }
    }

    /**
     * The windows of a run, warm-up included, in the order of the file; none where the run has no such file, or an iteration
     * did not come to the end of its execute phase.
     *
     * @param notices takes what had to be passed over, a sentence each
     * @throws flowbench.settings.UserException if the file is bad
     */
    public static List<Window> of(RunFolder run, Consumer<String> notices) {
        Windows windows = new Windows();
        run.telemetry().ifPresent(file -> windows.read(file, notices));
        return List.copyOf(windows.all);
    }

    private void read(CsvFile<TelemetryColumn> file, Consumer<String> notices) {
        file.read(this::read).ifPresent(notices);
        close();
    }

    private void read(CsvRow<TelemetryColumn> row) {
        int fork = row.count(TelemetryColumn.FORK);
        int iteration = row.count(TelemetryColumn.ITERATION);
        if (open.isEmpty() || open.get().fork != fork || open.get().iteration != iteration) {
            close();
            open = Optional.of(new Open(fork, iteration, row.word(TelemetryColumn.KIND, Kind.class)));
        }
        open.get()
                .read(
                        row.word(TelemetryColumn.PHASE, Phase.class),
                        row.duration(TelemetryColumn.ELAPSED_NS),
                        metric(row),
                        row.number(TelemetryColumn.VALUE));
    }

    /** A file has few metrics and many rows. */
    private ProbeMetric metric(CsvRow<TelemetryColumn> row) {
        String probe = row.text(TelemetryColumn.PROBE);
        String name = row.text(TelemetryColumn.METRIC);
        return known.computeIfAbsent(
                probe + " " + name, key -> new ProbeMetric(probe, name, row.text(TelemetryColumn.UNIT)));
    }

    private void close() {
        open.flatMap(Open::close).ifPresent(all::add);
        open = Optional.empty();
    }
}
