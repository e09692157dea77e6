package flowbench.charts;

import flowbench.analysis.Summary;
import flowbench.history.History;
import flowbench.history.RunSeries;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.Estimate;
import flowbench.statistics.LevelChange;
import flowbench.statistics.LevelChanges.Level;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The mean of a metric in every run of one scenario, in the order of time, with its interval; and where its level changed. */
final class TrendChart {
    /** Changes that the subtitle names; the newest matter most. */
    private static final int MOST_NAMED = 3;

    private final RunSeries series;
    private final List<Summary.Row> rows;
    private final Scale scale;
    private final double highest;
    private final XYChart plot = new XYChart(Look.WIDTH, Look.HEIGHT);

    private TrendChart(RunSeries series) {
        this.series = series;
        this.rows = series.points().stream().map(RunSeries.Point::row).toList();
        this.highest = bounds(StudentInterval::high).max().orElseThrow();
        this.scale = Scale.of(series.metric().unit(), highest);
    }

    static Chart of(List<RunFolder> runs, String metric) {
        return new TrendChart(RunSeries.of(runs, List.of(metric)).get(0)).draw("trend", List.of(), List.of());
    }

    static Chart of(History.Line line) {
        return new TrendChart(line.series()).draw("history", line.levels().levels(), line.changes());
    }

    private DoubleStream bounds(Function<StudentInterval, Double> bound) {
        return rows.stream()
                .map(Summary.Row::estimate)
                .mapToDouble(estimate -> estimate.interval().map(bound).orElse(estimate.mean()));
    }

    private Chart draw(String kind, List<Level> levels, List<History.Change> changes) {
        double lowest = bounds(StudentInterval::low).min().orElseThrow();
        Look.apply(plot);
        String words = IterationsChart.words(series.metric(), rows.get(0).phase());
        plot.setYAxisTitle(words + " [" + scale.unit() + "]");
        double bottom = lowest < 0 ? lowest / scale.divisor() * 1.1 : -Look.HAIR * highest / scale.divisor();
        double top = highest > 0 ? highest / scale.divisor() * 1.1 : 1.0;
        for (History.Verdict verdict : History.Verdict.values()) {
            boundaries(verdict, changes, bottom, top);
        }
        levels(levels);
        means();
        withinOneProcess();
        var styler = plot.getStyler();
        styler.setErrorBarsColorSeriesColor(true);
        styler.setXAxisMin(.5);
        styler.setXAxisMax(rows.size() + .5);
        styler.setYAxisMin(bottom);
        styler.setYAxisMax(top);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            labels.put(i + 1, label(series.points().get(i)));
        }
        return new Chart(
                kind + "-" + series.newest().run().manifest().scenarioInFileNames() + "-"
                        + series.metric().name(),
                IterationsChart.capitalised(words) + " from run to run",
                subtitle(levels, changes),
                series.conditions(),
                new LabelledPlot(plot, "start of the run (UTC)", labels, bottom));
    }

    private String subtitle(List<Level> levels, List<History.Change> changes) {
        long within = rows.stream()
                .map(Summary.Row::estimate)
                .filter(Estimate::withinOneProcess)
                .count();
        String runs = "mean of each run and its 95 % interval over fork means; " + rows.size()
                + (rows.size() == 1 ? " run" : " runs")
                + (within == 0 ? "" : ", " + within + " of one fork (ringed: interval within one process)")
                + series.passedOverText().map(text -> "; passed over: " + text).orElse("");
        if (levels.isEmpty()) {
            return runs;
        }
        String found = changes.isEmpty()
                ? "no change of level found"
                : changes.stream()
                        .skip(Math.max(0, changes.size() - MOST_NAMED))
                        .map(this::words)
                        .collect(Collectors.joining("; ", changes.size() > MOST_NAMED ? "newest changes: " : "", ""));
        return found + "\n" + runs;
    }

    private String words(History.Change change) {
        LevelChange level = change.level();
        return change.verdict() + " at " + label(series.points().get(level.index()))
                + (change.percent().isPresent()
                        ? String.format(
                                Locale.ROOT, ": %+.1f %%", change.percent().getAsDouble())
                        : "")
                + (change.undone() ? ", undone since" : "");
    }

    /** Where a level ends and the next begins, between two runs. */
    private void boundaries(History.Verdict verdict, List<History.Change> changes, double bottom, double top) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        changes.stream().filter(change -> change.verdict() == verdict).forEach(change -> {
            double x = change.level().index() + .5;
            gap(xs, ys);
            xs.addAll(List.of(x, x));
            ys.addAll(List.of(bottom, top));
        });
        line(verdict.toString(), xs, ys, verdict == History.Verdict.REGRESSION ? Look.VERMILLION : Look.GREEN);
    }

    private void levels(List<Level> levels) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Level level : levels) {
            gap(xs, ys);
            xs.addAll(List.of(level.from() + .5, level.to() + .5));
            ys.addAll(List.of(level.mean() / scale.divisor(), level.mean() / scale.divisor()));
        }
        line("level", xs, ys, Look.BLACK);
    }

    /** A value that is not drawn, so that one line of several pieces is one series with one name. */
    private static void gap(List<Double> xs, List<Double> ys) {
        if (!xs.isEmpty()) {
            xs.add(xs.get(xs.size() - 1));
            ys.add(Double.NaN);
        }
    }

    private void line(String name, List<Double> xs, List<Double> ys, Color color) {
        if (!xs.isEmpty()) {
            XYSeries line = plot.addSeries(name, xs, ys);
            line.setMarker(SeriesMarkers.NONE);
            line.setLineColor(color);
            line.setLineStyle(Look.DASHED);
        }
    }

    private void means() {
        double[] xs = IntStream.rangeClosed(1, rows.size()).asDoubleStream().toArray();
        double[] ys = rows.stream()
                .mapToDouble(row -> row.estimate().mean() / scale.divisor())
                .toArray();
        double[] bars = rows.stream()
                .mapToDouble(row -> row.estimate()
                                .interval()
                                .map(v -> (v.high() - v.low()) / 2)
                                .orElse(0.0)
                        / scale.divisor())
                .toArray();
        Summary.Row row = rows.get(0);
        // What another tool has measured has no engine.
        String name = row.engine().isEmpty() ? row.metric().name() : row.engine();
        XYSeries means = plot.addSeries(name, xs, ys, bars);
        means.setLineColor(Look.color(0));
        means.setLineStyle(Look.THIN);
        means.setMarker(Look.marker(0));
        means.setMarkerColor(Look.color(0));
    }

    private void withinOneProcess() {
        int[] which = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).estimate().withinOneProcess())
                .toArray();
        if (which.length > 0) {
            XYSeries rings = plot.addSeries(
                    "one fork",
                    IntStream.of(which).mapToDouble(i -> i + 1).toArray(),
                    IntStream.of(which)
                            .mapToDouble(i -> rows.get(i).estimate().mean() / scale.divisor())
                            .toArray());
            rings.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            rings.setMarker(new Look.Ring(1.8));
            rings.setMarkerColor(Look.QUIET);
        }
    }

    /** Month, day, hour and minute of the start of a run. */
    private static String label(RunSeries.Point point) {
        String instant = point.run().manifest().startedAt();
        return instant.length() < 16 ? instant : instant.substring(5, 10) + " " + instant.substring(11, 16);
    }
}
