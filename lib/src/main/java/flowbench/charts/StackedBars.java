package flowbench.charts;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Bars that lie, of parts that stand one after the other in the order of the legend. XChart has none; lying, they leave room for
 * names and figures, and a part that is wide enough has its name in it, so that nobody has to tell colours apart.
 *
 * @param bars from the top downwards
 * @param parts of every bar; those of none are left out
 * @param whole what a bar as long as the axis is
 * @param ticks the marks of the axis, by what a bar that ends there is
 * @param axis what the bars are, with their unit
 * @param least how many pixels wide a part is that is not 0, however small
 */
record StackedBars(
        List<Bar> bars, List<Part> parts, double whole, SortedMap<Double, String> ticks, String axis, int least)
        implements Plot {
    private static final int LEFT = 8;
    private static final int GAP = 14;
    private static final int THICKEST = 54;
    private static final int TOP = 16;
    private static final int MOST_TICKS = 8;

    /**
     * A part of every bar.
     *
     * @param name in the bars that have room for it
     * @param figure beside the name in the legend; may be empty
     */
    record Part(String name, String figure, Ink ink) {
        private String legend() {
            return figure.isEmpty() ? name : name + "  " + figure;
        }
    }

    /**
     * A bar.
     *
     * @param name at its left
     * @param note at its right
     * @param values of the parts
     */
    record Bar(String name, String note, double[] values) {
        double sum() {
            return DoubleStream.of(values).sum();
        }
    }

    /** Marks of an axis from 0 on, 1, 2 or 5 times a power of ten apart. */
    static SortedMap<Double, String> ticks(double whole) {
        double step = Math.pow(10, Math.floor(Math.log10(whole / MOST_TICKS)));
        for (int i = 0; whole / step > MOST_TICKS; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        SortedMap<Double, String> ticks = new TreeMap<>();
        for (int i = 0; i * step <= whole; i++) {
            ticks.put(i * step, IterationsChart.tick(i * step));
        }
        return ticks;
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        g.setFont(Look.LABEL);
        new Painting(g, theme, g.getFontMetrics(Look.LABEL), width).paint(height);
    }

    /** The bars on one ground. */
    private final class Painting {
        private final Graphics2D g;
        private final Theme theme;
        private final FontMetrics metrics;
        private final int width;
        private final int left;
        private final int right;

        private Painting(Graphics2D g, Theme theme, FontMetrics metrics, int width) {
            this.g = g;
            this.theme = theme;
            this.metrics = metrics;
            this.width = width;
            this.left = LEFT + widest(bars.stream().map(Bar::name).toList()) + GAP;
            this.right = width - widest(bars.stream().map(Bar::note).toList()) - GAP - LEFT;
        }

        private int widest(List<String> texts) {
            return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        }

        private void paint(int height) {
            int legend = legend(0, false);
            int bottom = height - legend - 2 * (metrics.getHeight() + 6) - 18;
            axis(bottom);
            double step = (double) (bottom - TOP) / bars.size();
            double thick = Math.min(step * (step < metrics.getHeight() ? .8 : .62), THICKEST);
            double taken = 0;
            for (int i = 0; i < bars.size(); i++) {
                double middle = TOP + step * (i + .5);
                Bar bar = bars.get(i);
                parts(bar, middle, thick);
                if (middle - metrics.getHeight() / 2.0 >= taken) {
                    words(bar.name(), left - GAP - metrics.stringWidth(bar.name()), middle);
                    words(bar.note(), right + GAP, middle);
                    taken = middle + metrics.getHeight() / 2.0;
                }
            }
            legend(height - legend, true);
        }

        /** Words in the text's colour, half of them above a height. */
        private void words(String text, double x, double middle) {
            g.setColor(Ink.TEXT.on(theme));
            g.drawString(text, (float) x, base(middle));
        }

        private float base(double middle) {
            return (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0);
        }

        private double x(double value) {
            return left + (right - left) * value / whole;
        }

        private void axis(int bottom) {
            ticks.forEach((value, text) -> {
                int x = (int) Math.round(x(value));
                g.setStroke(new BasicStroke(1));
                g.setColor((value == 0 ? Ink.QUIET : Ink.GRID).on(theme));
                g.drawLine(x, TOP, x, bottom);
                g.setColor(Ink.TEXT.on(theme));
                g.drawString(text, x - metrics.stringWidth(text) / 2, bottom + 4 + metrics.getAscent());
            });
            int x = Math.max(
                    LEFT,
                    Math.min((left + right - metrics.stringWidth(axis)) / 2, width - LEFT - metrics.stringWidth(axis)));
            g.drawString(axis, x, bottom + 8 + metrics.getHeight() + metrics.getAscent());
        }

        private void parts(Bar bar, double middle, double thick) {
            double[] widths = widths(bar);
            double x = left;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > 0) {
                    Part part = parts.get(i);
                    box(part.ink(), new Rectangle2D.Double(x, middle - thick / 2, widths[i], thick));
                    int words = metrics.stringWidth(part.name());
                    if (words + GAP < widths[i] && metrics.getHeight() <= thick) {
                        g.setColor(part.ink().words(theme));
                        g.drawString(part.name(), (float) (x + (widths[i] - words) / 2), base(middle));
                    }
                    x += widths[i];
                }
            }
        }

        /** How wide the parts are; what the small ones are too wide, the widest is too narrow. */
        private double[] widths(Bar bar) {
            double[] widths = DoubleStream.of(bar.values())
                    .map(value -> value == 0 ? 0 : Math.max(least, x(value) - left))
                    .toArray();
            int widest = 0;
            for (int i = 0; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest] -= DoubleStream.of(widths).sum() - (x(bar.sum()) - left);
            return widths;
        }

        /** A box; what is no colour of a mark is told from the ground by an outline. */
        private void box(Ink ink, Rectangle2D box) {
            g.setColor(ink.on(theme));
            g.fill(box);
            if (ink == Ink.GROUND || ink == Ink.YELLOW) {
                g.setColor(Ink.QUIET.on(theme));
                g.setStroke(new BasicStroke(1));
                g.draw(box);
            }
        }

        /** Draws the legend from a top on, in as many lines as it takes, or only tells its height. */
        private int legend(int top, boolean draw) {
            int line = metrics.getHeight() + 6;
            int square = metrics.getAscent();
            int x = LEFT;
            int y = top;
            for (Part part : parts) {
                int space = square + 6 + metrics.stringWidth(part.legend()) + 22;
                if (x + space > width && x > LEFT) {
                    x = LEFT;
                    y += line;
                }
                if (draw) {
                    box(part.ink(), new Rectangle2D.Double(x, y, square, square));
                    g.setColor(Ink.TEXT.on(theme));
                    g.drawString(part.legend(), x + square + 6, y + metrics.getAscent() - 1);
                }
                x += space;
            }
            return y + line - top;
        }
    }
}
