package flowbench.charts;

import flowbench.comparison.EngineComparison;
import flowbench.comparison.EngineComparison.Condition;
import flowbench.comparison.EngineComparison.Row;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
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

/** Steps per second of engines under each condition, with their intervals, and the bare queue that each stands on. */
final class EnginesChart {
    /** How far from each other the engines of one condition stand, of the distance between two conditions. */
    private static final double APART = .24;

    private static final double FLOOR_RING = 1.1;

    private EnginesChart() {}

    static Chart of(List<RunFolder> runs) {
        EngineComparison comparison = EngineComparison.of(runs);
        List<Row> rows = comparison.rows(Metric.STEPS_PER_SECOND);
        if (rows.isEmpty()) {
            throw new UserException("There is no run with flows whose engine could be drawn.");
        }
        return new Chart(
                "engines",
                "Steps per second by engine",
                subtitle(comparison, rows),
                comparison.conditions(),
                plot(comparison, rows));
    }

    private static LabelledPlot plot(EngineComparison comparison, List<Row> rows) {
        List<Condition> conditions =
                rows.stream().map(Row::condition).distinct().toList();
        List<String> engines = rows.stream()
                .map(Row::engine)
                .distinct()
                .sorted(java.util.Comparator.comparing(engine -> !engine.equals(comparison.base())))
                .toList();
        XYChart plot = new XYChart(Look.WIDTH, Look.HEIGHT);
        Look.apply(plot);
        plot.setYAxisTitle("steps/s: mean and 95 % interval; rings: messages/s, mean");
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < conditions.size(); i++) {
            labels.put(i + 1, label(conditions.get(i)));
        }
        double highest = 0;
        for (int e = 0; e < engines.size(); e++) {
            String engine = engines.get(e);
            double shift = (e - (engines.size() - 1) / 2.0) * APART;
            List<Row> own =
                    rows.stream().filter(row -> row.engine().equals(engine)).toList();
            double[] x = own.stream()
                    .mapToDouble(row -> conditions.indexOf(row.condition()) + 1 + shift)
                    .toArray();
            for (int i = 0; i < own.size(); i++) {
                highest = Math.max(highest, interval(plot, own.get(i), x[i], e, engine + " " + i));
            }
            points(plot, engine, x, own.stream().mapToDouble(Row::value).toArray(), e)
                    .setMarker(Look.marker(e));
            highest = Math.max(highest, floor(plot, comparison, conditions, engine, e, shift));
        }
        var styler = plot.getStyler();
        styler.setXAxisMin(.4);
        styler.setXAxisMax(conditions.size() + .6);
        double bottom = -Look.HAIR * highest;
        styler.setYAxisMin(bottom);
        styler.setYAxisMax(highest * 1.08);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return new LabelledPlot(plot, "flow runs × steps of each, workers", labels, bottom);
    }

    /** Draws the interval of a mean, and returns the highest of both. */
    private static double interval(XYChart plot, Row row, double x, int color, String name) {
        Optional<StudentInterval> interval = row.interval();
        if (interval.isPresent()) {
            XYSeries bar = plot.addSeries("interval of " + name, new double[] {x, x}, new double[] {
                Math.max(interval.get().low(), 0), interval.get().high()
            });
            bar.setMarker(SeriesMarkers.NONE);
            bar.setLineColor(Look.color(color));
            bar.setLineStyle(Look.THICK);
            bar.setShowInLegend(false);
        }
        return Math.max(row.value(), interval.map(StudentInterval::high).orElse(0.0));
    }

    /** Rings at the messages a second of the bare queue, where as many went through it; returns the highest. */
    private static double floor(
            XYChart plot,
            EngineComparison comparison,
            List<Condition> conditions,
            String engine,
            int color,
            double shift) {
        List<EngineComparison.Layer> layers = comparison.layers().stream()
                .filter(layer -> layer.engine().equals(engine))
                .toList();
        if (layers.isEmpty()) {
            return 0;
        }
        points(
                        plot,
                        engine + ", its queue bare",
                        layers.stream()
                                .mapToDouble(layer -> conditions.indexOf(layer.condition()) + 1 + shift)
                                .toArray(),
                        layers.stream()
                                .mapToDouble(EngineComparison.Layer::messagesPerSecond)
                                .toArray(),
                        color)
                .setMarker(new Look.Ring(FLOOR_RING));
        return layers.stream()
                .mapToDouble(EngineComparison.Layer::messagesPerSecond)
                .max()
                .orElse(0);
    }

    private static XYSeries points(XYChart plot, String name, double[] x, double[] y, int color) {
        XYSeries points = plot.addSeries(name, x, y);
        points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        points.setMarkerColor(Look.color(color));
        return points;
    }

    private static String subtitle(EngineComparison comparison, List<Row> rows) {
        List<String> ratios = rows.stream()
                .filter(row -> row.toBase().isPresent())
                .map(Row::engine)
                .distinct()
                .map(engine -> engine + " ÷ " + comparison.base() + ", steps/s (95 % interval): "
                        + rows.stream()
                                .filter(row -> row.engine().equals(engine)
                                        && row.toBase().isPresent())
                                .map(row -> label(row.condition()) + ": "
                                        + ratio(row.toBase().get()))
                                .collect(Collectors.joining("; ")))
                .toList();
        return (ratios.isEmpty() ? "no ratio: it needs two engines under one condition" : String.join("\n", ratios))
                + "\n" + comparison.replication();
    }

    private static String label(Condition condition) {
        return condition.flowRuns() + "×" + condition.steps() + ", " + condition.workers();
    }

    private static String ratio(Ratio ratio) {
        return Scale.text("", ratio.value())
                + ratio.interval()
                        .map((StudentInterval i) ->
                                " (" + Scale.text("", i.low()) + " to " + Scale.text("", i.high()) + ")")
                        .orElse(" (no interval)");
    }
}
