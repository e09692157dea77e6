package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.charts.TimePlot.Line;
import flowbench.charts.Timeline.Iteration;
import flowbench.runfolder.ProbeMetric;
import java.util.List;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Connections of the pool over time, and the threads that wait for one. */
final class PoolChart {
    private PoolChart() {}

    static Chart of(Timeline timeline) {
        List<Line> lines = lines(timeline);
        TimePlot plot = new TimePlot(
                timeline,
                "connections, waiting threads",
                lines.stream().mapToDouble(line -> line.points().max()).max().orElse(0));
        plot.counts();
        // Broad, so that it is seen where all of them are in use.
        plot.lines(lines.subList(0, 1), Look.BROAD, XYSeriesRenderStyle.Step);
        plot.lines(lines.subList(1, 2), Look.THICK, XYSeriesRenderStyle.Step);
        plot.lines(lines.subList(2, lines.size()), Look.DASHED, XYSeriesRenderStyle.Step);
        return new Chart(
                "pool",
                "The pool of connections over time",
                timeline.n() + "; mean of the measured execute phases in the legend" + TimePlot.thinned(timeline),
                Conditions.of(timeline.run().manifest()),
                plot);
    }

    static List<Line> lines(Timeline timeline) {
        return List.of(
                line(timeline, ProbeMetric.POOL_TOTAL, "connections", Ink.WARMUP),
                line(timeline, ProbeMetric.POOL_ACTIVE, "active", Ink.BLUE),
                line(timeline, ProbeMetric.POOL_PENDING, "threads waiting for one", Ink.ORANGE));
    }

    private static Line line(Timeline timeline, ProbeMetric metric, String name, Ink ink) {
        Track points = new Track();
        for (Iteration iteration : timeline.iterations()) {
            iteration
                    .track(metric)
                    .map(track -> track.extremes(timeline.grain()))
                    .ifPresent(track -> {
                        for (int i = 0; i < track.size(); i++) {
                            // Each value holds until the next that differs.
                            if (i == 0 || track.value(i) != track.value(i - 1)) {
                                points.add(track.time(i), track.value(i));
                            }
                        }
                        points.add(iteration.end(), track.value(track.size() - 1));
                        points.gap();
                    });
        }
        return new Line(
                TimePlot.named(name, timeline.meanOfReadings(iteration -> iteration.track(metric)), ""), ink, points);
    }
}
