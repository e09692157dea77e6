package flowbench.charts;

import flowbench.comparison.Channels;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.StudentInterval;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What listening costs those who write, and how soon events arrive: steps per second and latency by channel, side by side. */
final class ChannelsChart {
    private static final String NONE = "none";

    /** The part of the width that steps a second take, which are a point for each channel. */
    private static final double NARROW = .4;

    private ChannelsChart() {}

    static Chart of(List<RunFolder> runs) {
        Channels channels = Channels.of(runs);
        boolean baseline = channels.rows().get(0).channel().equals(NONE);
        Plot steps = steps(channels, baseline);
        PercentilePlot latency = EventLatencyChart.plot(channels, baseline ? 1 : 0);
        return new Chart(
                "channels",
                "What a channel costs, and how soon its events arrive",
                subtitle(channels) + latency.leftOut(),
                channels.conditions(),
                latency.isEmpty() ? steps : new Beside(steps, latency.withLegendInside(), NARROW));
    }

    private static Plot steps(Channels channels, boolean baseline) {
        List<Channels.Row> rows = channels.rows();
        double highest = rows.stream()
                .map(Channels.Row::stepsPerSecond)
                .mapToDouble(
                        steps -> steps.interval().map(StudentInterval::high).orElse(steps.mean()))
                .max()
                .orElse(0);
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            labels.put(i + 1, rows.get(i).channel());
        }
        return new LabelledPlot(theme -> draw(rows, baseline, highest, theme), "channel", labels, -Look.HAIR * highest);
    }

    private static XYChart draw(List<Channels.Row> rows, boolean baseline, double highest, Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.getStyler().setLegendVisible(false);
        plot.setYAxisTitle("steps/s: mean and 95 % interval");
        if (baseline) {
            double mean = rows.get(0).stepsPerSecond().mean();
            XYSeries line =
                    plot.addSeries("mean of none", new double[] {.4, rows.size() + .6}, new double[] {mean, mean});
            line.setMarker(SeriesMarkers.NONE);
            line.setLineColor(Ink.QUIET.on(theme));
            line.setLineStyle(Look.DASHED);
        }
        for (int i = 0; i < rows.size(); i++) {
            Channels.Row row = rows.get(i);
            double mean = row.stepsPerSecond().mean();
            Optional<StudentInterval> interval = row.stepsPerSecond().interval();
            if (interval.isPresent()) {
                // Not an error bar: that has two equal halves, and the axis ends at 0.
                XYSeries bar =
                        plot.addSeries("interval of " + row.channel(), new double[] {i + 1, i + 1}, new double[] {
                            Math.max(interval.get().low(), 0), interval.get().high()
                        });
                bar.setMarker(SeriesMarkers.NONE);
                bar.setLineColor(Ink.of(i).on(theme));
                bar.setLineStyle(Look.THICK);
            }
            XYSeries point = plot.addSeries(row.channel(), new double[] {i + 1}, new double[] {mean});
            point.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            point.setMarker(Look.marker(i));
            point.setMarkerColor(Ink.of(i).on(theme));
        }
        var styler = plot.getStyler();
        styler.setXAxisMin(.4);
        styler.setXAxisMax(rows.size() + .6);
        styler.setYAxisMin(-Look.HAIR * highest);
        styler.setYAxisMax(highest > 0 ? highest * 1.08 : 1.0);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return plot;
    }

    private static String subtitle(Channels channels) {
        String ratios = channels.rows().stream()
                .filter(row -> row.toNone().isPresent())
                .map(row -> row.channel() + " " + row.toNone().get().brief())
                .collect(Collectors.joining(", "));
        String delivered = channels.rows().stream()
                .filter(row -> row.events()
                        .filter(events -> events.delivered() < events.expected())
                        .isPresent())
                .map(row -> row.channel() + " delivered " + row.events().get().delivered() + " of "
                        + row.events().get().expected())
                .collect(Collectors.joining(", "));
        return (ratios.isEmpty()
                        ? "no ratio: it needs none and another channel"
                        : "steps/s ÷ none (95 % interval): " + ratios)
                + "\n" + channels.replication()
                + (delivered.isEmpty() ? "" : "; " + delivered)
                + (EventLatencyChart.rows(channels).isEmpty()
                        ? ""
                        : "; " + EventLatencyChart.belowZero(EventLatencyChart.rows(channels)));
    }
}
