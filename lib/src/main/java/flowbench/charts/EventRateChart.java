package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.EventSeconds;
import flowbench.analysis.Sustained;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.Scale;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** An event stream over time: what is written and what arrives, and below it the latency, flat or growing. */
final class EventRateChart {
    /** Wide enough for the labels of both plots, so that their seconds stand below each other. */
    private static final int LABELS_WIDTH = 88;
    /** Below this, and below 0, a latency is drawn here: a logarithmic axis has no 0. */
    private static final double SHORTEST_MS = .1;
    /** On an axis of five decades the legend is about one high. */
    private static final double LEGEND_ROOM = 20;

    private EventRateChart() {}

    static Chart of(RunFolder run) {
        Sustained.Row judged = Sustained.of(run).rows().get(0);
        EventSeconds seconds = EventSeconds.of(run);
        return new Chart(
                "event-rate",
                "Event stream on channel " + judged.channel() + ": " + Math.round(judged.offered())
                        + " events/s offered, " + (judged.held() ? "held" : "not held"),
                (judged.held() ? "" : judged.verdict() + "; ") + "written " + Math.round(judged.written())
                        + "/s, delivered " + judged.delivered() + " of " + judged.expected()
                        + "; latency: from the return of the call that wrote an event to its arrival, by the second of its"
                        + " commit",
                Conditions.of(run.manifest()),
                new Above(
                        Plot.of(theme -> rates(judged, seconds, theme)), Plot.of(theme -> latencies(seconds, theme))));
    }

    private static XYChart rates(Sustained.Row judged, EventSeconds seconds, Theme theme) {
        XYChart plot = plot("events/s", end(seconds), theme);
        double[] end = {0, end(seconds)};
        XYSeries offered = plot.addSeries("offered", end, new double[] {judged.offered(), judged.offered()});
        offered.setMarker(SeriesMarkers.NONE);
        offered.setLineColor(Ink.QUIET.on(theme));
        offered.setLineStyle(Look.DASHED);
        List<EventSeconds.Row> rows = seconds.rows();
        double[] xs = rows.stream().mapToDouble(EventSeconds.Row::middle).toArray();
        double[] written = rows.stream().mapToDouble(EventSeconds.Row::written).toArray();
        double[] arrived = rows.stream().mapToDouble(EventSeconds.Row::arrived).toArray();
        // Broad, so that it is seen where as much arrives.
        line(plot, "written", xs, written, Ink.BLUE.on(theme), 0).setLineStyle(Look.BROAD);
        line(plot, "arrived", xs, arrived, Ink.ORANGE.on(theme), 1);
        double highest = judged.offered();
        for (int i = 0; i < xs.length; i++) {
            highest = Math.max(highest, Math.max(written[i], arrived[i]));
        }
        plot.getStyler().setYAxisMin(-Look.HAIR * highest);
        plot.getStyler().setYAxisMax(highest * 1.35);
        plot.getStyler().setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return plot;
    }

    private static XYChart latencies(EventSeconds seconds, Theme theme) {
        XYChart plot = plot("latency [ms], logarithmic", end(seconds), theme);
        plot.setXAxisTitle("seconds after the first commit");
        double longest = Math.max(
                quantile(plot, seconds, .5, "median", Ink.GREEN.on(theme), 0),
                quantile(plot, seconds, .99, "p99", Ink.PURPLE.on(theme), 1));
        double decade = Math.pow(10, Math.ceil(Math.log10(Math.max(longest, 10 * SHORTEST_MS) * 1.01)));
        var styler = plot.getStyler();
        styler.setYAxisLogarithmic(true);
        styler.setYAxisMin(SHORTEST_MS * .98);
        // Room for the legend above the lines.
        styler.setYAxisMax(decade * LEGEND_ROOM);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return plot;
    }

    /** Draws a quantile where the events of a second are enough for it, and returns its highest value. */
    private static double quantile(XYChart plot, EventSeconds seconds, double p, String name, Color color, int index) {
        List<EventSeconds.Row> rows = seconds.rows().stream()
                .filter(row -> row.latency().quantile(p).isPresent())
                .toList();
        if (rows.isEmpty()) {
            return 0;
        }
        double[] values = rows.stream()
                .mapToDouble(row -> row.latency().quantile(p).orElseThrow() / Scale.MILLISECONDS.divisor())
                .map(value -> Math.max(value, SHORTEST_MS))
                .toArray();
        double[] xs = rows.stream().mapToDouble(EventSeconds.Row::middle).toArray();
        line(plot, name, xs, values, color, index);
        double highest = 0;
        for (double value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    private static XYChart plot(String axis, double end, Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.setYAxisTitle(axis);
        var styler = plot.getStyler();
        styler.setXAxisMin(0.0);
        styler.setXAxisMax(end);
        styler.setXAxisTickLabelsFormattingFunction(IterationsChart::tick);
        styler.setYAxisLeftWidthHint(LABELS_WIDTH);
        styler.setLegendPosition(LegendPosition.InsideNE);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setMarkerSize(6);
        return plot;
    }

    private static XYSeries line(XYChart plot, String name, double[] xs, double[] ys, Color color, int index) {
        XYSeries line = plot.addSeries(name, xs, ys);
        line.setLineColor(color);
        line.setLineStyle(Look.THICK);
        line.setMarker(Look.marker(index));
        line.setMarkerColor(color);
        return line;
    }

    private static double end(EventSeconds seconds) {
        return seconds.rows().size() * seconds.spanSeconds();
    }

    /** Two plots, one above the other. */
    private record Above(Plot upper, Plot lower) implements Plot {
        @Override
        public void paint(Graphics2D g, Theme theme, int width, int height) {
            int middle = height / 2 - 10;
            Graphics2D part = (Graphics2D) g.create();
            upper.paint(part, theme, width, middle);
            part.dispose();
            part = (Graphics2D) g.create();
            part.translate(0, middle);
            lower.paint(part, theme, width, height - middle);
            part.dispose();
        }
    }
}
