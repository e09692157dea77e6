package flowbench.analysis;

import flowbench.runfolder.Kind;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.DistributionBuilder;
import flowbench.statistics.NestedMean;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import flowbench.statistics.StudentInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * The timed calls of a run's measured iterations, by phase and operation: latency, and wait for a connection of the
 * pool. Latencies are those of calls that ended {@code ok}; polls that found no task, errors and refused completions
 * are counted.
 *
 * <p>The mean is that of the fork means, and its interval is theirs; with one fork both are of its iterations.
 * Quantiles are of the calls of all forks pooled; for their intervals, of order statistics, the calls count as as many
 * independent ones as the forks agree on the share below ({@link Distribution#interval}). With one fork they count as
 * independent, which the calls of one process are not quite.
 *
 * <p>Read in one pass. An operation takes 4 MB at most, whatever the file's size, and 60 kB for each fork; up to {@link
 * DistributionBuilder#KEPT} calls its quantiles are exact, beyond that within .05 %, and the result says which.
 */
public final class Operations implements Result {
    /** The quantiles that are printed and in the table. */
    static final double[] QUANTILES = {.5, .9, .95, .99, .999};

    private static final LastRead<Optional<Operations>> LAST = new LastRead<>();
    private static final String OK = "ok";
    private static final String EMPTY = "empty";

    /**
     * One operation of one phase.
     *
     * @param phase the phase
     * @param operation what was called
     * @param outcomes how the calls ended, and how many did
     * @param latency time of the calls that ended {@code ok}, without the wait for a connection
     * @param latencyMean the mean of that; absent where none ended {@code ok}
     * @param acquire wait of those calls for a connection
     * @param acquireMean the mean of that
     */
    public record Row(
            Phase phase,
            String operation,
            SortedMap<String, Integer> outcomes,
            Distribution latency,
            Optional<NestedMean> latencyMean,
            Distribution acquire,
            Optional<NestedMean> acquireMean) {
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
    private final Optional<Completions> completions;
    private final Optional<String> cut;

    private Operations(String runId, List<Row> rows, Optional<Completions> completions, Optional<String> cut) {
        this.runId = runId;
        this.rows = rows;
        this.completions = completions;
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
        return LAST.of(run.operations().path(), () -> read(run));
    }

    private static Optional<Operations> read(RunFolder run) {
        Completions.Builder completions = new Completions.Builder();
        Map<Phase, Map<String, Calls>> calls = new TreeMap<>();
        Optional<String> cut = run.operations().read(row -> {
            Kind kind = row.word(OperationColumn.KIND, Kind.class);
            Phase phase = row.word(OperationColumn.PHASE, Phase.class);
            int fork = row.count(OperationColumn.FORK);
            int iteration = row.count(OperationColumn.ITERATION);
            long acquire = row.duration(OperationColumn.ACQUIRE_NS);
            long latency = row.duration(OperationColumn.LATENCY_NS);
            long start = row.duration(OperationColumn.STARTED_NS);
            String operation = row.text(OperationColumn.OPERATION);
            String outcome = row.text(OperationColumn.OUTCOME);
            completions.add(kind, phase, fork, iteration, operation, outcome, start, start + acquire + latency);
            if (kind == Kind.MEASURED) {
                calls.computeIfAbsent(phase, p -> new LinkedHashMap<>())
                        .computeIfAbsent(operation, o -> new Calls())
                        .add(fork, iteration, outcome, latency, acquire);
            }
        });
        if (calls.isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        calls.forEach((phase, operations) ->
                operations.forEach((operation, measured) -> rows.add(measured.row(phase, operation))));
        return Optional.of(new Operations(run.manifest().runId(), List.copyOf(rows), completions.build(), cut));
    }

    /**
     * The latencies of the measured calls of one operation of the execute phase that ended {@code ok}, fork by fork; none where
     * there are no such. The file is read for them.
     *
     * @throws UserException if a row is bad
     */
    public static SortedMap<Integer, Distribution> latencyByFork(RunFolder run, String operation) {
        Map<Integer, DistributionBuilder> forks = new TreeMap<>();
        run.operations().read(row -> {
            if (row.word(OperationColumn.KIND, Kind.class) == Kind.MEASURED
                    && row.word(OperationColumn.PHASE, Phase.class) == Phase.EXECUTE
                    && row.text(OperationColumn.OPERATION).equals(operation)
                    && row.text(OperationColumn.OUTCOME).equals(OK)) {
                int fork = row.count(OperationColumn.FORK);
                forks.computeIfAbsent(fork, f -> new DistributionBuilder())
                        .add(fork, row.duration(OperationColumn.LATENCY_NS));
            }
        });
        SortedMap<Integer, Distribution> built = new TreeMap<>();
        forks.forEach((fork, builder) -> built.put(fork, builder.build()));
        return built;
    }

    /** When something was completed, of the same reading of the file; absent where nothing was. */
    public Optional<Completions> completions() {
        return completions;
    }

    /** The operations, in the order of the phases. */
    public List<Row> rows() {
        return rows;
    }

    @Override
    public String type() {
        return "operations";
    }

    /**
     * The same at full precision: run_id, phase, operation (STRING), calls, ok, empty, errors, forks, replicates
     * (INTEGER), replication, method (STRING: {@code fork means} or {@code within one process}; how quantiles are
     * found), and in nanoseconds latency_mean, latency_mean_low, latency_mean_high, latency_sd, latency_min, for each
     * of p50, p90, p95, p99 and p99.9 latency_p50, latency_p50_low, latency_p50_high, then latency_max, and the same of
     * acquire (DOUBLE). Low and high are those of 95 % intervals. Missing: what the calls are too few for.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        Table table = Table.create(
                "operations",
                columns.text("run_id", row -> runId),
                columns.text("phase", row -> row.phase().toString()),
                columns.text("operation", Row::operation),
                columns.whole("calls", Row::calls),
                columns.whole("ok", row -> row.latency().n()),
                columns.whole("empty", Row::empty),
                columns.whole("errors", Row::errors),
                columns.whole("forks", row -> mean(row, NestedMean::forks)),
                columns.whole("replicates", row -> mean(row, NestedMean::replicates)),
                columns.text("replication", Operations::replication),
                columns.text("method", row -> row.latency().method()));
        addColumns(table, "latency", Row::latency, Row::latencyMean);
        addColumns(table, "acquire", Row::acquire, Row::acquireMean);
        return table;
    }

    private static int mean(Row row, ToIntFunction<NestedMean> part) {
        return row.latencyMean().map(part::applyAsInt).orElse(0);
    }

    private static String replication(Row row) {
        return row.latencyMean()
                .map(mean -> mean.withinOneProcess() ? "within one process" : "fork means")
                .orElse("");
    }

    private void addColumns(
            Table table,
            String prefix,
            Function<Row, Distribution> part,
            Function<Row, Optional<NestedMean>> meanOfPart) {
        Columns<Row> columns = new Columns<>(rows);
        table.addColumns(
                columns.numberIfAny(
                        prefix + "_mean", row -> meanOfPart.apply(row).map(NestedMean::mean)),
                columns.numberIfAny(
                        prefix + "_mean_low",
                        row -> meanOfPart
                                .apply(row)
                                .flatMap(NestedMean::interval)
                                .map(StudentInterval::low)),
                columns.numberIfAny(
                        prefix + "_mean_high",
                        row -> meanOfPart
                                .apply(row)
                                .flatMap(NestedMean::interval)
                                .map(StudentInterval::high)),
                columns.number(prefix + "_sd", row -> part.apply(row).sd().orElse(Double.NaN)),
                columns.number(prefix + "_min", row -> part.apply(row).min().orElse(Double.NaN)));
        for (double p : QUANTILES) {
            String name = prefix + "_" + QuantileEstimate.percentile(p);
            table.addColumns(
                    columns.number(name, row -> part.apply(row).quantile(p).orElse(Double.NaN)),
                    columns.numberIfAny(
                            name + "_low", row -> part.apply(row).interval(p).map(OrderStatisticInterval::low)),
                    columns.numberIfAny(
                            name + "_high", row -> part.apply(row).interval(p).map(OrderStatisticInterval::high)));
        }
        table.addColumns(
                columns.number(prefix + "_max", row -> part.apply(row).max().orElse(Double.NaN)));
    }

    /** The table for people, and under it what is left blank and why. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Grid.wrapped("", "Operations of measured iterations, " + runId));
        text.append('\n');
        text.append(grid("latency", Row::latency, Row::latencyMean)).append('\n');
        text.append(intervals()).append('\n');
        // Where no call waited, as in what another tool has measured, there was no pool.
        if (rows.stream().anyMatch(row -> row.acquire().max().orElse(0) > 0)) {
            text.append(grid("wait for a connection", Row::acquire, Row::acquireMean))
                    .append('\n');
        }
        text.append(Grid.wrapped(
                "  ",
                "n: calls that ended ok, all forks pooled; empty: polls that found no task. Quantiles of type 7 (Hyndman and"
                        + " Fan)" + approximate() + "."));
        text.append(Grid.wrapped("  ", meansAndIntervals()));
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

    /** Which quantiles are not exact, to follow what they are. */
    private String approximate() {
        String names = rows.stream()
                .filter(row -> !row.latency().isExact())
                .map(row -> row.operation() + " in " + row.phase())
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? ""
                : "; within .05 %, from a histogram of three digits, where the calls are more than "
                        + DistributionBuilder.KEPT + ": " + names;
    }

    private String meansAndIntervals() {
        int forks = rows.stream()
                .mapToInt(row -> mean(row, NestedMean::forks))
                .max()
                .orElse(0);
        int replicates = rows.stream()
                .mapToInt(row -> mean(row, NestedMean::replicates))
                .max()
                .orElse(0);
        String unit = forks == 1
                ? replicates + (replicates == 1 ? " iteration" : " iterations") + ", within one process"
                : forks + " forks";
        return "mean: of the means of " + unit
                + ", which is what its interval is over (Student's t). Intervals of quantiles: order"
                + " statistics, the calls counted as "
                + (forks == 1
                        ? "independent, within one process."
                        : "as many independent ones as the forks agree (Korn and Graubard); blank where these are too few.");
    }

    private String intervals() {
        Grid grid = new Grid(2, "phase", "95 % intervals", "unit", "mean", "p50", "p90", "p95", "p99", "p99.9");
        for (Row row : rows) {
            Scale scale = Scale.of("ns", row.latencyMean().map(NestedMean::mean).orElse(0.0));
            List<String> cells = new ArrayList<>(List.of(row.phase().toString(), row.operation(), scale.unit()));
            cells.add(row.latencyMean()
                    .flatMap(NestedMean::interval)
                    .map(i -> range(scale, i.low(), i.high()))
                    .orElse(""));
            for (double p : QUANTILES) {
                cells.add(row.latency()
                        .interval(p)
                        .map(i -> range(scale, i.low(), i.high()))
                        .orElse(""));
            }
            grid.add(cells);
        }
        return grid.text("p95", "p90");
    }

    private static String range(Scale scale, double low, double high) {
        return scale.number(low) + " – " + scale.number(high);
    }

    private String grid(
            String title, Function<Row, Distribution> part, Function<Row, Optional<NestedMean>> meanOfPart) {
        Grid grid = new Grid(
                2, "phase", title, "unit", "n", "mean", "p50", "p90", "p95", "p99", "p99.9", "max", "empty", "errors");
        for (Row row : rows) {
            Distribution distribution = part.apply(row);
            Optional<Double> mean = meanOfPart.apply(row).map(NestedMean::mean);
            Scale scale = Scale.of("ns", mean.orElse(0.));
            List<String> cells = new ArrayList<>(
                    List.of(row.phase().toString(), row.operation(), scale.unit(), Integer.toString(distribution.n())));
            cells.add(mean.map(scale::number).orElse(""));
            for (double p : QUANTILES) {
                cells.add(scale.number(distribution.quantile(p)));
            }
            cells.add(scale.number(distribution.max()));
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
                .mapToObj(p -> QuantileEstimate.percentile(p) + " " + OrderStatisticInterval.smallestSample(p))
                .toList();
        return blank.isEmpty()
                ? ""
                : Grid.wrapped(
                        "  ",
                        "Blank: too few " + things + " for a two-sided 95 % bound; " + things + " needed: "
                                + String.join(", ", blank) + ".");
    }

    /** The calls of one operation, as they are read. */
    private static final class Calls {
        private final Map<String, int[]> outcomes = new HashMap<>();
        private final DistributionBuilder latency = new DistributionBuilder();
        private final DistributionBuilder acquire = new DistributionBuilder();
        private final NestedMean.Builder latencyMean = new NestedMean.Builder();
        private final NestedMean.Builder acquireMean = new NestedMean.Builder();

        void add(int fork, int iteration, String outcome, long latencyNs, long acquireNs) {
            outcomes.computeIfAbsent(outcome, o -> new int[1])[0]++;
            if (outcome.equals(OK)) {
                latency.add(fork, latencyNs);
                latencyMean.add(fork, iteration, latencyNs);
                acquire.add(fork, acquireNs);
                acquireMean.add(fork, iteration, acquireNs);
            }
        }

        Row row(Phase phase, String operation) {
            SortedMap<String, Integer> counts = new TreeMap<>();
            outcomes.forEach((outcome, count) -> counts.put(outcome, count[0]));
            return new Row(
                    phase,
                    operation,
                    Collections.unmodifiableSortedMap(counts),
                    latency.build(),
                    latencyMean.build(),
                    acquire.build(),
                    acquireMean.build());
        }
    }
}
