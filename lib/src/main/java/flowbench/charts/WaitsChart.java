package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.charts.TimePlot.Line;
import flowbench.charts.TimePlot.Mark;
import flowbench.charts.Timeline.Iteration;
import flowbench.runfolder.ProbeMetric;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** What the backends of the pool's connections do over time: how many are at work, and what the others wait for. */
final class WaitsChart {
    /** Of what is waited for most; all else is drawn together. */
    private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.ORANGE, Ink.PURPLE, Ink.SKY, Ink.STRONG);

    /** Kinds of waits that are drawn as one. */
    private record Group(String words, Ink ink, List<String> waits) {}

    private final Timeline timeline;
    /** Backends by wait: a value at each reading, 0 where none was in that wait. */
    private final Map<Iteration, Map<String, Track>> backends = new LinkedHashMap<>();

    private WaitsChart(Timeline timeline) {
        this.timeline = timeline;
        timeline.iterations().forEach(iteration -> backends.put(iteration, backends(iteration)));
    }

    static Chart of(Timeline timeline) {
        return find(timeline)
                .orElseThrow(() -> new UserException(
                        timeline.run().path() + ": no waits to draw: the server did not let its statistics be read."));
    }

    /** Absent where the server did not let them be read. */
    static Optional<Chart> find(Timeline timeline) {
        if (timeline.waits().isEmpty()) {
            return Optional.empty();
        }
        List<Line> lines = lines(timeline);
        TimePlot plot = new TimePlot(
                timeline, "backends of the pool", TimePlot.sum(lines).max());
        plot.counts();
        plot.stack(lines);
        if (timeline.has(ProbeMetric.CHECKPOINTING)) {
            plot.lane("checkpoint", marks(timeline, ProbeMetric.CHECKPOINTING));
            plot.lane("autovacuum", marks(timeline, ProbeMetric.AUTOVACUUM));
        }
        return Optional.of(new Chart(
                "waits",
                "What the backends of the pool do over time",
                timeline.n() + "; stacked in the order of the legend, each step the mean of about "
                        + TimePlot.figure(timeline.step()) + " s"
                        + "; mean of the measured execute phases in the legend; " + ProbeMetric.RUNNING
                        + ": waits for nothing that the server knows of; " + ProbeMetric.IDLE
                        + ": for the client's next statement",
                Conditions.of(timeline.run().manifest()),
                plot));
    }

    /** From the axis upwards: at work, what is waited for most, all other waits, idle. */
    static List<Line> lines(Timeline timeline) {
        WaitsChart chart = new WaitsChart(timeline);
        return chart.groups().stream().map(chart::line).toList();
    }

    private Map<String, Track> backends(Iteration iteration) {
        // Waits that no backend was in have no row: the server's other gauges tell that it was read.
        TreeSet<Double> times = new TreeSet<>();
        Map<String, Map<Double, Double>> read = new HashMap<>();
        iteration.track(ProbeMetric.CHECKPOINTING).ifPresent(track -> {
            for (int i = 0; i < track.size(); i++) {
                times.add(track.time(i));
            }
        });
        for (String wait : timeline.waits()) {
            Map<Double, Double> counts = read.computeIfAbsent(wait, key -> new HashMap<>());
            iteration.track(ProbeMetric.wait(wait)).ifPresent(track -> {
                for (int i = 0; i < track.size(); i++) {
                    times.add(track.time(i));
                    counts.put(track.time(i), track.value(i));
                }
            });
        }
        Map<String, Track> all = new HashMap<>();
        read.forEach((wait, counts) -> {
            Track track = new Track();
            times.forEach(time -> track.add(time, counts.getOrDefault(time, 0.)));
            all.put(wait, track);
        });
        return all;
    }

    private List<Group> groups() {
        List<String> most = timeline.waits().stream()
                .filter(wait -> !wait.equals(ProbeMetric.RUNNING) && !wait.equals(ProbeMetric.IDLE))
                .sorted(Comparator.comparingDouble((String wait) -> -mean(List.of(wait))))
                .toList();
        int named = most.size() <= INKS.size() + 1 ? Math.min(most.size(), INKS.size()) : INKS.size();
        List<Group> groups = new ArrayList<>();
        groups.add(new Group(ProbeMetric.RUNNING, Ink.GREEN, List.of(ProbeMetric.RUNNING)));
        for (int i = 0; i < named; i++) {
            groups.add(new Group(most.get(i), INKS.get(i), List.of(most.get(i))));
        }
        if (most.size() > named) {
            groups.add(new Group("other waits", Ink.WARMUP, most.subList(named, most.size())));
        }
        groups.add(new Group(ProbeMetric.IDLE, Ink.BAND, List.of(ProbeMetric.IDLE)));
        return groups;
    }

    private double mean(List<String> waits) {
        return meanOfReadings(waits).orElse(0);
    }

    /** Over the looks in the execute phases of the measured iterations; absent where there was none. */
    private OptionalDouble meanOfReadings(List<String> waits) {
        List<OptionalDouble> means = waits.stream()
                .map(wait -> timeline.meanOfReadings(
                        iteration -> Optional.ofNullable(backends.get(iteration).get(wait))))
                .toList();
        return means.stream().anyMatch(OptionalDouble::isPresent)
                ? OptionalDouble.of(
                        means.stream().flatMapToDouble(OptionalDouble::stream).sum())
                : OptionalDouble.empty();
    }

    private double mean(Iteration iteration, List<String> waits, Span span) {
        return waits.stream()
                .flatMap(wait -> Optional.ofNullable(backends.get(iteration).get(wait)).stream())
                .filter(track -> track.size() > 0)
                .mapToDouble(track -> track.mean(span))
                .sum();
    }

    private Line line(Group group) {
        Track points = new Track();
        for (Iteration iteration : timeline.iterations()) {
            for (Span span : spans(iteration)) {
                points.hold(span, mean(iteration, group.waits(), span));
            }
            points.gap();
        }
        return new Line(TimePlot.named(group.words(), meanOfReadings(group.waits()), ""), group.ink(), points);
    }

    private List<Span> spans(Iteration iteration) {
        return backends.get(iteration).values().stream()
                .filter(track -> track.size() > 0)
                .findFirst()
                .map(track -> iteration.spans(track.time(0), iteration.end(), timeline.step()))
                .orElse(List.of());
    }

    /** Where a gauge was above 0. */
    static List<Mark> marks(Timeline timeline, ProbeMetric gauge) {
        List<Mark> marks = new ArrayList<>();
        for (Iteration iteration : timeline.iterations()) {
            iteration.track(gauge).ifPresent(track -> {
                for (int i = 0; i < track.size(); i++) {
                    double until = i + 1 < track.size() ? track.time(i + 1) : iteration.end();
                    if (track.value(i) > 0) {
                        marks.add(new Mark(new Span(track.time(i), until), 1));
                    }
                }
            });
        }
        return marks;
    }
}
