package flowbench.analysis;

import flowbench.runfolder.CsvFile;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventColumn;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * The events of a run's measured iterations, by type: how many were expected, written and delivered, where the others
 * went and why, and how long those that arrived took. All forks are pooled. A million events take some 20 MB, whatever
 * the file's size.
 *
 * <p>The latency of an event is its arrival on the wire less the return of the call whose transaction wrote it, both on
 * one clock. It is below 0 where the event was here before the answer to that call; such values are counted, shown and
 * stay in. Latencies are of the expected events that arrived: delivered, more than once, out of order or late.
 */
public final class Events implements Result {
    /** The quantiles that are printed and in the table. */
    static final double[] QUANTILES = {.5, .9, .99, .999};

    private static final String ALL = "all";

    /**
     * The events of one type, or all.
     *
     * @param type what they say; empty in the row of all
     * @param expected events that the flows' shapes lead to expect
     * @param written rows in the outbox
     * @param delivered expected events that the application got in time, once or more often, in order or not
     * @param late expected events that arrived after the time limit
     * @param outOfOrder of those delivered, the ones that arrived after an event of the same flow run that was written
     *     later
     * @param duplicates arrivals of expected events after their first
     * @param recovered expected events that were not delivered, but told of by the state of their run
     * @param missing expected events that were not delivered, and told of by nothing
     * @param unknown events that arrived and that no flow's shape leads to expect
     * @param latency of the expected events that arrived, in nanoseconds
     */
    public record Row(
            Optional<EventType> type,
            int expected,
            int written,
            int delivered,
            int late,
            int outOfOrder,
            int duplicates,
            int recovered,
            int missing,
            int unknown,
            Distribution latency) {
        /** The share of the expected events that were delivered, a fraction; absent where none was expected. */
        public OptionalDouble deliveredShare() {
            return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) delivered / expected);
        }

        /** The type's word, or {@code all}. */
        public String name() {
            return type.map(EventType::toString).orElse(ALL);
        }
    }

    /**
     * Events of one type that were not delivered for one cause.
     *
     * @param type what they say
     * @param cause why; empty where the file does not say
     * @param recovered those that the state of their run told of
     * @param missing those that nothing told of
     */
    public record Undelivered(EventType type, Optional<EventCause> cause, int recovered, int missing) {
        /** The cause's word, or {@code no cause given}. */
        public String causeName() {
            return cause.map(EventCause::toString).orElse("no cause given");
        }
    }

    private final String runId;
    private final String channel;
    private final List<Row> rows;
    private final Row total;
    private final List<Undelivered> undelivered;
    private final Optional<String> cut;

    private Events(String runId, String channel, List<Counts> types, Optional<String> cut) {
        this.runId = runId;
        this.channel = channel;
        this.rows = types.stream().map(Counts::row).toList();
        this.total = total(rows);
        this.undelivered = types.stream().flatMap(Counts::undelivered).toList();
        this.cut = cut;
    }

    /**
     * The events of a run.
     *
     * @throws UserException if a row is bad, or if no event was measured
     */
    public static Events of(RunFolder run) {
        return find(run)
                .orElseThrow(() -> new UserException(run.path()
                        + ": no events measured: events.csv is not there, or holds none of a measured iteration; measure with"
                        + " EVENT_CHANNEL=poll, notify or wal."));
    }

    /**
     * The events of a run; absent if none was measured, as with EVENT_CHANNEL=none and in runs of older versions.
     *
     * @throws UserException if a row is bad
     */
    public static Optional<Events> find(RunFolder run) {
        return run.events().flatMap(file -> read(run.manifest().runId(), file));
    }

    private static Optional<Events> read(String runId, CsvFile<EventColumn> file) {
        Map<EventType, Counts> types = new EnumMap<>(EventType.class);
        TreeSet<String> channels = new TreeSet<>();
        Optional<String> cut = file.read(row -> {
            Kind kind = row.word(EventColumn.KIND, Kind.class);
            EventType type = row.word(EventColumn.EVENT, EventType.class);
            EventOutcome outcome = row.word(EventColumn.OUTCOME, EventOutcome.class);
            int written = row.count(EventColumn.WRITTEN);
            int duplicates = row.count(EventColumn.DUPLICATES);
            OptionalLong committed = row.durationIfAny(EventColumn.COMMITTED_NS);
            OptionalLong delivered = row.durationIfAny(EventColumn.DELIVERED_NS);
            Optional<EventCause> cause = row.text(EventColumn.CAUSE).isEmpty()
                    ? Optional.empty()
                    : Optional.of(row.word(EventColumn.CAUSE, EventCause.class));
            if (kind == Kind.MEASURED) {
                channels.add(row.text(EventColumn.CHANNEL));
                Counts counts = types.computeIfAbsent(type, Counts::new);
                counts.add(outcome, cause, written, duplicates);
                if ((outcome.isDelivered() || outcome == EventOutcome.LATE)
                        && committed.isPresent()
                        && delivered.isPresent()) {
                    counts.add(delivered.getAsLong() - committed.getAsLong());
                }
            }
        });
        return types.isEmpty()
                ? Optional.empty()
                : Optional.of(new Events(runId, String.join(", ", channels), List.copyOf(types.values()), cut));
    }

    /** Rows as one: their counts added, their latencies pooled. */
    public static Row total(List<Row> rows) {
        return new Row(
                Optional.empty(),
                sum(rows, Row::expected),
                sum(rows, Row::written),
                sum(rows, Row::delivered),
                sum(rows, Row::late),
                sum(rows, Row::outOfOrder),
                sum(rows, Row::duplicates),
                sum(rows, Row::recovered),
                sum(rows, Row::missing),
                sum(rows, Row::unknown),
                Distribution.pooled(rows.stream().map(Row::latency).toList()));
    }

    private static int sum(List<Row> rows, ToIntFunction<Row> part) {
        return rows.stream().mapToInt(part).sum();
    }

    /** The channel that was listened on. */
    public String channel() {
        return channel;
    }

    /** A row for each type that was expected or arrived, in the order of {@link EventType}. */
    public List<Row> rows() {
        return rows;
    }

    /** The row of all types together. */
    public Row total() {
        return total;
    }

    /** What was not delivered although it was expected, by type and cause; what arrived late is not in it. */
    public List<Undelivered> undelivered() {
        return undelivered;
    }

    /**
     * How many were recovered or are missing for each cause, such as
     * {@code 101 before_subscription, 100 not_listened_for}.
     */
    String byCause() {
        Map<String, Integer> causes = new HashMap<>();
        undelivered.forEach(row -> causes.merge(row.causeName(), row.recovered() + row.missing(), Integer::sum));
        return causes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(cause -> cause.getValue() + " " + cause.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String type() {
        return "events";
    }

    @Override
    public List<Table> moreTables() {
        return List.of(undeliveredTable());
    }

    /**
     * The same at full precision, the last row that of {@code all}: run_id, channel, event (STRING), expected, written,
     * delivered, late, out_of_order, duplicate, recovered, missing, unknown (INTEGER), delivered_share (DOUBLE,
     * percent), latency_n, latency_below_0 (INTEGER), and in nanoseconds latency_mean, latency_min, latency_p50,
     * latency_p90, latency_p99, latency_p99.9, latency_max (DOUBLE). Missing: a quantile that the events are too few
     * for, and what is of none.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(all());
        Table table = Table.create(
                "events",
                columns.text("run_id", row -> runId),
                columns.text("channel", row -> channel),
                columns.text("event", Row::name),
                columns.whole("expected", Row::expected),
                columns.whole("written", Row::written),
                columns.whole("delivered", Row::delivered),
                columns.whole("late", Row::late),
                columns.whole("out_of_order", Row::outOfOrder),
                columns.whole("duplicate", Row::duplicates),
                columns.whole("recovered", Row::recovered),
                columns.whole("missing", Row::missing),
                columns.whole("unknown", Row::unknown),
                columns.number(
                        "delivered_share", row -> 100 * row.deliveredShare().orElse(Double.NaN)),
                columns.whole("latency_n", row -> row.latency().n()),
                columns.whole("latency_below_0", row -> row.latency().negative()),
                columns.number("latency_mean", row -> row.latency().mean().orElse(Double.NaN)),
                columns.number("latency_min", row -> row.latency().min().orElse(Double.NaN)));
        for (double p : QUANTILES) {
            table.addColumns(columns.number(
                    "latency_" + QuantileEstimate.percentile(p),
                    row -> row.latency().quantile(p).orElse(Double.NaN)));
        }
        return table.addColumns(
                columns.number("latency_max", row -> row.latency().max().orElse(Double.NaN)));
    }

    /**
     * What was not delivered: run_id, channel, event, cause (STRING), recovered, missing (INTEGER). The cause is
     * missing where the file does not say; without rows where everything arrived.
     */
    public Table undeliveredTable() {
        Columns<Undelivered> columns = new Columns<>(undelivered);
        return Table.create(
                "undelivered",
                columns.text("run_id", row -> runId),
                columns.text("channel", row -> channel),
                columns.text("event", row -> row.type().toString()),
                columns.textIfAny("cause", row -> row.cause().map(EventCause::toString)),
                columns.whole("recovered", Undelivered::recovered),
                columns.whole("missing", Undelivered::missing));
    }

    private List<Row> all() {
        return Stream.concat(rows.stream(), Stream.of(total)).toList();
    }

    /**
     * The tables for people: what became of the events, what was not delivered and why, and how long the others took.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                Grid.wrapped("", "Events of measured iterations on channel " + channel + ", " + runId));
        text.append('\n');
        text.append(countsGrid()).append('\n');
        if (!undelivered.isEmpty()) {
            text.append(undeliveredGrid()).append('\n');
        }
        if (total.latency().n() > 0) {
            text.append(latencyGrid()).append('\n');
        }
        text.append(Grid.wrapped(
                "  ",
                "expected = delivered + late + recovered + missing; out of order and duplicate (further arrivals) are among"
                        + " those delivered; unknown: arrived, and no flow's shape leads to expect it."));
        if (total.latency().n() > 0) {
            text.append(Grid.wrapped(
                    "  ",
                    "latency: from the return of the call that wrote the event to its arrival, on one clock, all forks"
                            + " pooled. below 0: the event was here before the answer to that call; it stays in."
                            + " Quantiles of type 7 (Hyndman and Fan)."));
            int least = rows.stream()
                    .mapToInt(row -> row.latency().n())
                    .filter(n -> n > 0)
                    .min()
                    .orElse(0);
            text.append(Operations.blanks(QUANTILES, least, "events"));
        }
        cut.ifPresent(line -> text.append(Grid.wrapped("! ", line)));
        return text.toString();
    }

    private String countsGrid() {
        Grid grid = new Grid(
                1,
                "event",
                "expected",
                "written",
                "delivered",
                "share",
                "late",
                "recovered",
                "missing",
                "out of order",
                "duplicate",
                "unknown");
        for (Row row : all()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.name(),
                    Integer.toString(row.expected()),
                    Integer.toString(row.written()),
                    Integer.toString(row.delivered()),
                    share(row.delivered(), row.expected())));
            for (int count : new int[] {
                row.late(), row.recovered(), row.missing(), row.outOfOrder(), row.duplicates(), row.unknown()
            }) {
                cells.add(Integer.toString(count));
            }
            grid.add(cells);
        }
        return grid.text();
    }

    private String undeliveredGrid() {
        Grid grid = new Grid(2, "not delivered", "cause", "recovered", "missing");
        for (Undelivered row : undelivered) {
            grid.add(List.of(
                    row.type().toString(),
                    row.causeName(),
                    Integer.toString(row.recovered()),
                    Integer.toString(row.missing())));
        }
        return grid.text();
    }

    private String latencyGrid() {
        Grid grid = new Grid(2, "latency", "unit", "n", "below 0", "mean", "min", "p50", "p90", "p99", "p99.9", "max");
        for (Row row : all()) {
            Distribution latency = row.latency();
            if (latency.n() == 0) {
                continue;
            }
            Scale scale = Scale.of(
                    "ns", latency.quantile(.5).orElseGet(() -> latency.mean().orElse(0)));
            List<String> cells = new ArrayList<>(List.of(
                    row.name(), scale.unit(), Integer.toString(latency.n()), Integer.toString(latency.negative())));
            cells.add(scale.number(latency.mean()));
            cells.add(scale.number(latency.min()));
            for (double p : QUANTILES) {
                cells.add(scale.number(latency.quantile(p)));
            }
            cells.add(scale.number(latency.max()));
            grid.add(cells);
        }
        return grid.text();
    }

    /**
     * A part of a whole as a percentage, such as {@code 99.99 %}, that is rounded to 100 % only where it is the whole,
     * and to 0 % only where it is nothing.
     */
    public static String share(int part, int whole) {
        if (whole == 0) {
            return "";
        }
        for (int decimals = 1; decimals < 9; decimals++) {
            String text = String.format(Locale.ROOT, "%." + decimals + "f", 100.0 * part / whole);
            boolean rounded =
                    Double.parseDouble(text) == 100 && part != whole || Double.parseDouble(text) == 0 && part != 0;
            if (!rounded) {
                return (part == whole ? "100" : part == 0 ? "0" : text) + " %";
            }
        }
        return 100.0 * part / whole + " %";
    }

    /** The events of one type, counted as they are read; latencies in an array that grows. */
    private static final class Counts {
        private final EventType type;
        private final int[] outcomes = new int[EventOutcome.values().length];
        private final Map<Optional<EventCause>, int[]> causes = new HashMap<>();
        private int written;
        private int duplicates;
        private long[] latencies = new long[64];
        private int n;

        Counts(EventType type) {
            this.type = type;
        }

        void add(EventOutcome outcome, Optional<EventCause> cause, int rows, int again) {
            outcomes[outcome.ordinal()]++;
            written += rows;
            if (outcome != EventOutcome.UNKNOWN) {
                duplicates += again;
            }
            if (outcome == EventOutcome.RECOVERED || outcome == EventOutcome.MISSING) {
                causes.computeIfAbsent(cause, c -> new int[2])[outcome == EventOutcome.RECOVERED ? 0 : 1]++;
            }
        }

        void add(long latency) {
            if (n == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * n);
            }
            latencies[n++] = latency;
        }

        private int of(EventOutcome outcome) {
            return outcomes[outcome.ordinal()];
        }

        Row row() {
            int all = Arrays.stream(outcomes).sum();
            return new Row(
                    Optional.of(type),
                    all - of(EventOutcome.UNKNOWN),
                    written,
                    of(EventOutcome.DELIVERED) + of(EventOutcome.DUPLICATE) + of(EventOutcome.OUT_OF_ORDER),
                    of(EventOutcome.LATE),
                    of(EventOutcome.OUT_OF_ORDER),
                    duplicates,
                    of(EventOutcome.RECOVERED),
                    of(EventOutcome.MISSING),
                    of(EventOutcome.UNKNOWN),
                    Distribution.ofOwned(Arrays.copyOf(latencies, n)));
        }

        Stream<Undelivered> undelivered() {
            return Stream.concat(
                            Arrays.stream(EventCause.values()).map(Optional::of),
                            Stream.of(Optional.<EventCause>empty()))
                    .filter(causes::containsKey)
                    .map(cause -> new Undelivered(type, cause, causes.get(cause)[0], causes.get(cause)[1]));
        }
    }
}
