package flowbench.charts;

import flowbench.statistics.StudentInterval;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Values against sizes that are told apart and not to scale: a line for each series, with intervals as bands, or as
 * bars where there is one size, from 0 up. */
final class SizesPlot {
    /** How far from each other lines of one size stand, of the distance between two sizes, so that bars do not hide. */
    private static final double APART = .09;

    /** Room above the highest value for the legend, of that value: some, and for each line. */
    private static final double HEADROOM = .06;

    private static final double LEGEND_LINE = .105;

    /** A value and the bounds of its interval; where there is none, they are the value. */
    record Value(double mean, double low, double high) {
        static Value of(double mean) {
            return new Value(mean, mean, mean);
        }

        /** In another unit. */
        static Value of(double mean, Optional<StudentInterval> interval, double divisor) {
            return new Value(
                    mean / divisor,
                    interval.map(StudentInterval::low).orElse(mean) / divisor,
                    interval.map(StudentInterval::high).orElse(mean) / divisor);
        }
    }

    /**
     * A line.
     *
     * @param look its color and marker
     * @param dashed tells it from another of the same color
     * @param values by size
     */
    record Line(String name, int look, boolean dashed, SortedMap<Integer, Value> values) {}

    private SizesPlot() {}

    /**
     * A plot.
     *
     * @param axis what the sizes are
     * @param title what the values are, with their unit
     * @param lines at least one, with at least one value
     */
    static LabelledPlot of(String axis, String title, List<Line> lines) {
        SortedSet<Integer> sizes = new TreeSet<>();
        lines.forEach(line -> sizes.addAll(line.values().keySet()));
        List<Integer> places = List.copyOf(sizes);
        double highest = lines.stream()
                .flatMap(line -> line.values().values().stream())
                .mapToDouble(Value::high)
                .max()
                .orElseThrow();
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < places.size(); i++) {
            labels.put(i + 1, String.valueOf(places.get(i)));
        }
        double top = highest > 0 ? highest * (1 + HEADROOM + LEGEND_LINE * lines.size()) : 1;
        return new LabelledPlot(
                theme -> draw(title, lines, places, top, theme),
                axis + (isToScale(places) ? "" : " (not to scale)"),
                labels,
                -Look.HAIR * top);
    }

    private static XYChart draw(String title, List<Line> lines, List<Integer> places, double top, Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.setYAxisTitle(title);
        lines.forEach(line -> band(plot, line, places, theme));
        for (int i = 0; i < lines.size(); i++) {
            double shift = (i - (lines.size() - 1) / 2.0) * Math.min(APART, .5 / lines.size());
            draw(plot, lines.get(i), places, lines.get(i).values().size() > 1 ? 0 : shift, theme);
        }
        var styler = plot.getStyler();
        styler.setLegendPosition(LegendPosition.InsideNW);
        styler.setXAxisMin(.5);
        styler.setXAxisMax(places.size() + .5);
        styler.setYAxisMin(-Look.HAIR * top);
        styler.setYAxisMax(top);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        return plot;
    }

    private static boolean isToScale(List<Integer> places) {
        return places.get(places.size() - 1) - places.get(0) == places.size() - 1;
    }

    /** The intervals of a line that has more than one value, each joined to the next. */
    private static void band(XYChart plot, Line line, List<Integer> places, Theme theme) {
        List<Value> values = List.copyOf(line.values().values());
        int n = values.size();
        if (n < 2 || values.stream().noneMatch(value -> value.low() < value.high())) {
            return;
        }
        List<Integer> sizes = List.copyOf(line.values().keySet());
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = places.indexOf(sizes.get(i)) + 1;
            x[2 * n - 1 - i] = x[i];
            y[i] = Math.max(values.get(i).low(), 0);
            y[2 * n - 1 - i] = values.get(i).high();
        }
        XYSeries band = plot.addSeries("band of " + line.name(), x, y);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setMarker(SeriesMarkers.NONE);
        band.setFillColor(Ink.of(line.look()).sheer(theme));
        band.setLineColor(Ink.of(line.look()).sheer(theme));
        band.setShowInLegend(false);
    }

    private static void draw(XYChart plot, Line line, List<Integer> places, double shift, Theme theme) {
        double[] x = line.values().keySet().stream()
                .mapToDouble(size -> places.indexOf(size) + 1 + shift)
                .toArray();
        List<Value> values = List.copyOf(line.values().values());
        for (int i = 0; i < x.length; i++) {
            Value value = values.get(i);
            if (x.length == 1 && value.low() < value.high()) {
                XYSeries bar =
                        plot.addSeries("interval of " + line.name() + " " + i, new double[] {x[i], x[i]}, new double[] {
                            Math.max(value.low(), 0), value.high()
                        });
                bar.setMarker(SeriesMarkers.NONE);
                bar.setLineColor(Ink.of(line.look()).on(theme));
                bar.setLineStyle(Look.THIN);
                bar.setShowInLegend(false);
            }
        }
        XYSeries points = plot.addSeries(
                line.name(), x, values.stream().mapToDouble(Value::mean).toArray());
        points.setMarker(Look.marker(line.look()));
        points.setMarkerColor(Ink.of(line.look()).on(theme));
        points.setLineColor(Ink.of(line.look()).on(theme));
        points.setLineStyle(line.dashed() ? Look.DASHED : Look.THICK);
    }
}
