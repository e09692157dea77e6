package flowbench.charts;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look that all charts share. */
final class Look {
    static final int WIDTH = 1000;
    static final int HEIGHT = 640;

    static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_DOWN);

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 27);
    static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

    /** For many of which none matters by itself. */
    static final BasicStroke FAINT = new BasicStroke(.7f);

    static final BasicStroke THIN = new BasicStroke(1.2f);
    static final BasicStroke THICK = new BasicStroke(2.2f);
    static final BasicStroke BROAD = new BasicStroke(7f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    static final BasicStroke DASHED =
            new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {8, 5}, 0);

    /** Dashes that tell lines apart for those who do not see their colours; the first is none. */
    static final List<BasicStroke> DASHES =
            List.of(THICK, dashed(11, 4), dashed(3, 3), dashed(11, 3, 3, 3), dashed(6, 3), dashed(2, 5));

    private static BasicStroke dashed(float... lengths) {
        return new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, lengths, 0);
    }

    /** How far below 0 an axis begins, as a share of its length: XChart leaves out a label at the very end of an axis. */
    static final double HAIR = .001;

    private Look() {}

    static Marker marker(int index) {
        return MARKERS.get(index % MARKERS.size());
    }

    /** An empty plot with two axes. */
    static XYChart plot(Theme theme) {
        XYChart plot = new XYChart(WIDTH, HEIGHT);
        apply(plot, theme);
        return plot;
    }

    /** Gives a plot the fonts, the colours, the grid and the legend that all share. Title and caption are drawn around it. */
    static void apply(AxesChart<? extends AxesChartStyler, ?> plot, Theme theme) {
        AxesChartStyler styler = plot.getStyler();
        styler.setChartTitleVisible(false);
        styler.setChartBackgroundColor(theme.ground());
        styler.setPlotBackgroundColor(theme.ground());
        styler.setLegendBackgroundColor(theme.ground());
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(Ink.TEXT.on(theme));
        styler.setChartPadding(6);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendLayout(LegendLayout.Vertical);
        styler.setLegendBorderColor(theme.ground());
        styler.setLegendFont(LABEL);
        styler.setLegendPadding(8);
        // So long that dashes are seen.
        styler.setLegendSeriesLineLength(34);
        styler.setMarkerSize(10);
        styler.setAxisTitleFont(LABEL);
        styler.setAxisTickLabelsFont(LABEL);
        styler.setAxisTickLabelsColor(Ink.TEXT.on(theme));
        styler.setXAxisTitleColor(Ink.TEXT.on(theme));
        styler.setYAxisTitleColor(Ink.TEXT.on(theme));
        styler.setAxisTickMarksColor(Ink.QUIET.on(theme));
        styler.setPlotGridLinesColor(Ink.GRID.on(theme));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotGridVerticalLinesVisible(false);
        // So that 0 lies on the axis; each chart leaves room above its highest value itself.
        styler.setPlotContentSize(1);
    }

    /** A ring: warm-up where small, an outlier where large. */
    static final class Ring extends Marker {
        private final double factor;

        Ring(double factor) {
            this.factor = factor;
        }

        @Override
        public void paint(Graphics2D g, double x, double y, int size) {
            double diameter = size * factor;
            g.setStroke(new BasicStroke(2));
            g.draw(new Ellipse2D.Double(x - diameter / 2, y - diameter / 2, diameter, diameter));
        }
    }

    /** Two strokes that cross: a mean among values, or an iteration that failed. */
    static final class Cross extends Marker {
        private static final double HALF = .6;

        @Override
        public void paint(Graphics2D g, double x, double y, int size) {
            g.setStroke(new BasicStroke(2.6f));
            cross(g, x, y, size * HALF);
        }
    }

    /** Draws two strokes that cross, of half a height. */
    static void cross(Graphics2D g, double x, double y, double half) {
        g.draw(new Line2D.Double(x - half, y - half, x + half, y + half));
        g.draw(new Line2D.Double(x - half, y + half, x + half, y - half));
    }
}
