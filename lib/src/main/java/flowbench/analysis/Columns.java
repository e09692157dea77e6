package flowbench.analysis;

import flowbench.statistics.Ratio;
import flowbench.statistics.StudentInterval;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;

/**
 * Makes the columns of a table of results, which have a cell for each of some rows; what is undefined is missing.
 *
 * @param <T> what a row of the table is about
 * @param rows in the order of the table
 */
public record Columns<T>(List<T> rows) {
    /** Texts. */
    public StringColumn text(String name, Function<T, String> cell) {
        return StringColumn.create(name, rows.stream().map(cell));
    }

    /** Texts, some of them absent. */
    public StringColumn textIfAny(String name, Function<T, Optional<String>> cell) {
        StringColumn column = StringColumn.create(name);
        rows.forEach(row -> cell.apply(row).ifPresentOrElse(column::append, column::appendMissing));
        return column;
    }

    /** Whole numbers. */
    public IntColumn whole(String name, ToIntFunction<T> cell) {
        return IntColumn.create(name, rows.stream().mapToInt(cell).toArray());
    }

    /** Whole numbers, some of them absent. */
    public IntColumn wholeIfAny(String name, Function<T, Optional<Integer>> cell) {
        IntColumn column = IntColumn.create(name);
        rows.forEach(row -> cell.apply(row).ifPresentOrElse(column::append, column::appendMissing));
        return column;
    }

    /** Numbers, of which NaN, Tablesaw's own mark of a missing one, is missing. */
    public DoubleColumn number(String name, ToDoubleFunction<T> cell) {
        return DoubleColumn.create(name, rows.stream().mapToDouble(cell).toArray());
    }

    /** Numbers, some of them absent. */
    public DoubleColumn numberIfAny(String name, Function<T, Optional<Double>> cell) {
        return number(name, row -> cell.apply(row).orElse(Double.NaN));
    }

    /** What is true or false. */
    public BooleanColumn flag(String name, Predicate<T> cell) {
        return BooleanColumn.create(name, rows.stream().map(cell::test).toList());
    }

    /** A ratio, the bounds of its interval, and how they were found: four columns whose names begin with that of the first. */
    public Column<?>[] ratio(String name, Function<T, Optional<Ratio>> ratio) {
        return new Column<?>[] {
            numberIfAny(name, row -> ratio.apply(row).map(Ratio::value)),
            numberIfAny(
                    name + "_low",
                    row -> ratio.apply(row).flatMap(Ratio::interval).map(StudentInterval::low)),
            numberIfAny(
                    name + "_high",
                    row -> ratio.apply(row).flatMap(Ratio::interval).map(StudentInterval::high)),
            textIfAny(
                    name + "_method",
                    row -> ratio.apply(row).map(found -> found.method().toString()))
        };
    }
}
