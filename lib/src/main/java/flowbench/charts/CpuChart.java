package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.charts.TimePlot.Line;
import flowbench.charts.TimePlot.Mark;
import flowbench.charts.Timeline.Iteration;
import flowbench.runfolder.ProbeMetric;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** How many processors were busy over time, and for whom: the counters' differences over short spans of time. */
final class CpuChart {
    /** Who is busy, and in which colour. */
    private enum User {
        CLIENT("client", Ink.BLUE, ProbeMetric.CLIENT_CPU),
        SERVER("server", Ink.ORANGE, ProbeMetric.SERVER_CPU),
        REST("rest of the machine", Ink.WARMUP, ProbeMetric.MACHINE_CPU),
        STOLEN("stolen by the host", Ink.STRONG, ProbeMetric.MACHINE_STOLEN);

        private final String words;
        private final Ink ink;
        private final ProbeMetric counter;

        User(String words, Ink ink, ProbeMetric counter) {
            this.words = words;
            this.ink = ink;
            this.counter = counter;
        }

        double processors(Iteration iteration, Span span) {
            double busy = busy(iteration, span, counter);
            // The three are not read at the same instant, so what is left can miss 0.
            return this == REST
                    ? Math.max(0, busy - CLIENT.processors(iteration, span) - SERVER.processors(iteration, span))
                    : busy;
        }
    }

    private CpuChart() {}

    static Chart of(Timeline timeline) {
        List<Line> lines = lines(timeline);
        int processors = timeline.processors();
        TimePlot plot = new TimePlot(
                timeline,
                "processors busy",
                Math.max(processors, TimePlot.sum(lines).max()));
        plot.stack(lines);
        if (processors > 0) {
            Track all = new Track();
            all.add(0, processors);
            all.add(timeline.end(), processors);
            plot.lines(List.of(new Line("all " + processors, Ink.QUIET, all)), Look.DASHED, XYSeriesRenderStyle.Line);
        }
        List<Mark> waited = waited(timeline);
        if (!waited.isEmpty()) {
            plot.lane("waited for a processor", waited);
        }
        OptionalDouble share =
                timeline.mean((iteration, execute) -> busy(iteration, execute, ProbeMetric.CPU_PRESSURE));
        return new Chart(
                "cpu",
                "Processors over time",
                timeline.n() + "; stacked in the order of the legend, each step the mean of about "
                        + TimePlot.figure(timeline.step()) + " s"
                        + "; mean of the measured execute phases in the legend"
                        + (waited.isEmpty() || share.isEmpty()
                                ? ""
                                : "; in " + Scale.percent(share.getAsDouble())
                                        + " of their time somebody waited for a processor: the darker the strip, the more"),
                Conditions.of(timeline.run().manifest()),
                plot);
    }

    /** Processors that were busy, in the order from the axis upwards. */
    static List<Line> lines(Timeline timeline) {
        Map<User, Track> tracks = new LinkedHashMap<>();
        for (User user : User.values()) {
            if (timeline.has(user.counter)) {
                tracks.put(user, new Track());
            }
        }
        for (Iteration iteration : timeline.iterations()) {
            for (Span span : spans(timeline, iteration)) {
                tracks.forEach((user, track) -> track.hold(span, user.processors(iteration, span)));
            }
            tracks.values().forEach(Track::gap);
        }
        List<Line> lines = new ArrayList<>();
        tracks.forEach((user, track) -> {
            OptionalDouble mean = timeline.mean(user::processors);
            lines.add(new Line(TimePlot.named(user.words, mean, ""), user.ink, track));
        });
        return lines;
    }

    /** In which share of the time somebody waited for a processor. */
    static List<Mark> waited(Timeline timeline) {
        List<Mark> marks = new ArrayList<>();
        for (Iteration iteration : timeline.iterations()) {
            if (iteration.track(ProbeMetric.CPU_PRESSURE).isPresent()) {
                spans(timeline, iteration)
                        .forEach(span -> marks.add(new Mark(span, busy(iteration, span, ProbeMetric.CPU_PRESSURE))));
            }
        }
        return marks;
    }

    private static List<Span> spans(Timeline timeline, Iteration iteration) {
        return iteration
                .track(ProbeMetric.CLIENT_CPU)
                .map(track -> iteration.spans(track.time(0), track.time(track.size() - 1), timeline.step()))
                .orElse(List.of());
    }

    /** Processors that were busy for a counter in a span of time; 0 where it could not be read. */
    private static double busy(Iteration iteration, Span span, ProbeMetric counter) {
        return iteration
                .track(counter)
                .map(track -> (track.at(span.to()) - track.at(span.from())) / Timeline.SECOND_NS / span.seconds())
                .orElse(0.);
    }
}
