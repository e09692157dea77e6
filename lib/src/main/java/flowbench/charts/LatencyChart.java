package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Distribution;
import flowbench.analysis.Operations;
import flowbench.analysis.OrderStatisticInterval;
import flowbench.analysis.Scale;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Latency by percentile, both on logarithmic axes, a line for each operation up to the last percentile its calls support. */
final class LatencyChart {
    private static final Map<Integer, String> PERCENTILES = Map.of(
            2,
            "50 %",
            4,
            "75 %",
            10,
            "90 %",
            20,
            "95 %",
            100,
            "99 %",
            1000,
            "99.9 %",
            10_000,
            "99.99 %",
            100_000,
            "99.999 %");
    private static final double[] MARKED = {.5, .75, .9, .95, .99, .999, .9999};
    private static final int POINTS_PER_DECADE = 30;

    private final RunFolder run;
    private final XYChart plot = new XYChart(Look.WIDTH, Look.HEIGHT);
    private final List<String> tooFew = new ArrayList<>();
    private double min = Double.MAX_VALUE;
    private double max;
    private double mostNines = 10;

    private LatencyChart(RunFolder run) {
        this.run = run;
    }

    static Chart of(RunFolder run) {
        return find(run)
                .orElseThrow(() -> new UserException(run.operations().path()
                        + ": no latency to draw: no operation of the execute phase has "
                        + OrderStatisticInterval.smallestSample(.5) + " measured calls that ended ok."));
    }

    /** Absent where no operation of the execute phase has enough calls. */
    static Optional<Chart> find(RunFolder run) {
        return Operations.find(run).flatMap(operations -> new LatencyChart(run).draw(operations));
    }

    private Optional<Chart> draw(Operations operations) {
        List<Operations.Row> rows = operations.rows().stream()
                .filter(row -> row.phase() == Phase.EXECUTE)
                .toList();
        List<Operations.Row> drawn = new ArrayList<>();
        for (Operations.Row row : rows) {
            if (row.latency().quantile(.5).isPresent()) {
                drawn.add(row);
            } else {
                tooFew.add(row.operation() + " (" + row.latency().n() + ")");
            }
        }
        if (drawn.isEmpty()) {
            return Optional.empty();
        }
        Look.apply(plot);
        Scale scale = Scale.of(
                "ns",
                drawn.stream()
                        .mapToDouble(row -> row.latency().quantile(.5).orElseThrow())
                        .min()
                        .orElseThrow());
        plot.setXAxisTitle("percentile of the calls");
        plot.setYAxisTitle("latency [" + scale.unit() + "], logarithmic");
        for (int i = 0; i < drawn.size(); i++) {
            curve(drawn.get(i), i, scale);
        }
        axes();
        return Optional.of(new Chart(
                "latency", "Latency of the operations of execute", subtitle(), Conditions.of(run.manifest()), plot));
    }

    private void curve(Operations.Row row, int index, Scale scale) {
        Distribution latency = row.latency();
        double[] fine = DoubleStream.iterate(2, x -> x * Math.pow(10, 1.0 / POINTS_PER_DECADE))
                .map(x -> 1 - 1 / x)
                .takeWhile(p -> latency.quantile(p).isPresent())
                .toArray();
        double[] marked = DoubleStream.of(MARKED)
                .filter(p -> latency.quantile(p).isPresent())
                .toArray();
        XYSeries line = plot.addSeries("line of " + row.operation(), nines(fine), values(latency, fine, scale));
        line.setShowInLegend(false);
        line.setLineColor(Look.color(index));
        line.setLineStyle(Look.THICK);
        line.setMarker(SeriesMarkers.NONE);
        XYSeries points = plot.addSeries(
                row.operation() + " (n = " + latency.n() + ")", nines(marked), values(latency, marked, scale));
        points.setLineColor(Look.color(index));
        points.setLineStyle(Look.NO_LINE);
        points.setMarker(Look.marker(index));
        points.setMarkerColor(Look.color(index));
    }

    private double[] nines(double[] quantiles) {
        double[] nines = DoubleStream.of(quantiles).map(p -> 1 / (1 - p)).toArray();
        mostNines = DoubleStream.of(nines).reduce(mostNines, Math::max);
        return nines;
    }

    private double[] values(Distribution latency, double[] quantiles, Scale scale) {
        // A logarithmic axis has no 0; a clock that ticks in more than 1 ns may give it.
        double[] values = DoubleStream.of(quantiles)
                .map(p -> Math.max(latency.quantile(p).orElseThrow(), 1) / scale.divisor())
                .toArray();
        min = DoubleStream.of(values).reduce(min, Math::min);
        max = DoubleStream.of(values).reduce(max, Math::max);
        return values;
    }

    private void axes() {
        var styler = plot.getStyler();
        styler.setXAxisLogarithmic(true);
        styler.setXAxisLogarithmicDecadeOnly(false);
        styler.setXAxisMin(1.7);
        styler.setXAxisMax(mostNines * 1.25);
        styler.setXAxisTickLabelsFormattingFunction(x ->
                PERCENTILES.getOrDefault(Math.abs(x - Math.rint(x)) < 1e-6 ? (int) Math.rint(x) : 0, " "));
        styler.setYAxisLogarithmic(true);
        styler.setYAxisLogarithmicDecadeOnly(false);
        styler.setYAxisMin(floor(min) * .98);
        styler.setYAxisMax(ceiling(max) * 1.02);
        boolean narrow = max / min < 30;
        styler.setYAxisTickLabelsFormattingFunction(y -> {
            long digit = Math.round(y / Math.pow(10, Math.floor(Math.log10(y * 1.0000001))));
            return digit == 1 || digit == 2 || digit == 5 || narrow && digit == 3 ? IterationsChart.tick(y) : " ";
        });
    }

    /** The next 1, 2 or 5 times a power of ten below a value. */
    private static double floor(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(5, 2, 1)
                .map(digit -> digit * decade)
                .filter(bound -> bound < value)
                .findFirst()
                .orElse(decade / 2);
    }

    private static double ceiling(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return DoubleStream.of(2, 5, 10)
                .map(digit -> digit * decade)
                .filter(bound -> bound > value)
                .findFirst()
                .orElse(decade * 20);
    }

    private String subtitle() {
        return "measured calls that ended ok, all forks pooled; type 7 quantiles; a line ends where n supports no 95 % bound"
                + (tooFew.isEmpty() ? "" : "; too few calls: " + String.join(", ", tooFew));
    }
}
