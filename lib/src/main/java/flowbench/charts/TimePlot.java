package flowbench.charts;

import flowbench.charts.Timeline.Iteration;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Phase;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot over the seconds of a fork. Above it lie its iterations with their numbers, their phases in the colours of
 * {@link PhasesChart}, paler, and lanes of what happened now and then; the execute phases are shaded down through the plot, and
 * iterations that failed are hatched from their beginning to their end and crossed out.
 */
final class TimePlot implements Plot {
    private static final int NUMBERS = 20;
    private static final int LANE = 17;
    private static final int BAR = 10;
    private static final int LEGEND = 24;
    private static final int GAP = 6;
    private static final int NARROWEST_MARK = 2;
    private static final int DIGITS = 3;
    /** Between two marks of the vertical axis, in pixels, and how high that axis is, about. */
    private static final int LEAST_SPACING = 44;
    /** Between two lines of a hatching, in pixels. */
    private static final int HATCH = 9;
    /** How wide the cross over an iteration that failed is, in pixels. */
    private static final double CROSS = 11;

    private static final int PLOT_HEIGHT = 340;

    private static final Color CLEAR = new Color(0, true);

    /**
     * One line of a plot.
     *
     * @param name in the legend
     * @param points on the axes
     */
    record Line(String name, Ink ink, Track points) {}

    /** When something happened, and how strongly: above 0, 1 at most. */
    record Mark(Span span, double strength) {}

    private record Lane(String name, List<Mark> marks) {}

    /** Lines that are drawn in one way. */
    private record Lines(List<Line> lines, BasicStroke stroke, XYSeriesRenderStyle style) {}

    private final Timeline timeline;
    private final String axis;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Line> stack = new ArrayList<>();
    private final List<Lines> lines = new ArrayList<>();
    private final double top;
    private boolean counts;

    /**
     * @param axis what is drawn, and its unit
     * @param highest value that is drawn
     */
    TimePlot(Timeline timeline, String axis, double highest) {
        this.timeline = timeline;
        this.axis = axis;
        this.top = highest > 0 ? highest * 1.08 : 1;
    }

    /** Adds lines, the last on top. */
    void lines(List<Line> more, BasicStroke stroke, XYSeriesRenderStyle style) {
        lines.add(new Lines(more, stroke, style));
    }

    /** Adds areas that stand on each other, the first at the bottom: each value holds for a span of time, the same in all. */
    void stack(List<Line> more) {
        stack.addAll(more);
    }

    /** The values of lines that have their points at the same times, added up. */
    static Track sum(List<Line> lines) {
        Track sum = new Track();
        if (lines.isEmpty()) {
            return sum;
        }
        Track first = lines.get(0).points();
        for (int i = 0; i < first.size(); i++) {
            double value = 0;
            for (Line line : lines) {
                value += line.points().value(i);
            }
            sum.add(first.time(i), value);
        }
        return sum;
    }

    /** A line's name with a figure such as its mean; where there is none, the name alone. */
    static String named(String name, OptionalDouble figure, String unit) {
        return figure.isEmpty()
                ? name
                : name + "  " + figure(figure.getAsDouble()) + (unit.isEmpty() ? "" : " " + unit);
    }

    /** A figure for people, of three digits at most. */
    static String figure(double value) {
        return new BigDecimal(value)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** What is drawn of the readings, where that is not all of them. */
    static String thinned(Timeline timeline) {
        return timeline.grain() == 0
                ? ""
                : "; drawn are the least and the greatest of every " + figure(timeline.grain()) + " s";
    }

    /** Puts the marks of the vertical axis at whole numbers. */
    void counts() {
        counts = true;
    }

    /** Adds a lane above the plot. */
    void lane(String name, List<Mark> marks) {
        lanes.add(new Lane(marks.isEmpty() ? "no " + name : name, marks));
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        new Painting(theme, width, height).paint(g);
    }

    private XYChart plot(Theme theme) {
        XYChart plot = Look.plot(theme);
        plot.setYAxisTitle(axis);
        plot.setXAxisTitle("seconds since the first iteration of fork " + timeline.fork() + " began");
        var styler = plot.getStyler();
        styler.setXAxisMin(-Look.HAIR * timeline.end());
        styler.setXAxisMax(timeline.end());
        styler.setYAxisMin(-Look.HAIR * top);
        styler.setYAxisMax(top);
        styler.setXAxisTickLabelsFormattingFunction(IterationsChart::tick);
        styler.setYAxisTickLabelsFormattingFunction(IterationsChart::tick);
        if (counts) {
            styler.setYAxisTickMarkSpacingHint((int) Math.max(LEAST_SPACING, PLOT_HEIGHT / top));
        }
        // What lies behind is drawn first.
        styler.setChartBackgroundColor(CLEAR);
        styler.setPlotBackgroundColor(CLEAR);
        for (int i = stack.size() - 1; i >= 0; i--) {
            // XChart's legend has boxes for polygons alone: one without an area.
            XYSeries box = plot.addSeries(stack.get(i).name(), new double[] {0, 0}, new double[] {0, 0});
            box.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
            box.setFillColor(stack.get(i).ink().on(theme));
            box.setLineColor(stack.get(i).ink().on(theme));
            box.setMarker(SeriesMarkers.NONE);
        }
        for (Lines alike : lines) {
            for (Line line : alike.lines()) {
                if (line.points().size() > 0) {
                    XYSeries series = plot.addSeries(
                            line.name(), line.points().times(), line.points().values());
                    series.setXYSeriesRenderStyle(alike.style());
                    series.setLineColor(line.ink().on(theme));
                    series.setLineStyle(alike.stroke());
                    series.setMarker(SeriesMarkers.NONE);
                }
            }
        }
        return plot;
    }

    /** The plot as it is drawn once, on one ground. */
    private final class Painting {
        private final Theme theme;
        private final int width;
        private final int height;
        private final XYChart plot;

        private Painting(Theme theme, int width, int height) {
            this.theme = theme;
            this.width = width;
            this.height = height;
            this.plot = plot(theme);
        }

        private void paint(Graphics2D g) {
            int head = NUMBERS + LANE * (2 + lanes.size());
            Graphics2D below = (Graphics2D) g.create();
            below.translate(0, head - 8);
            int rest = height - head + 8 - LEGEND;
            // Only once it is painted does XChart tell where a value lies.
            plot.paint(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics(), width, rest);
            shade(below);
            stack(below);
            hatchFailed(below);
            plot.paint(below, width, rest);
            below.dispose();
            iterations(g, NUMBERS);
            phases(g, NUMBERS + LANE);
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get(i);
                int y = NUMBERS + LANE * (2 + i);
                g.setColor(Ink.GRID.on(theme));
                g.fill(new Rectangle2D.Double(x(0), y + BAR / 2.0 - .5, x(timeline.end()) - x(0), 1));
                for (Mark mark : lane.marks()) {
                    g.setColor(faded(mark.strength()));
                    bar(g, mark.span(), y, NARROWEST_MARK);
                }
                name(g, lane.name(), y);
            }
            legend(g, height - LEGEND);
        }

        private Color faded(double strength) {
            Color color = Ink.VERMILLION.on(theme);
            int alpha = (int) Math.round(255 * Math.min(1, Math.max(0, strength)));
            return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
        }

        private void shade(Graphics2D g) {
            for (Iteration iteration : timeline.iterations()) {
                if (iteration.kind() != Kind.FAILED) {
                    g.setColor(iteration.counts() ? Ink.MEASURED_SHADE.on(theme) : Ink.WARMUP_SHADE.on(theme));
                    iteration.execute().ifPresent(span -> g.fill(pixels(span, 0, top)));
                }
            }
        }

        /** Over areas, which would hide it: whatever phase an iteration came to that failed, none of it counts. */
        private void hatchFailed(Graphics2D g) {
            for (Iteration iteration : timeline.iterations()) {
                if (iteration.kind() == Kind.FAILED) {
                    hatch(g, pixels(new Span(iteration.start(), iteration.end()), 0, top));
                }
            }
        }

        /** Slanting lines, which are not taken for a shade by those who do not see their colour. */
        private void hatch(Graphics2D g, Rectangle2D area) {
            Graphics2D inside = (Graphics2D) g.create();
            inside.clip(area);
            inside.setStroke(Look.THIN);
            inside.setColor(Ink.FAILED_HATCH.on(theme));
            // From lines that all areas share, so that two of them beside each other go on in each other.
            double first = Math.floor((area.getMinX() + area.getMinY()) / HATCH) * HATCH;
            for (double sum = first; sum <= area.getMaxX() + area.getMaxY(); sum += HATCH) {
                inside.draw(
                        new Line2D.Double(sum - area.getMinY(), area.getMinY(), sum - area.getMaxY(), area.getMaxY()));
            }
            inside.dispose();
        }

        private void stack(Graphics2D g) {
            for (int i = 0; !stack.isEmpty() && i < stack.get(0).points().size() - 1; i++) {
                double foot = 0;
                for (Line line : stack) {
                    Track points = line.points();
                    double head = foot + points.value(i);
                    // From a gap on NaN, which is not above anything.
                    if (head > foot && points.time(i + 1) > points.time(i)) {
                        g.setColor(line.ink().on(theme));
                        Span span = new Span(points.time(i), points.time(i + 1));
                        g.fill(pixels(span, foot, head));
                        edge(g, span, head);
                        foot = head;
                    }
                }
            }
        }

        /** A line of the ground's colour between two areas, for those who see their colours alike. */
        private void edge(Graphics2D g, Span span, double value) {
            long left = Math.round(x(span.from()));
            g.setColor(theme.ground());
            g.fill(new Rectangle2D.Double(left, Math.round(y(value)), Math.round(x(span.to())) - left, 1));
        }

        /** A rectangle on whole pixels, so that no other shines through between it and its neighbours. */
        private Rectangle2D pixels(Span span, double foot, double head) {
            long left = Math.round(x(span.from()));
            long upper = Math.round(y(head));
            return new Rectangle2D.Double(left, upper, Math.round(x(span.to())) - left, Math.round(y(foot)) - upper);
        }

        private double y(double value) {
            return plot.getScreenYFromChart(value);
        }

        private double x(double seconds) {
            return plot.getScreenXFromChart(seconds);
        }

        private void bar(Graphics2D g, Span span, int y, long narrowest) {
            // Whole pixels: where one ends the next begins, with no seam between them.
            long left = Math.round(x(span.from()));
            g.fill(new Rectangle2D.Double(left, y, Math.max(narrowest, Math.round(x(span.to())) - left), BAR));
        }

        private void name(Graphics2D g, String name, int y) {
            g.setFont(Look.CAPTION);
            g.setColor(Ink.TEXT.on(theme));
            g.drawString(name, (float) x(timeline.end()) + 14, y + BAR);
        }

        private void iterations(Graphics2D g, int y) {
            FontMetrics metrics = g.getFontMetrics(Look.LABEL);
            double taken = Double.NEGATIVE_INFINITY;
            for (Iteration iteration : timeline.iterations()) {
                double left = x(iteration.start());
                // Narrower by a pixel, so that iterations without a gap are seen apart.
                double length = Math.max(1, x(iteration.end()) - left - 1);
                g.setColor(ink(iteration.kind()).on(theme));
                mark(g, iteration.kind(), new Rectangle2D.Double(left, y + 2, length, 6));
                String number = String.valueOf(iteration.number());
                double half = metrics.stringWidth(number) / 2.0;
                double middle = left + length / 2;
                if (middle - half > taken + GAP) {
                    g.setFont(Look.LABEL);
                    g.drawString(number, (float) (middle - half), y - 3);
                    taken = middle + half;
                }
            }
            name(g, "iteration", y);
        }

        private static Ink ink(Kind kind) {
            return switch (kind) {
                case MEASURED -> Ink.TEXT;
                case WARMUP -> Ink.WARMUP;
                case FAILED -> Ink.VERMILLION;
            };
        }

        /** An iteration that counts is filled, one of the warm-up is empty, and one that failed is crossed out. */
        private static void mark(Graphics2D g, Kind kind, Rectangle2D bar) {
            g.setStroke(Look.THIN);
            switch (kind) {
                case MEASURED -> g.fill(bar);
                case WARMUP ->
                    g.draw(new Rectangle2D.Double(
                            bar.getX() + .5, bar.getY() + .5, Math.max(1, bar.getWidth() - 1), bar.getHeight() - 1));
                case FAILED -> {
                    g.draw(new Line2D.Double(bar.getMinX(), bar.getCenterY(), bar.getMaxX(), bar.getCenterY()));
                    Look.cross(g, bar.getCenterX(), bar.getCenterY(), CROSS / 2);
                }
            }
        }

        private void phases(Graphics2D g, int y) {
            for (Iteration iteration : timeline.iterations()) {
                iteration.phases().forEach((phase, span) -> {
                    g.setColor(PhasesChart.ink(phase).pale(theme));
                    bar(g, span, y, 0);
                });
            }
            name(g, "phase", y);
        }

        /** The colours of what lies above the plot. */
        private void legend(Graphics2D g, int y) {
            g.setFont(Look.CAPTION);
            FontMetrics metrics = g.getFontMetrics(Look.CAPTION);
            double x = x(0);
            Set<Phase> seen = EnumSet.noneOf(Phase.class);
            timeline.iterations()
                    .forEach(iteration -> seen.addAll(iteration.phases().keySet()));
            for (Phase phase : seen) {
                x = entry(g, metrics, x, y, PhasesChart.ink(phase).pale(theme), phase.toString(), false);
            }
            x += 2 * GAP;
            x = entry(g, metrics, x, y, Ink.MEASURED_SHADE.on(theme), "execute, measured", true);
            if (timeline.has(Kind.WARMUP)) {
                x = entry(g, metrics, x, y, Ink.WARMUP_SHADE.on(theme), "execute, warm-up", true);
            }
            if (timeline.has(Kind.FAILED)) {
                hatch(g, box(x, y));
                entry(g, metrics, x, y, CLEAR, "× failed", true);
            }
        }

        private static Rectangle2D box(double x, int y) {
            return new Rectangle2D.Double(x, y + 5, 12, 12);
        }

        private double entry(
                Graphics2D g, FontMetrics metrics, double x, int y, Color color, String text, boolean framed) {
            Rectangle2D box = box(x, y);
            g.setColor(color);
            g.fill(box);
            if (framed) {
                g.setStroke(new BasicStroke(1));
                g.setColor(Ink.WARMUP.on(theme));
                g.draw(box);
            }
            g.setColor(Ink.TEXT.on(theme));
            g.drawString(text, (float) x + 17, y + 16);
            return x + 17 + metrics.stringWidth(text) + 14;
        }
    }
}
