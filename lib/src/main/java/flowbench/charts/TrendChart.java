package flowbench.charts;

import flowbench.analysis.Summary;
import flowbench.history.History;
import flowbench.history.RunSeries;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.RunFolder;
import flowbench.statistics.Estimate;
import flowbench.statistics.LevelChanges.Level;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private final List<Level> levels;
    private final List<History.Change> changes;

    private TrendChart(RunSeries series, List<Level> levels, List<History.Change> changes) {
        this.series = series;
        this.levels = levels;
        this.changes = changes;
        this.rows = series.points().stream().map(RunSeries.Point::row).toList();
        this.highest = bounds(StudentInterval::high).max().orElseThrow();
        this.scale = Scale.of(series.metric().unit(), highest);
    }

    static Chart of(List<RunFolder> runs, String metric) {
        return of(RunSeries.of(runs, List.of(metric)).get(0));
    }

    private static Chart of(RunSeries series) {
        return new TrendChart(series, List.of(), List.of()).draw("trend");
    }

    /** Absent where fewer than two runs can stand on one line. */
    static Optional<Chart> find(List<RunFolder> runs, String metric) {
        return Optional.of(RunSeries.of(runs, List.of(metric)).get(0))
                .filter(series -> series.points().size() > 1)
                .map(TrendChart::of);
    }

    static Chart of(History.Line line) {
        return new TrendChart(line.series(), line.levels().levels(), line.changes()).draw("history");
    }

    private DoubleStream bounds(Function<StudentInterval, Double> bound) {
        return rows.stream()
                .map(Summary.Row::estimate)
                .mapToDouble(estimate -> estimate.interval().map(bound).orElse(estimate.mean()));
    }

    private Chart draw(String kind) {
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            labels.put(i + 1, label(series.points().get(i).run().manifest()));
        }
        String words = words();
        return new Chart(
                kind + "-" + series.newest().run().manifest().scenarioInFileNames() + "-"
                        + series.metric().name(),
                IterationsChart.capitalised(words) + " from run to run",
                subtitle(),
                series.conditions(),
                new LabelledPlot(theme -> new Painting(theme).plot(), "start of the run (UTC)", labels, bottom())
                        .withNotes(notes()));
    }

    private String words() {
        return IterationsChart.words(series.metric(), rows.get(0).phase());
    }

    private double bottom() {
        double lowest = bounds(StudentInterval::low).min().orElseThrow();
        return lowest < 0 ? lowest / scale.divisor() * 1.1 : -Look.HAIR * highest / scale.divisor();
    }

    private double top() {
        return highest > 0 ? highest / scale.divisor() * 1.1 : 1.0;
    }

    private String subtitle() {
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

    /** By how much each level changed, and at which commit. */
    private SortedMap<Double, String> notes() {
        SortedMap<Double, String> notes = new TreeMap<>();
        for (History.Change change : changes) {
            notes.put(
                    change.level().index() + .5,
                    percent(change) + (change.commit().isEmpty() ? "" : " at commit " + change.commit()));
        }
        return notes;
    }

    private static String percent(History.Change change) {
        return change.percent().isPresent()
                ? String.format(Locale.ROOT, "%+.1f %%", change.percent().getAsDouble())
                : change.verdict().toString();
    }

    private String words(History.Change change) {
        return change.verdict() + " at " + label(change.firstAfter())
                + (change.percent().isPresent() ? ": " + percent(change) : "")
                + (change.undone() ? ", undone since" : "");
    }

    /** Month, day, hour and minute of the start of a run. */
    static String label(Manifest run) {
        String instant = run.startedAt();
        return instant.length() < 16 ? instant : instant.substring(5, 10) + " " + instant.substring(11, 16);
    }

    /** The plot on one ground. */
    private final class Painting {
        private final Theme theme;
        private final XYChart plot;

        private Painting(Theme theme) {
            this.theme = theme;
            this.plot = Look.plot(theme);
        }

        private XYChart plot() {
            plot.setYAxisTitle(words() + " [" + scale.unit() + "]");
            for (History.Verdict verdict : History.Verdict.values()) {
                boundaries(verdict);
            }
            levels();
            means();
            withinOneProcess();
            var styler = plot.getStyler();
            styler.setErrorBarsColorSeriesColor(true);
            styler.setXAxisMin(.5);
            styler.setXAxisMax(rows.size() + .5);
            styler.setYAxisMin(bottom());
            styler.setYAxisMax(top());
            styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
            return plot;
        }

        /** Where a level ends and the next begins, between two runs. */
        private void boundaries(History.Verdict verdict) {
            List<Double> xs = new ArrayList<>();
            List<Double> ys = new ArrayList<>();
            changes.stream().filter(change -> change.verdict() == verdict).forEach(change -> {
                double x = change.level().index() + .5;
                gap(xs, ys);
                xs.addAll(List.of(x, x));
                ys.addAll(List.of(bottom(), top()));
            });
            boolean worse = verdict == History.Verdict.REGRESSION;
            line(
                    verdict.toString(),
                    xs,
                    ys,
                    worse ? Ink.VERMILLION : Ink.GREEN,
                    worse ? Look.DASHED : Look.DASHES.get(2));
        }

        private void levels() {
            List<Double> xs = new ArrayList<>();
            List<Double> ys = new ArrayList<>();
            for (Level level : levels) {
                gap(xs, ys);
                xs.addAll(List.of(level.from() + .5, level.to() + .5));
                ys.addAll(List.of(level.mean() / scale.divisor(), level.mean() / scale.divisor()));
            }
            line("level", xs, ys, Ink.STRONG, Look.THICK);
        }

        /** A value that is not drawn, so that one line of several pieces is one series with one name. */
        private void gap(List<Double> xs, List<Double> ys) {
            if (!xs.isEmpty()) {
                xs.add(xs.get(xs.size() - 1));
                ys.add(Double.NaN);
            }
        }

        private void line(String name, List<Double> xs, List<Double> ys, Ink ink, BasicStroke stroke) {
            if (!xs.isEmpty()) {
                XYSeries line = plot.addSeries(name, xs, ys);
                line.setMarker(SeriesMarkers.NONE);
                line.setLineColor(ink.on(theme));
                line.setLineStyle(stroke);
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
            means.setLineColor(Ink.of(0).on(theme));
            means.setLineStyle(Look.THIN);
            means.setMarker(Look.marker(0));
            means.setMarkerColor(Ink.of(0).on(theme));
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
                rings.setMarkerColor(Ink.QUIET.on(theme));
            }
        }
    }
}
