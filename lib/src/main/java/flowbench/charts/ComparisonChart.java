package flowbench.charts;

import flowbench.comparison.Comparison;
import flowbench.comparison.Comparison.Row;
import flowbench.comparison.Verdict;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The ratio candidate ÷ base of each headline metric with its interval, a row each, before the band of its threshold. */
final class ComparisonChart implements Plot {
    private static final Scale RATIO = new Scale(1, "");

    private static final Map<Verdict, Ink> COLORS = Map.of(
            Verdict.WORSE,
            Ink.VERMILLION,
            Verdict.BETTER,
            Ink.GREEN,
            Verdict.EQUIVALENT,
            Ink.BLUE,
            Verdict.INCONCLUSIVE,
            Ink.QUIET);

    private static final double[] TICKS = {
        .01, .02, .05, .1, .2, .3, .5, .7, .8, .9, .95, .98, .99, 1, 1.01, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20,
        50, 100
    };
    private static final int BOTTOM = 56;
    private static final int GAP = 16;
    private static final int HIGHEST_ROW = 100;
    private static final int DOT = 10;
    /** Of the axis, how much is left free at each end; of its logarithm. */
    private static final double MARGIN = .05;

    private final List<Row> rows;
    private final boolean several;

    private ComparisonChart(List<Row> rows, boolean several) {
        this.rows = rows;
        this.several = several;
    }

    static Chart of(Comparison comparison) {
        return find(comparison)
                .orElseThrow(
                        () -> new UserException("There is no ratio that could be drawn: a value on each side is 0."));
    }

    static Optional<Chart> find(Comparison comparison) {
        List<Row> rows = comparison.headline().stream()
                .filter(row -> row.samples().ratio().isPresent())
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        boolean several = rows.stream().map(Row::scenario).distinct().count() > 1;
        return Optional.of(new Chart(
                "comparison",
                "Candidate ÷ base: " + comparison.verdict(),
                String.join("\n", comparison.replication())
                        + "\nratio of geometric means with its 95 % interval; grey: the"
                        + " change that does not matter",
                String.join("\n", comparison.conditions()),
                new ComparisonChart(rows, several)));
    }

    private String name(Row row) {
        return (several ? row.scenario() + " " : "") + row.name();
    }

    private static Optional<StudentInterval> interval(Row row) {
        return row.samples().ratio().flatMap(Ratio::interval);
    }

    private static double value(Row row) {
        return row.samples().ratio().map(Ratio::value).orElseThrow();
    }

    /** The ratio and its interval. */
    private static String figures(Row row) {
        return RATIO.number(value(row))
                + interval(row)
                        .map(i -> " (" + RATIO.number(i.low()) + " – " + RATIO.number(i.high()) + ")")
                        .orElse("");
    }

    private DoubleStream ends() {
        return rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(
                        1 / (1 + row.threshold()),
                        1 + row.threshold(),
                        value(row),
                        interval(row).map(StudentInterval::low).orElse(1.0),
                        interval(row).map(StudentInterval::high).orElse(1.0)));
    }

    @Override
    public void paint(Graphics2D g, Theme theme, int width, int height) {
        g.setFont(Look.LABEL);
        FontMetrics metrics = g.getFontMetrics(Look.LABEL);
        double left = GAP
                + rows.stream()
                        .mapToInt(row -> metrics.stringWidth(name(row)))
                        .max()
                        .orElse(0)
                + GAP;
        double verdicts = width - GAP - metrics.stringWidth(Verdict.INCONCLUSIVE.toString());
        double right = verdicts
                - GAP
                - rows.stream()
                        .mapToInt(row -> metrics.stringWidth(figures(row)))
                        .max()
                        .orElse(0)
                - GAP;
        double low = Math.log(ends().min().orElse(.5));
        double high = Math.log(ends().max().orElse(2));
        Axis axis = new Axis(left, right, low - MARGIN * (high - low), high + MARGIN * (high - low));
        double step = Math.min(HIGHEST_ROW, (height - BOTTOM) / (double) rows.size());
        double bottom = step * rows.size();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            g.setColor(Ink.BAND.on(theme));
            double from = axis.x(1 / (1 + row.threshold()));
            g.fill(new Rectangle2D.Double(from, i * step + step * .1, axis.x(1 + row.threshold()) - from, step * .8));
        }
        ticks(g, theme, axis, bottom, metrics);
        for (int i = 0; i < rows.size(); i++) {
            row(g, theme, axis, rows.get(i), (i + .5) * step, metrics, verdicts);
        }
    }

    /** A logarithmic axis: a half and a double are as far from 1. */
    private record Axis(double left, double right, double low, double high) {
        double x(double ratio) {
            return left + (Math.log(ratio) - low) / (high - low) * (right - left);
        }
    }

    static String tickLabel(double ratio) {
        return BigDecimal.valueOf(ratio).stripTrailingZeros().toPlainString();
    }

    private static void ticks(Graphics2D g, Theme theme, Axis axis, double bottom, FontMetrics metrics) {
        double taken = Double.NEGATIVE_INFINITY;
        // The tick of 1 is always there, the others where they do not touch it or each other.
        double one = axis.x(1);
        double half = metrics.stringWidth("1") / 2.0 + GAP;
        for (double tick : TICKS) {
            double x = axis.x(tick);
            String label = tickLabel(tick);
            double own = metrics.stringWidth(label) / 2.0;
            boolean free = x - own > taken + GAP && Math.abs(x - one) > own + half;
            if (x < axis.left() || x > axis.right() || tick != 1 && !free) {
                continue;
            }
            g.setColor(tick == 1 ? Ink.TEXT.on(theme) : Ink.GRID.on(theme));
            g.setStroke(Look.THIN);
            g.draw(new Line2D.Double(x, 0, x, bottom + 5));
            g.setColor(Ink.TEXT.on(theme));
            g.drawString(label, (float) (x - own), (float) (bottom + 8 + metrics.getAscent()));
            taken = x + own;
        }
        String title = "ratio candidate ÷ base";
        g.drawString(title, (float) ((axis.left() + axis.right() - metrics.stringWidth(title)) / 2), (float)
                (bottom + 14 + metrics.getHeight() + metrics.getAscent()));
    }

    private void row(Graphics2D g, Theme theme, Axis axis, Row row, double y, FontMetrics metrics, double verdicts) {
        float base = (float) (y + metrics.getAscent() / 2.0 - 2);
        g.setColor(Ink.TEXT.on(theme));
        g.drawString(name(row), GAP, base);
        g.setColor(COLORS.get(row.verdict()).on(theme));
        g.setStroke(Look.THICK);
        interval(row).ifPresent(i -> g.draw(new Line2D.Double(axis.x(i.low()), y, axis.x(i.high()), y)));
        g.fill(new Ellipse2D.Double(axis.x(value(row)) - DOT / 2.0, y - DOT / 2.0, DOT, DOT));
        g.setColor(Ink.TEXT.on(theme));
        g.drawString(figures(row), (float) (axis.right() + GAP), base);
        g.drawString(row.verdict().toString(), (float) verdicts, base);
    }
}
