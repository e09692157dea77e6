package flowbench.output;

import flowbench.analysis.Grid;
import flowbench.statistics.Scale;
import flowbench.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.Relation;

/**
 * A table of Tablesaw for people, as wide as standard output: where it is too wide, what is the same in all rows is said
 * once, and of the other columns as many are shown, from the first, as fit; the rest are named. Of many rows there are the
 * first and the last; numbers have four digits. The table itself keeps all of it.
 *
 * <p>No {@link Grid}, which shows all of a result in as many lines as it takes: a table of raw samples has columns in any
 * order and any number of rows, of which nobody wants to read more than an excerpt.
 */
final class RelationText {
    /** Of more rows only so many are shown, half of them from each end. */
    private static final int MOST_ROWS = 40;

    /** A text may take this part of a line. */
    private static final int PART_OF_LINE = 2;

    private final Relation relation;
    private final int columns;

    /** A column as it is written. */
    private record Written(String name, boolean toTheRight, List<String> cells) {
        int width() {
            return Math.max(
                    name.length(), cells.stream().mapToInt(String::length).max().orElse(0));
        }

        String padded(String cell) {
            String padding = " ".repeat(width() - cell.length());
            return toTheRight ? padding + cell : cell + padding;
        }
    }

    RelationText(Relation relation) {
        this(relation, Terminal.ofOutput().columns());
    }

    RelationText(Relation relation, int columns) {
        this.relation = relation;
        this.columns = columns;
    }

    @Override
    public String toString() {
        List<Written> all = relation.columns().stream().map(this::written).toList();
        List<Written> same = width(all) > columns && relation.rowCount() > 1
                ? all.stream().filter(this::isSame).toList()
                : List.of();
        List<Written> differing = new ArrayList<>(all);
        differing.removeAll(same);
        List<Written> shown = new ArrayList<>(differing);
        while (shown.size() > 1 && width(shown) > columns) {
            shown.remove(shown.size() - 1);
        }
        List<String> lines = new ArrayList<>();
        String size = Scale.counted(relation.rowCount(), "row");
        lines.add(relation.name() == null ? size : relation.name() + " (" + size + ")");
        List<Written> empty =
                same.stream().filter(column -> column.cells().get(0).isEmpty()).toList();
        said(
                lines,
                "in all rows: ",
                same.stream().filter(column -> !empty.contains(column)),
                column -> column.name() + "=" + column.cells().get(0),
                "");
        said(lines, "empty: ", empty.stream(), Written::name, "");
        lines.add("");
        lines.add(
                line(shown.stream().map(column -> column.padded(column.name())).toList()));
        for (int row = 0; row < rows().size(); row++) {
            int at = row;
            if (row == MOST_ROWS / 2 && relation.rowCount() > MOST_ROWS) {
                lines.add("…");
            }
            lines.add(line(shown.stream()
                    .map(column -> column.padded(column.cells().get(at)))
                    .toList()));
        }
        List<Written> others = differing.subList(shown.size(), differing.size());
        said(lines, "(and " + Scale.counted(others.size(), "more column") + ": ", others.stream(), Written::name, ")");
        return String.join("\n", lines) + "\n";
    }

    private static int width(List<Written> columns) {
        return columns.stream().mapToInt(column -> column.width() + 1).sum() - 1;
    }

    /** Whether all rows have the same in a column, also those that are not shown. */
    private boolean isSame(Written column) {
        return relation.column(column.name()).unique().size() == 1;
    }

    /** Adds a line about columns, if there are any. */
    private static void said(
            List<String> lines, String before, Stream<Written> columns, Function<Written, String> words, String after) {
        String all = columns.map(words).collect(Collectors.joining(", "));
        if (!all.isEmpty()) {
            lines.add(Grid.wrapped("", before + all + after).stripTrailing());
        }
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" ")).stripTrailing();
    }

    private Written written(Column<?> column) {
        return new Written(
                column.name(),
                column instanceof NumericColumn,
                rows().stream().map(row -> cell(column, row)).toList());
    }

    /** The rows that are shown. */
    private List<Integer> rows() {
        int n = relation.rowCount();
        return n <= MOST_ROWS
                ? IntStream.range(0, n).boxed().toList()
                : IntStream.concat(IntStream.range(0, MOST_ROWS / 2), IntStream.range(n - MOST_ROWS / 2, n))
                        .boxed()
                        .toList();
    }

    private String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        if (column.get(row) instanceof Double number) {
            return number.isInfinite() ? number.toString() : Scale.text("", number);
        }
        String text = String.valueOf(column.get(row));
        int most = Math.max(column.name().length(), columns / PART_OF_LINE);
        // Names of runs, of classes and of files are told apart by their ends.
        int end = (most - 1) / 2;
        return text.length() <= most
                ? text
                : text.substring(0, most - 1 - end) + "…" + text.substring(text.length() - end);
    }
}
