package flowbench.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.List;
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

    // Okabe and Ito (2008), Color Universal Design: told apart by colour-blind readers. Yellow, faint on white, is left
    // out.
    static final Color BLUE = new Color(0x0072B2);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color GREEN = new Color(0x009E73);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color SKY = new Color(0x56B4E9);
    static final Color BLACK = new Color(0x222222);
    /** Kept for what stands out. */
    static final Color VERMILLION = new Color(0xD55E00);

    static final Color TEXT = new Color(0x222222);
    static final Color QUIET = new Color(0x595959);
    static final Color WARMUP = new Color(0x8C8C8C);
    static final Color BAND = new Color(0xDCDCDC);
    static final Color GRID = new Color(0xE8E8E8);

    static final List<Color> COLORS = List.of(BLUE, ORANGE, GREEN, PURPLE, SKY, BLACK);
    static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_DOWN);

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 21);
    static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    static final BasicStroke THIN = new BasicStroke(1.2f);
    static final BasicStroke THICK = new BasicStroke(2.2f);
    static final BasicStroke BROAD = new BasicStroke(7f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    static final BasicStroke DASHED =
            new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {8, 5}, 0);

    /** How far below 0 an axis begins, as a share of its length: XChart leaves out a label at the very end of an axis. */
    static final double HAIR = .001;

    private Look() {}

    static Color color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    /** The color of an index, two thirds white: for what lies behind. */
    static Color pale(int index) {
        return pale(color(index));
    }

    /** A color, two thirds white. */
    static Color pale(Color color) {
        float[] parts = color.getRGBColorComponents(null);
        return new Color((2 + parts[0]) / 3, (2 + parts[1]) / 3, (2 + parts[2]) / 3);
    }

    static Marker marker(int index) {
        return MARKERS.get(index % MARKERS.size());
    }

    /** Gives a plot the fonts, the grid and the legend that all share. Title and caption are drawn around it. */
    static void apply(AxesChart<? extends AxesChartStyler, ?> plot) {
        AxesChartStyler styler = plot.getStyler();
        styler.setChartTitleVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(TEXT);
        styler.setChartPadding(6);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendLayout(LegendLayout.Vertical);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(LABEL);
        styler.setLegendPadding(8);
        styler.setMarkerSize(10);
        styler.setAxisTitleFont(LABEL);
        styler.setAxisTickLabelsFont(LABEL);
        styler.setAxisTickLabelsColor(TEXT);
        styler.setAxisTickMarksColor(QUIET);
        styler.setPlotGridLinesColor(GRID);
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
}
