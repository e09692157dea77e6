package flowbench.analysis;

import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * The quantiles of a {@link Summary} with their 95 % intervals, and how many values those that are refused would need.
 * Metrics whose values are all the same are not shown; {@link #table()} has them.
 */
public final class Quantiles implements Result {

    private record Cell(Summary.Row row, QuantileEstimate quantile) {}

    private final List<Summary.Row> rows;

    Quantiles(List<Summary.Row> rows) {
        this.rows = rows;
    }

    private List<Cell> cells() {
        return rows.stream()
                .flatMap(row -> row.estimate().quantiles().stream().map(quantile -> new Cell(row, quantile)))
                .toList();
    }

    @Override
    public String type() {
        return "quantiles";
    }

    /**
     * A row for each run, phase, metric and quantile: run_id, phase, metric, unit (STRING), quantile (DOUBLE, .5 is the median),
     * n, forks, independent (INTEGER: as how many independent values these count), value, interval_low, interval_high (DOUBLE, in
     * the unit), low_rank, high_rank, needed (INTEGER: how many independent values it takes), method
     * (STRING). What is refused is missing.
     */
    @Override
    public Table table() {
        Columns<Cell> columns = new Columns<>(cells());
        return Table.create(
                "quantiles",
                columns.text("run_id", cell -> cell.row().runId()),
                columns.text("phase", cell -> cell.row().phase().toString()),
                columns.text("metric", cell -> cell.row().metric().name()),
                columns.text("unit", cell -> cell.row().metric().unit()),
                columns.number("quantile", cell -> cell.quantile().p()),
                columns.whole("n", cell -> cell.quantile().n()),
                columns.whole("forks", cell -> cell.quantile().forks()),
                columns.whole("independent", cell -> cell.quantile().independent()),
                columns.number("value", cell -> cell.quantile().value().orElse(Double.NaN)),
                columns.numberIfAny(
                        "interval_low", cell -> cell.quantile().interval().map(OrderStatisticInterval::low)),
                columns.numberIfAny(
                        "interval_high", cell -> cell.quantile().interval().map(OrderStatisticInterval::high)),
                columns.wholeIfAny(
                        "low_rank", cell -> cell.quantile().interval().map(OrderStatisticInterval::lowRank)),
                columns.wholeIfAny(
                        "high_rank", cell -> cell.quantile().interval().map(OrderStatisticInterval::highRank)),
                columns.whole("needed", cell -> cell.quantile().needed()),
                columns.text("method", cell -> "type 7, interval of order statistics"));
    }

    /**
     * For each run a table for people: a line for each quantile that is given, and what the refused ones would need.
     */
    @Override
    public String toString() {
        return rows.stream().map(Summary.Row::runId).distinct().map(this::text).collect(Collectors.joining("\n"));
    }

    private String text(String runId) {
        List<Summary.Row> shown = rows.stream()
                .filter(row -> row.runId().equals(runId) && !row.estimate().constant())
                .filter(row -> row.metric().isOfTheWork())
                .toList();
        Grid grid =
                new Grid(3, "phase", "metric", "unit", "n", "independent", "quantile", "value", "low", "high", "ranks");
        String phase = "";
        for (Summary.Row row : shown) {
            for (QuantileEstimate quantile : row.estimate().quantiles()) {
                if (quantile.value().isPresent()) {
                    boolean first = quantile.p() == .5;
                    grid.add(
                            cells(row, quantile, first, phase.equals(row.phase().toString()) || !first));
                }
            }
            phase = row.phase().toString();
        }
        String needed = needed(shown);
        return Grid.wrapped("", "Quantiles of run " + runId) + "\n" + grid.text("ranks", "unit") + "\n"
                + Grid.wrapped(
                        "",
                        "Quantiles of type 7 of all values, with 95 % intervals of order statistics. independent: as how many"
                                + " independent values they count, less where forks differ.")
                + (needed.isEmpty()
                        ? ""
                        : Grid.wrapped(
                                "", "Refused where fewer independent values than this are there: " + needed + "."));
    }

    /** What the values of some metrics are too few for, and how many independent ones it takes; empty where for nothing. */
    public static String needed(List<Summary.Row> rows) {
        return rows.stream()
                .flatMap(row -> row.estimate().quantiles().stream())
                .filter(quantile -> quantile.interval().isEmpty())
                .map(quantile -> (quantile.p() == .5 ? "the interval of the median " : quantile.name() + " ")
                        + quantile.needed())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<String> cells(Summary.Row row, QuantileEstimate quantile, boolean first, boolean samePhase) {
        Scale scale = Scale.of(row.metric().unit(), row.estimate().mean());
        List<String> cells = new ArrayList<>();
        cells.add(samePhase ? "" : row.phase().toString());
        cells.add(first ? row.metric().label() : "");
        cells.add(first ? scale.unit() : "");
        cells.add(first ? Integer.toString(quantile.n()) : "");
        cells.add(Integer.toString(quantile.independent()));
        cells.add(quantile.name());
        cells.add(scale.number(quantile.value().orElseThrow()));
        cells.add(quantile.interval().map(i -> scale.number(i.low())).orElse(Grid.NOTHING));
        cells.add(quantile.interval().map(i -> scale.number(i.high())).orElse(Grid.NOTHING));
        cells.add(
                quantile.interval().map(i -> i.lowRank() + ", " + i.highRank()).orElse(Grid.NOTHING));
        return cells;
    }
}
