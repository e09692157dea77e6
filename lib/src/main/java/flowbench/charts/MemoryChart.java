package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.charts.TimePlot.Line;
import flowbench.charts.TimePlot.Mark;
import flowbench.charts.Timeline.Iteration;
import flowbench.runfolder.ProbeMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Memory of the client and of the server over time, and when garbage was collected. */
final class MemoryChart {
    private static final double MB = 1e6;

    private MemoryChart() {}

    static Chart of(Timeline timeline) {
        List<Line> lines = lines(timeline);
        double highest =
                lines.stream().mapToDouble(line -> line.points().max()).max().orElse(0);
        TimePlot plot = new TimePlot(timeline, "memory [MB]", highest);
        for (int i = 0; i < lines.size(); i++) {
            plot.lines(List.of(lines.get(i)), Look.DASHES.get(lines.size() - 1 - i), XYSeriesRenderStyle.Line);
        }
        plot.lane("garbage collection", collections(timeline));
        return new Chart(
                "memory",
                "Memory over time",
                timeline.n()
                        + "; peak of the measured execute phases in the legend; RSS: memory in use, of the server that of"
                        + " all its processes together" + TimePlot.thinned(timeline),
                Conditions.of(timeline.run().manifest()),
                plot);
    }

    static List<Line> lines(Timeline timeline) {
        List<Line> lines = new ArrayList<>();
        add(lines, timeline, ProbeMetric.HEAP_COMMITTED, "client's heap, committed", Ink.SKY);
        add(lines, timeline, ProbeMetric.HEAP_USED, "client's heap, used", Ink.GREEN);
        add(lines, timeline, ProbeMetric.SERVER_RSS, "server, RSS", Ink.ORANGE);
        add(lines, timeline, ProbeMetric.CLIENT_RSS, "client, RSS", Ink.BLUE);
        return lines;
    }

    private static void add(List<Line> lines, Timeline timeline, ProbeMetric metric, String name, Ink ink) {
        Track points = new Track();
        for (Iteration iteration : timeline.iterations()) {
            iteration
                    .track(metric)
                    .map(track -> track.extremes(timeline.grain()))
                    .ifPresent(track -> {
                        for (int i = 0; i < track.size(); i++) {
                            points.add(track.time(i), track.value(i) / MB);
                        }
                        points.gap();
                    });
        }
        OptionalDouble peak = timeline.measured().stream()
                .flatMapToDouble(iteration -> iteration.peak(metric).stream())
                .map(bytes -> bytes / MB)
                .max();
        lines.add(new Line(TimePlot.named(name, peak, "MB"), ink, points));
    }

    /** Between which readings garbage was collected. */
    static List<Mark> collections(Timeline timeline) {
        List<Mark> marks = new ArrayList<>();
        for (Iteration iteration : timeline.iterations()) {
            iteration.track(ProbeMetric.GC_COLLECTIONS).ifPresent(track -> {
                for (int i = 1; i < track.size(); i++) {
                    if (track.value(i) > track.value(i - 1)) {
                        marks.add(new Mark(new Span(track.time(i - 1), track.time(i)), 1));
                    }
                }
            });
        }
        return marks;
    }
}
