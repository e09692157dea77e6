package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The timed calls of a run's measured iterations, by phase and operation: latency, and wait for a connection of the pool.
 * Latencies are those of calls that ended {@code ok}; polls that found no task, errors and refused completions are counted. The calls of all
 * forks are pooled. A million calls take some 20 MB, whatever the file's size.
 */
public final class Operations {
    /** The quantiles that are printed and in the table. */
    static final double[] QUANTILES = {.5, .9, .95, .99, .999};

    private static final String OK = "ok";
    private static final String EMPTY = "empty";

    /**
     * One operation of one phase.
     *
     * @param phase the phase
     * @param operation what was called
     * @param outcomes how the calls ended, and how many did
     * @param latency time of the calls that ended {@code ok}, without the wait for a connection
     * @param acquire wait of those calls for a connection
     */
    public record Row(
            Phase phase,
            String operation,
            SortedMap<String, Integer> outcomes,
            Distribution latency,
            Distribution acquire) {
        /** All calls, however they ended. */
        public int calls() {
            return outcomes.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** Calls that found no task. */
        public int empty() {
            return outcomes.getOrDefault(EMPTY, 0);
        }

        /** Calls that ended neither {@code ok} nor {@code empty}: in an error, or in a completion that was refused. */
        public int errors() {
            return calls() - empty() - outcomes.getOrDefault(OK, 0);
        }
    }

    private final String runId;
    private final List<Row> rows;
    private final Optional<String> cut;

    private Operations(String runId, List<Row> rows, Optional<String> cut) {
        this.runId = runId;
        this.rows = rows;
        this.cut = cut;
    }

    /**
     * The operations of a run.
     *
     * @throws UserException if a row is bad, or if no operation was measured
     */
    public static Operations of(RunFolder run) {
        return find(run)
                .orElseThrow(() -> UserException.nothingMeasured(run.operations()
                                .path() + ": nothing measured: the file holds no operation of a measured iteration."));
    }

    /**
     * The operations of a run; absent if none was measured, as in a scenario that times no calls.
     *
     * @throws UserException if a row is bad
     */
    public static Optional<Operations> find(RunFolder run) {
        Map<Phase, Map<String, Calls>> calls = new TreeMap<>();
        Optional<String> cut = run.operations().read(row -> {
            Kind kind = row.word(OperationColumn.KIND, Kind.class);
            Phase phase = row.word(OperationColumn.PHASE, Phase.class);
            long acquire = row.duration(OperationColumn.ACQUIRE_NS);
            long latency = row.duration(OperationColumn.LATENCY_NS);
            if (kind == Kind.MEASURED) {
                calls.computeIfAbsent(phase, p -> new LinkedHashMap<>())
                        .computeIfAbsent(row.text(OperationColumn.OPERATION), o -> new Calls())
                        .add(row.text(OperationColumn.OUTCOME), latency, acquire);
            }
        });
        if (calls.isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        calls.forEach((phase, operations) ->
                operations.forEach((operation, measured) -> rows.add(measured.row(phase, operation))));
        return Optional.of(new Operations(run.manifest().runId(), List.copyOf(rows), cut));
    }

    /** The operations, in the order of the phases. */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The same at full precision: run_id, phase, operation (STRING), calls, ok, empty, errors (INTEGER), and in nanoseconds
     * latency_mean, latency_p50, latency_p90, latency_p95, latency_p99, latency_p99.9, latency_max and the same seven of
     * acquire (DOUBLE). Missing: a quantile that the calls are too few for.
     */
    public Table table() {
        Table table = Table.create(
                "operations",
                StringColumn.create("run_id", Collections.nCopies(rows.size(), runId).stream()),
                StringColumn.create("phase", rows.stream().map(r -> r.phase().toString())),
                StringColumn.create("operation", rows.stream().map(Row::operation)),
                IntColumn.create("calls", rows.stream().mapToInt(Row::calls).toArray()),
                IntColumn.create(
                        "ok", rows.stream().mapToInt(r -> r.latency().n()).toArray()),
                IntColumn.create("empty", rows.stream().mapToInt(Row::empty).toArray()),
                IntColumn.create("errors", rows.stream().mapToInt(Row::errors).toArray()));
        addColumns(table, "latency", Row::latency);
        addColumns(table, "acquire", Row::acquire);
        return table;
    }

    private void addColumns(Table table, String prefix, Function<Row, Distribution> part) {
        addColumn(table, prefix + "_mean", row -> part.apply(row).mean());
        for (double p : QUANTILES) {
            addColumn(table, prefix + "_" + name(p), row -> part.apply(row).quantile(p));
        }
        addColumn(table, prefix + "_max", row -> part.apply(row).max());
    }

    private void addColumn(Table table, String name, Function<Row, OptionalDouble> cell) {
        DoubleColumn column = DoubleColumn.create(name);
        for (Row row : rows) {
            cell.apply(row).ifPresentOrElse(column::append, column::appendMissing);
        }
        table.addColumns(column);
    }

    /** The table for people, and under it what is left blank and why. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Operations of measured iterations, " + runId + "\n\n");
        text.append(grid("latency", Row::latency)).append('\n');
        text.append(grid("wait for a connection", Row::acquire)).append('\n');
        text.append(Grid.wrapped(
                "  ",
                "n: calls that ended ok, all forks pooled; empty: polls that found no task. Quantiles of type 7 (Hyndman and"
                        + " Fan)."));
        int least = rows.stream().mapToInt(row -> row.latency().n()).min().orElse(0);
        text.append(blanks(QUANTILES, least, "calls"));
        for (Row row : rows) {
            if (row.errors() > 0) {
                SortedMap<String, Integer> errors = new TreeMap<>(row.outcomes());
                errors.keySet().removeAll(List.of(OK, EMPTY));
                text.append(Grid.wrapped(
                        "! ",
                        row.operation() + " in " + row.phase() + ": " + row.errors() + " of " + row.calls()
                                + " calls did not succeed: " + errors + "."));
            }
        }
        cut.ifPresent(line -> text.append(Grid.wrapped("! ", line)));
        return text.toString();
    }

    private String grid(String title, Function<Row, Distribution> part) {
        Grid grid = new Grid(
                2, "phase", title, "unit", "n", "mean", "p50", "p90", "p95", "p99", "p99.9", "max", "empty", "errors");
        for (Row row : rows) {
            Distribution distribution = part.apply(row);
            Scale scale = Scale.of("ns", distribution.mean().orElse(0));
            List<String> cells = new ArrayList<>(
                    List.of(row.phase().toString(), row.operation(), scale.unit(), Integer.toString(distribution.n())));
            cells.add(cell(scale, distribution.mean()));
            for (double p : QUANTILES) {
                cells.add(cell(scale, distribution.quantile(p)));
            }
            cells.add(cell(scale, distribution.max()));
            cells.add(Integer.toString(row.empty()));
            cells.add(Integer.toString(row.errors()));
            grid.add(cells);
        }
        return grid.text("empty", "p95", "errors");
    }

    /** Which quantiles of a table are left blank and why, where the least of its rows is too small for some. */
    static String blanks(double[] quantiles, int least, String things) {
        List<String> blank = Arrays.stream(quantiles)
                .filter(p -> least < OrderStatisticInterval.smallestSample(p))
                .mapToObj(p -> name(p) + " " + OrderStatisticInterval.smallestSample(p))
                .toList();
        return blank.isEmpty()
                ? ""
                : Grid.wrapped(
                        "  ",
                        "Blank: too few " + things + " for a two-sided 95 % bound; " + things + " needed: "
                                + String.join(", ", blank) + ".");
    }

    static String cell(Scale scale, OptionalDouble value) {
        return value.isEmpty() ? "" : scale.number(value.getAsDouble());
    }

    static String name(double p) {
        return "p" + (p == .999 ? "99.9" : Long.toString(Math.round(p * 100)));
    }

    /** The calls of one operation, in arrays that grow. */
    private static final class Calls {
        private final SortedMap<String, Integer> outcomes = new TreeMap<>();
        private long[] latencies = new long[64];
        private long[] waits = new long[64];
        private int n;

        void add(String outcome, long latency, long wait) {
            outcomes.merge(outcome, 1, Integer::sum);
            if (!outcome.equals(OK)) {
                return;
            }
            if (n == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * n);
                waits = Arrays.copyOf(waits, 2 * n);
            }
            latencies[n] = latency;
            waits[n++] = wait;
        }

        Row row(Phase phase, String operation) {
            return new Row(
                    phase,
                    operation,
                    Collections.unmodifiableSortedMap(outcomes),
                    Distribution.ofOwned(Arrays.copyOf(latencies, n)),
                    Distribution.ofOwned(Arrays.copyOf(waits, n)));
        }
    }
}
