package flowbench.charts;

import flowbench.statistics.Distribution;
import flowbench.statistics.Scale;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Latency by percentile, a line for each of several distributions up to the last percentile that its n supports. The percentiles
 * are on a logarithmic axis of nines; so is the latency, unless one that is drawn is below 0, which such an axis cannot show.
 */
final class PercentilePlot implements Plot {
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

    /** A distribution and its name. */
    record Line(String name, Distribution latency) {}

    /** What is drawn of a line, in the unit of the axis. */
    private record Curve(String name, long n, double[] fine, double[] fineValues, double[] marked, double[] values) {}

    private final String things;
    private final int firstColor;
    private final List<Curve> curves = new ArrayList<>();
    private final List<String> tooFew = new ArrayList<>();
    private final boolean linear;
    private final Scale scale;
    private double min = Double.MAX_VALUE;
    private double max = -Double.MAX_VALUE;
    private double mostNines = 10;

    /**
     * @param things what was timed, such as {@code calls}
     * @param firstColor the place of the first line's colour
     */
    PercentilePlot(List<Line> lines, String things, int firstColor) {
        this.things = things;
        this.firstColor = firstColor;
        double[] medians = lines.stream()
                .flatMapToDouble(line -> line.latency().quantile(.5).stream())
                .toArray();
        this.linear = DoubleStream.of(medians).anyMatch(median -> median < 0);
        this.scale =
                Scale.of("ns", DoubleStream.of(medians).map(Math::abs).max().orElse(0));
        for (Line line : lines) {
            if (line.latency().quantile(.5).isPresent()) {
                curves.add(curve(line));
            } else {
                tooFew.add(line.name() + " (" + line.latency().n() + ")");
            }
        }
    }

    /** Whether no line has enough values. */
    boolean isEmpty() {
        return curves.isEmpty();
    }

    /** What is not drawn, to stand at the end of a subtitle; else empty. */
    String leftOut() {
        return tooFew.isEmpty() ? "" : "; too few: " + String.join(", ", tooFew);
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        plot(theme).paint(g, width, height);
    }

    /** With the legend in the plot, where the right of it is needed for something else. */
    Plot withLegendInside() {
        return Plot.of(theme -> {
            XYChart plot = plot(theme);
            plot.getStyler().setLegendPosition(LegendPosition.InsideNW);
            return plot;
        });
    }

    private XYChart plot(Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.setXAxisTitle("percentile of the " + things);
        plot.setYAxisTitle("latency [" + scale.unit() + "], " + (linear ? "linear" : "logarithmic"));
        for (int i = 0; i < curves.size(); i++) {
            draw(plot, curves.get(i), firstColor + i, theme);
        }
        axes(plot.getStyler());
        return plot;
    }

    private Curve curve(Line line) {
        Distribution latency = line.latency();
        double[] fine = DoubleStream.iterate(2, x -> x * Math.pow(10, 1.0 / POINTS_PER_DECADE))
                .map(x -> 1 - 1 / x)
                .takeWhile(p -> latency.quantile(p).isPresent())
                .toArray();
        double[] marked = DoubleStream.of(MARKED)
                .filter(p -> latency.quantile(p).isPresent())
                .toArray();
        return new Curve(
                line.name(), latency.n(), nines(fine), values(latency, fine), nines(marked), values(latency, marked));
    }

    private static void draw(XYChart plot, Curve curve, int index, Theme theme) {
        XYSeries line = plot.addSeries("line of " + curve.name(), curve.fine(), curve.fineValues());
        line.setShowInLegend(false);
        line.setLineColor(Ink.of(index).on(theme));
        line.setLineStyle(Look.THICK);
        line.setMarker(SeriesMarkers.NONE);
        XYSeries points = plot.addSeries(curve.name() + " (n = " + curve.n() + ")", curve.marked(), curve.values());
        points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        points.setMarker(Look.marker(index));
        points.setMarkerColor(Ink.of(index).on(theme));
    }

    private double[] nines(double[] quantiles) {
        double[] nines = DoubleStream.of(quantiles).map(p -> 1 / (1 - p)).toArray();
        mostNines = DoubleStream.of(nines).reduce(mostNines, Math::max);
        return nines;
    }

    private double[] values(Distribution latency, double[] quantiles) {
        // A logarithmic axis has no 0; a clock that ticks in more than 1 ns may give it.
        double least = linear ? -Double.MAX_VALUE : 1;
        double[] values = DoubleStream.of(quantiles)
                .map(p -> Math.max(latency.quantile(p).orElseThrow(), least) / scale.divisor())
                .toArray();
        min = DoubleStream.of(values).reduce(min, Math::min);
        max = DoubleStream.of(values).reduce(max, Math::max);
        return values;
    }

    private void axes(XYStyler styler) {
        styler.setXAxisLogarithmic(true);
        styler.setXAxisLogarithmicDecadeOnly(false);
        styler.setXAxisMin(1.7);
        styler.setXAxisMax(mostNines * 1.25);
        styler.setXAxisTickLabelsFormattingFunction(x ->
                PERCENTILES.getOrDefault(Math.abs(x - Math.rint(x)) < 1e-6 ? (int) Math.rint(x) : 0, " "));
        if (linear) {
            double room = Math.max(max - min, Math.abs(min) * .1) * .05;
            styler.setYAxisMin(min - room);
            styler.setYAxisMax(Math.max(max, 0) + room);
            styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
            return;
        }
        LogAxis.of(min, max).vertical(styler);
    }
}
