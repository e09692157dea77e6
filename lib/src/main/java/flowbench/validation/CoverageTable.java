package flowbench.validation;

import flowbench.analysis.Grid;
import flowbench.analysis.Result;
import flowbench.statistics.SimulatedShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a simulation found, as a table: a row for each kind of data and method, a column for each size of the sample,
 * and in each cell how often it was so.
 */
public final class CoverageTable implements Result {
    /**
     * A row.
     *
     * @param data what was made up
     * @param method what was asked of it
     * @param shares how often it was so, one for each column
     */
    public record Row(String data, String method, List<SimulatedShare> shares) {}

    private final String title;
    private final String wanted;
    private final List<String> columns;
    private final List<Row> rows;

    CoverageTable(String title, String wanted, List<String> columns, List<Row> rows) {
        this.title = title;
        this.wanted = wanted;
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
    }

    /** The rows. */
    public List<Row> rows() {
        return rows;
    }

    /** What the sizes of the samples are, in the order of the shares. */
    public List<String> columns() {
        return columns;
    }

    /**
     * The share of one cell.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public SimulatedShare share(String data, String method, String column) {
        return rows.stream()
                .filter(row -> row.data().equals(data) && row.method().equals(method))
                .findFirst()
                .orElseThrow()
                .shares()
                .get(columns.indexOf(column));
    }

    @Override
    public String type() {
        return "coverage";
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("title", title);
    }

    /**
     * A row for each cell: data, method, sample (STRING), hits, repetitions (INTEGER), seed (LONG), share,
     * standard_error (DOUBLE, fractions).
     */
    @Override
    public Table table() {
        StringColumn data = StringColumn.create("data");
        StringColumn method = StringColumn.create("method");
        StringColumn sample = StringColumn.create("sample");
        IntColumn hits = IntColumn.create("hits");
        IntColumn repetitions = IntColumn.create("repetitions");
        LongColumn seed = LongColumn.create("seed");
        DoubleColumn share = DoubleColumn.create("share");
        DoubleColumn error = DoubleColumn.create("standard_error");
        for (Row row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                SimulatedShare cell = row.shares().get(i);
                data.append(row.data());
                method.append(row.method());
                sample.append(columns.get(i));
                hits.append(cell.hits());
                repetitions.append(cell.repetitions());
                seed.append(cell.seed());
                share.append(cell.value());
                error.append(cell.standardError());
            }
        }
        return Table.create(title, data, method, sample, hits, repetitions, seed, share, error);
    }

    /** The table for people, in percent, with what it should be and how exact it is. */
    @Override
    public String toString() {
        List<String> headers = new ArrayList<>(List.of("data", "method"));
        headers.addAll(columns);
        Grid grid = new Grid(2, headers.toArray(String[]::new));
        double error = 0;
        String data = "";
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.data().equals(data) ? "" : row.data(), row.method()));
            for (SimulatedShare share : row.shares()) {
                cells.add(String.format(Locale.ROOT, "%.1f", 100 * share.value()));
                error = Math.max(error, share.standardError());
            }
            grid.add(cells);
            data = row.data();
        }
        return Grid.wrapped("", title) + "\n" + grid.text() + "\n"
                + Grid.wrapped(
                        "  ",
                        wanted
                                + String.format(
                                        Locale.ROOT,
                                        " %s repetitions, seed %d, standard error at most %.1f points.",
                                        repetitions(),
                                        rows.get(0).shares().get(0).seed(),
                                        100 * error));
    }

    private String repetitions() {
        int[] all = rows.stream()
                .flatMap(row -> row.shares().stream())
                .mapToInt(SimulatedShare::repetitions)
                .sorted()
                .distinct()
                .toArray();
        return all.length == 1 ? "" + all[0] : all[0] + " to " + all[all.length - 1];
    }
}
