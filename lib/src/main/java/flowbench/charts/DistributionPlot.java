package flowbench.charts;

import flowbench.statistics.Density;
import flowbench.statistics.StudentInterval;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Distributions side by side: of each its density, its quartiles with whiskers, its points, its mean and the interval of that. */
final class DistributionPlot implements Plot {
    /** More columns than this have no room for n beside the name. */
    static final int MOST_NAMED_IN_FULL = 6;

    /** Half the width of a density where it is highest, of a box, and of the cloud of points, between two columns. */
    private static final double HALF_DENSITY = .4;

    private static final double HALF_BOX = .1;
    private static final double HALF_CLOUD = .26;
    private static final double MEAN_ASIDE = .32;

    private static final int OUTLINE_POINTS = 120;
    /** The next point of a cloud is aside of the one before by this share of its width: the golden section leaves no gaps. */
    private static final double GOLDEN = .6180339887498949;
    /** Values that lie within less than this share of the greatest are drawn on an axis that does not begin at 0. */
    private static final double NEAR = .5;

    private static final BasicStroke MEDIAN = new BasicStroke(3.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

    /** Quartiles, and how far the whiskers reach. */
    record Box(double low, double q1, double median, double q3, double high) {}

    /** A density at rising values. */
    record Outline(double[] values, double[] density) {
        /**
         * Of some values of many; absent where they are too few or all the same.
         *
         * @param n how many the values stand for
         * @param logarithmic whether it is the density of their logarithms
         */
        static Optional<Outline> of(double[] values, int n, boolean logarithmic) {
            double[] placed =
                    logarithmic ? DoubleStream.of(values).map(Math::log).toArray() : values;
            return Density.ofSome(placed, n).map(density -> {
                double least = DoubleStream.of(placed).min().orElseThrow();
                double step = (DoubleStream.of(placed).max().orElseThrow() - least) / (OUTLINE_POINTS - 1);
                double[] at = IntStream.range(0, OUTLINE_POINTS)
                        .mapToDouble(i -> least + i * step)
                        .toArray();
                return new Outline(
                        logarithmic ? DoubleStream.of(at).map(Math::exp).toArray() : at,
                        DoubleStream.of(at).map(density::at).toArray());
            });
        }
    }

    /**
     * Values of one kind.
     *
     * @param name in the legend; the first cloud of a name stands there for all
     * @param look their color and marker
     */
    record Cloud(String name, double[] values, int look) {}

    /** Values that stand out. */
    record Flagged(String name, double[] values, double ring) {}

    /**
     * A distribution; all values are in the unit of the axis.
     *
     * @param clouds the values that are drawn, each beside the one before
     * @param flagged those of them that stand out
     */
    record Column(
            String name,
            int n,
            List<Cloud> clouds,
            List<Flagged> flagged,
            Optional<Box> box,
            Optional<Outline> outline,
            OptionalDouble mean,
            Optional<StudentInterval> interval) {
        private double[] points() {
            return clouds.stream()
                    .flatMapToDouble(cloud -> DoubleStream.of(cloud.values()))
                    .toArray();
        }

        private DoubleStream ends() {
            return Stream.of(
                            DoubleStream.of(points()),
                            box.stream().flatMapToDouble(b -> DoubleStream.of(b.low(), b.high())),
                            mean.stream(),
                            interval.stream().flatMapToDouble(i -> DoubleStream.of(i.low(), i.high())))
                    .flatMapToDouble(ends -> ends);
        }
    }

    private final String axis;
    private final String groups;
    private final List<Column> columns;
    private final boolean logarithmic;
    private final double least;
    private final double greatest;

    /**
     * @param axis what the values are, with their unit
     * @param groups what the columns are
     * @param columns at least one, each with at least one value
     * @param logarithmic whether the axis of the values is; all are above 0 then
     */
    DistributionPlot(String axis, String groups, List<Column> columns, boolean logarithmic) {
        this.axis = axis;
        this.groups = groups;
        this.columns = columns;
        this.logarithmic = logarithmic;
        this.least = columns.stream().flatMapToDouble(Column::ends).min().orElse(0);
        this.greatest = columns.stream().flatMapToDouble(Column::ends).max().orElse(1);
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        SortedMap<Integer, String> labels = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            labels.put(
                    i + 1,
                    columns.size() > MOST_NAMED_IN_FULL ? column.name() : column.name() + " (n = " + column.n() + ")");
        }
        new LabelledPlot(ground -> new Painting(ground).plot(), groups, labels, bottom())
                .paint(g, theme, width, height);
    }

    /** What to know of the axis, to stand at the end of a subtitle; empty where it begins at 0. */
    String axisNote() {
        return logarithmic || fromZero() || least < 0 ? "" : "; axis not from 0";
    }

    /** An axis of which a distribution would take a small part only does not begin at 0, and says so. */
    private boolean fromZero() {
        return least >= 0 && greatest - least > NEAR * greatest;
    }

    private double bottom() {
        if (logarithmic) {
            return LogAxis.of(least, greatest).bottom();
        }
        return fromZero() ? -Look.HAIR * greatest : least - room();
    }

    private double room() {
        double length = greatest - (fromZero() ? 0 : least);
        return .06 * (length > 0 ? length : Math.max(1, Math.abs(greatest)));
    }

    /** The plot on one ground. */
    private final class Painting {
        private final Theme theme;
        private final XYChart plot;
        private final Set<String> named = new HashSet<>();

        private Painting(Theme theme) {
            this.theme = theme;
            this.plot = Look.plot(theme);
        }

        private XYChart plot() {
            plot.setYAxisTitle(
                    axis + (logarithmic ? ", logarithmic" : axisNote().isEmpty() ? "" : ", not from 0"));
            each(this::outline);
            // One after the other in the legend.
            each(this::points);
            each(this::box);
            each(this::mean);
            var styler = plot.getStyler();
            styler.setMarkerSize(8);
            styler.setXAxisMin(.4);
            styler.setXAxisMax(columns.size() + .6);
            if (logarithmic) {
                LogAxis.of(least, greatest).vertical(styler);
            } else {
                styler.setYAxisMin(bottom());
                styler.setYAxisMax(greatest + room());
                styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
            }
            return plot;
        }

        private void each(ObjIntConsumer<Column> draw) {
            for (int i = 0; i < columns.size(); i++) {
                draw.accept(columns.get(i), i + 1);
            }
        }

        /** A series that is in the legend once, whatever the number of columns that have it. */
        private XYSeries series(String name, int column, double[] xs, double[] ys) {
            boolean first = named.add(name);
            XYSeries series = plot.addSeries(first ? name : name + " of column " + column, xs, ys);
            series.setShowInLegend(first);
            series.setMarker(SeriesMarkers.NONE);
            return series;
        }

        private void outline(Column column, int x) {
            column.outline().ifPresent(outline -> {
                double highest = DoubleStream.of(outline.density()).max().orElseThrow();
                int n = outline.values().length;
                double[] xs = new double[2 * n];
                double[] ys = new double[2 * n];
                for (int i = 0; i < n; i++) {
                    double half = HALF_DENSITY * outline.density()[i] / highest;
                    xs[i] = x - half;
                    xs[2 * n - 1 - i] = x + half;
                    ys[i] = outline.values()[i];
                    ys[2 * n - 1 - i] = outline.values()[i];
                }
                XYSeries area = series(logarithmic ? "density of the logarithm" : "density", x, xs, ys);
                area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
                area.setFillColor(Ink.BAND.on(theme));
                area.setLineColor(Ink.WARMUP.on(theme));
            });
        }

        private void points(Column column, int x) {
            double[] values = column.points();
            double[] places = cloud(x, values.length);
            int from = 0;
            for (Cloud cloud : column.clouds()) {
                int to = from + cloud.values().length;
                XYSeries points = series(cloud.name(), x, Arrays.copyOfRange(places, from, to), cloud.values());
                points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
                points.setMarker(Look.marker(cloud.look()));
                points.setMarkerColor(Ink.of(cloud.look()).on(theme));
                from = to;
            }
            for (Flagged flagged : column.flagged()) {
                double[] xs = DoubleStream.of(flagged.values())
                        .map(value -> places[place(values, value)])
                        .toArray();
                XYSeries rings = series(flagged.name(), x, xs, flagged.values());
                rings.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
                rings.setMarker(new Look.Ring(flagged.ring()));
                rings.setMarkerColor(Ink.VERMILLION.on(theme));
            }
        }

        private double[] cloud(int x, int n) {
            return IntStream.range(0, n)
                    .mapToDouble(i -> x + (n == 1 ? 0 : HALF_CLOUD * (2 * ((i + 1) * GOLDEN % 1) - 1)))
                    .toArray();
        }

        private int place(double[] values, double value) {
            return IntStream.range(0, values.length)
                    .filter(i -> values[i] == value)
                    .findFirst()
                    .orElseThrow();
        }

        private void box(Column column, int x) {
            column.box().ifPresent(box -> {
                double left = x - HALF_BOX;
                double right = x + HALF_BOX;
                line("quartiles", x, Look.THICK, new double[] {left, right, right, left, left}, new double[] {
                    box.q1(), box.q1(), box.q3(), box.q3(), box.q1()
                });
                line("median", x, MEDIAN, new double[] {left, right}, new double[] {box.median(), box.median()});
                whisker(x, box.low(), box.q1());
                whisker(x, box.q3(), box.high());
            });
        }

        private void whisker(int x, double from, double to) {
            if (from < to) {
                XYSeries line = plot.addSeries(
                        "whisker from " + from + " of column " + x, new double[] {x, x}, new double[] {from, to});
                line.setShowInLegend(false);
                line.setMarker(SeriesMarkers.NONE);
                line.setLineColor(Ink.STRONG.on(theme));
                line.setLineStyle(Look.THICK);
            }
        }

        private void line(String name, int x, BasicStroke stroke, double[] xs, double[] ys) {
            XYSeries line = series(name, x, xs, ys);
            line.setLineColor(Ink.STRONG.on(theme));
            line.setLineStyle(stroke);
        }

        /** Beside the box, so that neither hides the other. */
        private void mean(Column column, int x) {
            double at = x + MEAN_ASIDE;
            column.mean().ifPresent(mean -> {
                XYSeries point = series("mean", x, new double[] {at}, new double[] {mean});
                point.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
                point.setMarker(new Look.Cross());
                point.setMarkerColor(Ink.VERMILLION.on(theme));
            });
            column.interval().ifPresent(interval -> {
                XYSeries bar = series(
                        "95 % interval", x, new double[] {at, at}, new double[] {interval.low(), interval.high()});
                bar.setLineColor(Ink.VERMILLION.on(theme));
                bar.setLineStyle(Look.THICK);
            });
        }
    }
}
