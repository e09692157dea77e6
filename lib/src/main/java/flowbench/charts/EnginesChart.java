package flowbench.charts;

import flowbench.comparison.EngineComparison;
import flowbench.comparison.EngineComparison.Condition;
import flowbench.comparison.EngineComparison.Layer;
import flowbench.comparison.EngineComparison.Row;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.StudentInterval;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
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

    private static Plot plot(EngineComparison comparison, List<Row> rows) {
        List<Condition> conditions =
                rows.stream().map(Row::condition).distinct().toList();
        List<String> engines = rows.stream()
                .map(Row::engine)
                .distinct()
                .sorted(Comparator.comparing(engine -> !engine.equals(comparison.base())))
                .toList();
        double highest = Math.max(
                rows.stream()
                        .mapToDouble(row -> row.interval()
                                .map(interval -> Math.max(interval.high(), row.value()))
                                .orElse(row.value()))
                        .max()
                        .orElse(0),
                comparison.layers().stream()
                        .filter(layer -> engines.contains(layer.engine()))
                        .mapToDouble(Layer::messagesPerSecond)
                        .max()
                        .orElse(0));
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < conditions.size(); i++) {
            labels.put(i + 1, label(conditions.get(i)));
        }
        return new LabelledPlot(
                theme -> {
                    XYChart plot = Look.plot(theme);
                    for (int e = 0; e < engines.size(); e++) {
                        String engine = engines.get(e);
                        double shift = (e - (engines.size() - 1) / 2.0) * APART;
                        ToDoubleFunction<Condition> place = condition -> conditions.indexOf(condition) + 1 + shift;
                        means(plot, engine, rows, place, Ink.of(e).on(theme), Look.marker(e));
                        floor(
                                plot,
                                engine,
                                comparison.layers(),
                                place,
                                Ink.of(e).on(theme));
                    }
                    axes(plot, conditions.size(), highest);
                    return plot;
                },
                "flow runs × steps of each, workers",
                labels,
                -Look.HAIR * highest);
    }

    private static void axes(XYChart plot, int places, double highest) {
        plot.setYAxisTitle("steps/s; rings: messages/s");
        var styler = plot.getStyler();
        styler.setXAxisMin(.4);
        styler.setXAxisMax(places + .6);
        styler.setYAxisMin(-Look.HAIR * highest);
        styler.setYAxisMax(highest * 1.08);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
    }

    /** The means of an engine with their intervals. */
    private static void means(
            XYChart plot,
            String engine,
            List<Row> rows,
            ToDoubleFunction<Condition> place,
            Color color,
            Marker marker) {
        List<Row> own = rows.stream().filter(row -> row.engine().equals(engine)).toList();
        double[] x = own.stream().map(Row::condition).mapToDouble(place).toArray();
        for (int i = 0; i < own.size(); i++) {
            Optional<StudentInterval> interval = own.get(i).interval();
            if (interval.isPresent()) {
                XYSeries bar =
                        plot.addSeries("interval of " + engine + " " + i, new double[] {x[i], x[i]}, new double[] {
                            Math.max(interval.get().low(), 0), interval.get().high()
                        });
                bar.setMarker(SeriesMarkers.NONE);
                bar.setLineColor(color);
                bar.setLineStyle(Look.THICK);
                bar.setShowInLegend(false);
            }
        }
        points(plot, engine, x, own.stream().mapToDouble(Row::value).toArray(), color)
                .setMarker(marker);
    }

    /** Rings at the messages a second of the bare queue, where as many went through it. */
    private static void floor(
            XYChart plot, String engine, List<Layer> all, ToDoubleFunction<Condition> place, Color color) {
        List<Layer> layers =
                all.stream().filter(layer -> layer.engine().equals(engine)).toList();
        if (!layers.isEmpty()) {
            points(
                            plot,
                            engine + ", its queue bare",
                            layers.stream()
                                    .map(Layer::condition)
                                    .mapToDouble(place)
                                    .toArray(),
                            layers.stream()
                                    .mapToDouble(Layer::messagesPerSecond)
                                    .toArray(),
                            color)
                    .setMarker(new Look.Ring(FLOOR_RING));
        }
    }

    private static XYSeries points(XYChart plot, String name, double[] x, double[] y, Color color) {
        XYSeries points = plot.addSeries(name, x, y);
        points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        points.setMarkerColor(color);
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
                                        + row.toBase().get().brief())
                                .collect(Collectors.joining("; ")))
                .toList();
        return (ratios.isEmpty() ? "no ratio: it needs two engines under one condition" : String.join("\n", ratios))
                + "\nmeans and 95 % intervals; " + comparison.replication();
    }

    private static String label(Condition condition) {
        return condition.flowRuns() + "×" + condition.steps() + ", " + condition.workers();
    }
}
