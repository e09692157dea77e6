package flowbench.comparison;

import flowbench.analysis.Grid;
import flowbench.comparison.Comparison.Row;
import flowbench.statistics.Ratio;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import flowbench.terminal.IntervalLine;
import flowbench.terminal.Terminal;
import java.util.List;

/**
 * The ratios of a comparison drawn below each other on one logarithmic scale, with their intervals, 1 and the thresholds:
 * what overlaps what is seen sooner than read.
 */
final class RatioLines {
    /** A scale that reaches further would make the thresholds one with the 1 between them. */
    private static final double WIDEST = 4;

    private static final int NARROWEST = 20;
    private static final int LONGEST = 60;

    /** {@code inconclusive}, and two blanks before it. */
    private static final int LONGEST_VERDICT = 14;

    private final List<Row> rows;
    private final Terminal terminal;

    /** Of rows; those without an interval are not drawn. */
    RatioLines(List<Row> rows, Terminal terminal) {
        this.rows = rows.stream()
                .filter(row -> row.samples().ratio().flatMap(Ratio::interval).isPresent())
                .toList();
        this.terminal = terminal;
    }

    /** A line for each row, and the scale above; empty where there is nothing to draw, or no room. */
    String text() {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int room = Math.min(LONGEST, terminal.columns() - names - 2 - LONGEST_VERDICT);
        // An odd number has a middle, which is where 1 stands.
        int columns = room - 1 + room % 2;
        if (rows.isEmpty() || columns < NARROWEST) {
            return "";
        }
        double reach = Math.min(
                WIDEST, rows.stream().mapToDouble(RatioLines::reach).max().orElseThrow() * 1.05);
        double end = Math.log(reach);
        IntervalLine line = IntervalLine.between(-end, end, columns);
        StringBuilder text = new StringBuilder();
        text.append(" ".repeat(names + 2)).append(scale(reach, columns)).append('\n');
        for (Row row : rows) {
            Ratio ratio = row.samples().ratio().orElseThrow();
            StudentInterval interval = ratio.interval().orElseThrow();
            String drawn = line.of(
                    Math.log(interval.low()),
                    Math.log(ratio.value()),
                    Math.log(interval.high()),
                    0,
                    Math.log1p(row.threshold()));
            text.append(row.name())
                    .append(" ".repeat(names + 2 - row.name().length()))
                    .append(drawn)
                    .append("  ")
                    .append(row.verdict().written())
                    .append('\n');
        }
        return text.append(Grid.wrapped(
                        "  ", "[--*--]: ratio and interval; |: no change; colons: the threshold. Logarithmic scale."))
                .toString();
    }

    /** How far from 1, as a factor, a row reaches. */
    private static double reach(Row row) {
        Ratio ratio = row.samples().ratio().orElseThrow();
        StudentInterval interval = ratio.interval().orElseThrow();
        return Math.max(1 + row.threshold(), Math.max(interval.high(), 1 / interval.low()));
    }

    /** The ratios at both ends and in the middle. */
    private static String scale(double reach, int columns) {
        String left = Scale.text("", 1 / reach);
        String right = Scale.text("", reach);
        int middle = (columns - 1) / 2;
        return left + " ".repeat(middle - left.length()) + "1" + " ".repeat(columns - middle - 1 - right.length())
                + right;
    }
}
