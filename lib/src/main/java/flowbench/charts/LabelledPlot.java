package flowbench.charts;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.Collections;
import java.util.SortedMap;
import java.util.function.Function;
import org.knowm.xchart.XYChart;

/**
 * A plot whose horizontal axis has labels at given places. XChart places its own by their width and takes only labels that
 * are all different, so that it shows none where blanks stand between whole numbers.
 */
final class LabelledPlot implements Plot {
    private static final int SPACE = 52;
    private static final int GAP = 12;
    private static final int NOTE_LINES = 2;

    private final Function<Theme, XYChart> plots;
    private final String axisTitle;
    private final SortedMap<Integer, String> labels;
    private final double bottom;
    private final SortedMap<Double, String> notes;

    /**
     * @param plots the plot in a theme
     * @param axisTitle the title of the horizontal axis
     * @param labels by place; those that would touch the one before are not drawn
     * @param bottom the lower end of the vertical axis
     */
    LabelledPlot(Function<Theme, XYChart> plots, String axisTitle, SortedMap<Integer, String> labels, double bottom) {
        this(plots, axisTitle, labels, bottom, Collections.emptySortedMap());
    }

    private LabelledPlot(
            Function<Theme, XYChart> plots,
            String axisTitle,
            SortedMap<Integer, String> labels,
            double bottom,
            SortedMap<Double, String> notes) {
        this.plots = plots;
        this.axisTitle = axisTitle;
        this.labels = labels;
        this.bottom = bottom;
        this.notes = notes;
    }

    /** With words above the plot, by place; in two lines, and those that would touch others in both are not drawn. */
    LabelledPlot withNotes(SortedMap<Double, String> more) {
        return new LabelledPlot(plots, axisTitle, labels, bottom, more);
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        XYChart plot = plots.apply(theme);
        plot.getStyler().setXAxisTicksVisible(false);
        plot.getStyler().setXAxisTitleVisible(false);
        int head = notes.isEmpty()
                ? 0
                : NOTE_LINES * g.getFontMetrics(Look.CAPTION).getHeight();
        g.translate(0, head);
        plot.paint(g, width, height - SPACE - head);
        int y = (int) Math.round(plot.getScreenYFromChart(bottom));
        int left = (int) Math.round(plot.getScreenXFromChart(plot.getStyler().getXAxisMin()));
        int right = (int) Math.round(plot.getScreenXFromChart(plot.getStyler().getXAxisMax()));
        g.setFont(Look.LABEL);
        g.setStroke(Look.THIN);
        g.setColor(Ink.QUIET.on(theme));
        g.drawLine(left, y, right, y);
        FontMetrics metrics = g.getFontMetrics(Look.LABEL);
        double taken = Double.NEGATIVE_INFINITY;
        for (var label : labels.entrySet()) {
            int x = (int) Math.round(plot.getScreenXFromChart(label.getKey()));
            double half = metrics.stringWidth(label.getValue()) / 2.0;
            if (x - half < taken + GAP) {
                continue;
            }
            g.setColor(Ink.QUIET.on(theme));
            g.drawLine(x, y, x, y + 5);
            g.setColor(Ink.TEXT.on(theme));
            g.drawString(label.getValue(), (float) (x - half), y + 8 + metrics.getAscent());
            taken = x + half;
        }
        g.setColor(Ink.TEXT.on(theme));
        g.drawString(
                axisTitle,
                (left + right - metrics.stringWidth(axisTitle)) / 2f,
                y + 12 + metrics.getHeight() + metrics.getAscent());
        notes(g, theme, plot, left, right);
        g.translate(0, -head);
    }

    private void notes(Graphics2D g, Theme theme, XYChart plot, int left, int right) {
        FontMetrics metrics = g.getFontMetrics(Look.CAPTION);
        g.setFont(Look.CAPTION);
        g.setColor(Ink.TEXT.on(theme));
        double[] taken = new double[NOTE_LINES];
        notes.forEach((place, note) -> {
            double length = metrics.stringWidth(note);
            double x = Math.max(left, Math.min(plot.getScreenXFromChart(place) - length / 2, right - length));
            for (int line = 0; line < NOTE_LINES; line++) {
                if (x > taken[line] + (taken[line] > 0 ? GAP : 0)) {
                    g.drawString(note, (float) x, 2 - line * metrics.getHeight());
                    taken[line] = x + length;
                    return;
                }
            }
        });
    }
}
