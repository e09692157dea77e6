package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Summary;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Estimate;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** The mean of a metric in every run of one scenario, in the order of time, with its interval. */
final class TrendChart {
    private TrendChart() {}

    static Chart of(List<RunFolder> runs, String metric) {
        List<RunFolder> ordered = runs.stream()
                .sorted(Comparator.comparing((RunFolder run) -> run.manifest().startedAt())
                        .thenComparing(run -> run.manifest().runId()))
                .toList();
        if (ordered.isEmpty()) {
            throw new UserException("There is no run to draw.");
        }
        Manifest newest = ordered.get(ordered.size() - 1).manifest();
        String scenario = newest.scenario();
        List<Summary.Row> rows = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        for (RunFolder run : ordered) {
            if (!Conditions.comparable(run.manifest(), newest)) {
                continue;
            }
            rows(run).stream()
                    .filter(row -> row.metric().name().equals(metric))
                    .min(Comparator.comparing(row -> row.phase() != Phase.EXECUTE))
                    .ifPresent(row -> {
                        rows.add(row);
                        manifests.add(run.manifest());
                    });
        }
        if (rows.isEmpty()) {
            throw new UserException("Metric \"" + metric + "\" was not measured in any run of " + scenario + ".");
        }
        return draw(scenario, rows, manifests, runs.size() - rows.size());
    }

    /** The rows of a run; none where nothing was measured, or another's file is damaged. */
    private static List<Summary.Row> rows(RunFolder run) {
        try {
            return Summary.of(run).rows();
        } catch (UserException e) {
            return List.of();
        }
    }

    private static Chart draw(String scenario, List<Summary.Row> rows, List<Manifest> manifests, int passedOver) {
        Summary.Row first = rows.get(0);
        double highest = rows.stream()
                .mapToDouble(row -> row.estimate()
                        .interval()
                        .map(StudentInterval::high)
                        .orElse(row.estimate().mean()))
                .max()
                .orElseThrow();
        double lowest = rows.stream()
                .mapToDouble(row -> row.estimate()
                        .interval()
                        .map(StudentInterval::low)
                        .orElse(row.estimate().mean()))
                .min()
                .orElseThrow();
        Scale scale = Scale.of(first.metric().unit(), highest);
        XYChart plot = new XYChart(Look.WIDTH, Look.HEIGHT);
        Look.apply(plot);
        String words = IterationsChart.words(first.metric(), first.phase());
        plot.setYAxisTitle(words + " [" + scale.unit() + "]");
        Set<String> engines = new LinkedHashSet<>();
        rows.forEach(row -> engines.add(row.engine()));
        int index = 0;
        for (String engine : engines) {
            series(plot, engine, index++, rows, scale);
        }
        withinOneProcess(plot, rows, scale);
        var styler = plot.getStyler();
        styler.setErrorBarsColorSeriesColor(true);
        styler.setXAxisMin(.5);
        styler.setXAxisMax(rows.size() + .5);
        double bottom = lowest < 0 ? lowest / scale.divisor() * 1.1 : -Look.HAIR * highest / scale.divisor();
        styler.setYAxisMin(bottom);
        styler.setYAxisMax(highest > 0 ? highest / scale.divisor() * 1.1 : 1.0);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < manifests.size(); i++) {
            labels.put(i + 1, label(manifests.get(i).startedAt()));
        }
        long within = rows.stream()
                .map(Summary.Row::estimate)
                .filter(Estimate::withinOneProcess)
                .count();
        String subtitle = "mean of each run and its 95 % interval over fork means; " + rows.size()
                + (rows.size() == 1 ? " run" : " runs")
                + (within == 0 ? "" : ", " + within + " of one fork (ringed: interval within one process)")
                + (passedOver == 0
                        ? ""
                        : "; passed over: " + passedOver + " under other conditions or with nothing measured");
        return new Chart(
                "trend-" + scenario + "-" + first.metric().name(),
                IterationsChart.capitalised(words) + " from run to run",
                subtitle,
                Conditions.of(manifests),
                new LabelledPlot(plot, "start of the run (UTC)", labels, bottom));
    }

    private static void series(XYChart plot, String engine, int index, List<Summary.Row> rows, Scale scale) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        List<Double> bars = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).engine().equals(engine)) {
                Estimate estimate = rows.get(i).estimate();
                xs.add(i + 1.0);
                ys.add(estimate.mean() / scale.divisor());
                bars.add(estimate.interval().map(v -> (v.high() - v.low()) / 2).orElse(0.0) / scale.divisor());
            }
        }
        XYSeries series = plot.addSeries(engine, xs, ys, bars);
        series.setLineColor(Look.color(index));
        series.setLineStyle(Look.THIN);
        series.setMarker(Look.marker(index));
        series.setMarkerColor(Look.color(index));
    }

    private static void withinOneProcess(XYChart plot, List<Summary.Row> rows, Scale scale) {
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

    /** Month, day, hour and minute of an ISO instant. */
    private static String label(String instant) {
        return instant.length() < 16 ? instant : instant.substring(5, 10) + " " + instant.substring(11, 16);
    }
}
