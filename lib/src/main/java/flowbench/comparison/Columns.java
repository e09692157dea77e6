package flowbench.comparison;

import flowbench.statistics.Ratio;
import flowbench.statistics.StudentInterval;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;

/** Columns of a table, a cell for each of some rows; what is undefined is missing. */
final class Columns {
    private Columns() {}

    static <T> StringColumn text(String name, List<T> rows, Function<T, Optional<String>> cell) {
        StringColumn column = StringColumn.create(name);
        rows.forEach(row -> cell.apply(row).ifPresentOrElse(column::append, column::appendMissing));
        return column;
    }

    static <T> IntColumn whole(String name, List<T> rows, Function<T, Optional<Integer>> cell) {
        IntColumn column = IntColumn.create(name);
        rows.forEach(row -> cell.apply(row).ifPresentOrElse(column::append, column::appendMissing));
        return column;
    }

    static <T> DoubleColumn number(String name, List<T> rows, Function<T, Optional<Double>> cell) {
        DoubleColumn column = DoubleColumn.create(name);
        rows.forEach(row -> cell.apply(row).ifPresentOrElse(column::append, column::appendMissing));
        return column;
    }

    /** A ratio, the bounds of its interval, and how they were found. */
    static <T> Column<?>[] ratio(List<T> rows, Function<T, Optional<Ratio>> ratio) {
        return new Column<?>[] {
            number("ratio", rows, row -> ratio.apply(row).map(Ratio::value)),
            number(
                    "ratio_low",
                    rows,
                    row -> ratio.apply(row).flatMap(Ratio::interval).map(StudentInterval::low)),
            number(
                    "ratio_high",
                    rows,
                    row -> ratio.apply(row).flatMap(Ratio::interval).map(StudentInterval::high)),
            text(
                    "ratio_method",
                    rows,
                    row -> ratio.apply(row).map(found -> found.method().toString()))
        };
    }
}
