package flowbench.analysis;

import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Whether a channel held the rate of an event stream, and what gave way where it did not.
 *
 * <p>A rate is held where all of this is true of the measured iterations of a run:
 *
 * <ul>
 *   <li>the writers wrote 98 % of the offered rate at least;
 *   <li>every expected event reached the application, none was lost, and none found the application's buffer full;
 *   <li>latency stayed flat: the median of the last third of the stream, by commit, is not both more than twice that of
 *       the first third and more than 10 ms above it;
 *   <li>no event was late (EVENT_TIME_LIMIT_MS).
 * </ul>
 *
 * <p>Where several are false, what gave way first is the first of them in this order, in which the one can bring about
 * the other: who cannot write does not burden the channel, and events are late because latency grew.
 */
public final class Sustained implements Result {
    private static final double LEAST_WRITTEN = .98;
    private static final double MOST_GROWTH = 2;
    private static final double ALLOWED_GROWTH_NS = 10e6;
    private static final int PARTS = 3;

    private static final String RULE =
            "held: written at 98 % of the offered rate or more, nothing lost, no buffer full, latency"
                    + " flat (the median of the last third of the stream is no more than twice that of the first third, or no more than"
                    + " 10 ms above it), nothing late. Of several that gave way the first in this order is named first.";

    /** What can give way, each before those that it can bring about. */
    public enum Weakness {
        /** The writers did not write what was offered. */
        WRITERS,
        /** Events that were written did not arrive. */
        LOSS,
        /** Events arrived, and the application's buffer was full. */
        BUFFER,
        /** Latency grew over the stream. */
        LATENCY,
        /** Events arrived after the time limit. */
        LATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One run.
     *
     * @param runId the run
     * @param channel that was listened on
     * @param seconds that the stream was to last
     * @param offered events a second that were to be written
     * @param written events a second that were
     * @param expected events that were to be delivered
     * @param delivered of them, those that the application got in time
     * @param lost of them, those that it did not get at all
     * @param late of them, those that arrived after the time limit
     * @param latency of the events that arrived, of the first, the middle and the last third of the stream
     * @param gaveWay what gave way, and how, the first first; empty where the rate was held
     */
    public record Row(
            String runId,
            String channel,
            int seconds,
            double offered,
            double written,
            int expected,
            int delivered,
            int lost,
            int late,
            List<Distribution> latency,
            Map<Weakness, String> gaveWay) {
        /** Whether nothing gave way. */
        public boolean held() {
            return gaveWay.isEmpty();
        }

        /** What gave way first; absent where the rate was held. */
        public Optional<Weakness> gaveWayFirst() {
            return gaveWay.keySet().stream().findFirst();
        }

        /** {@code held}, or what gave way. */
        public String verdict() {
            return held() ? "held" : String.join("; ", gaveWay.values());
        }
    }

    private final List<Row> rows;
    private final List<Manifest> manifests;

    private Sustained(List<Row> rows, List<Manifest> manifests) {
        this.rows = rows;
        this.manifests = manifests;
    }

    /**
     * Of one run of event-stream.
     *
     * @throws UserException if it is of another scenario, if nobody listened, or if a file is bad
     */
    public static Sustained of(RunFolder run) {
        return of(List.of(run));
    }

    /**
     * Of several, in the order given.
     *
     * @throws UserException if there are none, if one is of another scenario, if nobody listened, or if a file is bad
     */
    public static Sustained of(List<RunFolder> runs) {
        if (runs.isEmpty()) {
            throw new UserException("There is no run of event-stream to look at.");
        }
        return new Sustained(
                runs.stream().map(Sustained::row).toList(),
                runs.stream().map(RunFolder::manifest).toList());
    }

    private static Row row(RunFolder run) {
        List<Sample> samples = run.readSamples(notice -> {});
        double offered = mean(run, samples, Metric.OFFERED_EVENTS_PER_SECOND);
        double written = mean(run, samples, Metric.WRITTEN_EVENTS_PER_SECOND);
        EventTimes times = EventTimes.of(run);
        long first = times.firstCommit();
        long third = Math.max(1, (times.lastCommit() - first + PARTS) / PARTS);
        List<Distribution> latency = List.of(times.latencies(first, third, PARTS));
        int full = times.causes().getOrDefault(EventCause.BUFFER_FULL, 0);
        int late = times.count(EventOutcome.LATE);
        int lost = times.count(EventOutcome.MISSING) + times.count(EventOutcome.RECOVERED);
        Map<Weakness, String> gaveWay = new EnumMap<>(Weakness.class);
        if (written < LEAST_WRITTEN * offered) {
            gaveWay.put(Weakness.WRITERS, "the writers wrote " + share(written, offered) + " of what was offered");
        }
        if (lost > full) {
            gaveWay.put(Weakness.LOSS, "the channel lost " + (lost - full) + " events (" + causes(times) + ")");
        }
        if (full > 0) {
            gaveWay.put(Weakness.BUFFER, "the application's buffer was full for " + full + " events");
        }
        growth(latency).ifPresent(sentence -> gaveWay.put(Weakness.LATENCY, sentence));
        if (late > 0) {
            gaveWay.put(Weakness.LATE, late + " events were late");
        }
        String seconds = run.manifest().setting(Setting.STREAM_SECONDS);
        return new Row(
                run.manifest().runId(),
                run.manifest().eventChannel(),
                seconds.isEmpty() ? 0 : Integer.parseInt(seconds),
                offered,
                written,
                times.expected(),
                times.expected() - lost - late,
                lost,
                late,
                latency,
                Collections.unmodifiableMap(gaveWay));
    }

    private static double mean(RunFolder run, List<Sample> samples, Metric metric) {
        return samples.stream()
                .filter(sample ->
                        sample.kind() == Kind.MEASURED && sample.metric().equals(metric))
                .mapToDouble(Sample::value)
                .average()
                .orElseThrow(() -> new UserException(run.samples().path() + ": holds no " + metric.name()
                        + " of a measured iteration; this is for runs of event-stream."));
    }

    private static String causes(EventTimes times) {
        return times.causes().entrySet().stream()
                .filter(cause -> cause.getKey() != EventCause.BUFFER_FULL)
                .map(cause -> cause.getValue() + " " + cause.getKey())
                .collect(Collectors.joining(", "));
    }

    /** How latency grew, where it did. */
    private static Optional<String> growth(List<Distribution> latency) {
        OptionalDouble before = latency.get(0).quantile(.5);
        OptionalDouble after = latency.get(PARTS - 1).quantile(.5);
        if (before.isEmpty()
                || after.isEmpty()
                || after.getAsDouble() <= MOST_GROWTH * before.getAsDouble()
                || after.getAsDouble() <= before.getAsDouble() + ALLOWED_GROWTH_NS) {
            return Optional.empty();
        }
        return Optional.of("latency grew from " + Scale.text("ns", before.getAsDouble()) + " to "
                + Scale.text("ns", after.getAsDouble()));
    }

    /** A row for each run, in the order given. */
    public List<Row> rows() {
        return rows;
    }

    /** Whether every one of the rates was held. */
    public boolean held() {
        return rows.stream().allMatch(Row::held);
    }

    /**
     * Of each channel its highest rate that was held for the longest time that was tried with it, channels in the order
     * given. Not there: a channel that held no rate for so long.
     */
    public List<Row> highest() {
        Map<String, List<Row>> channels =
                rows.stream().collect(Collectors.groupingBy(Row::channel, LinkedHashMap::new, Collectors.toList()));
        List<Row> highest = new ArrayList<>();
        for (List<Row> tried : channels.values()) {
            int longest = tried.stream().mapToInt(Row::seconds).max().orElseThrow();
            tried.stream()
                    .filter(row -> row.held() && row.seconds() == longest)
                    .max(Comparator.comparingDouble(Row::offered))
                    .ifPresent(highest::add);
        }
        return highest;
    }

    /**
     * Of each channel the lowest rate that it did not hold: what gives way first as the rate rises. Not there: a
     * channel that held every rate.
     */
    public List<Row> lowestNotHeld() {
        Map<String, Row> lowest = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> !row.held())
                .forEach(row -> lowest.merge(row.channel(), row, (a, b) -> b.offered() < a.offered() ? b : a));
        return List.copyOf(lowest.values());
    }

    /**
     * The answer for people, a line for each channel: the rate that it held, and what gave way first as the rate rose.
     */
    public String answer() {
        Map<String, Row> held = byChannel(highest());
        Map<String, Row> notHeld = byChannel(lowestNotHeld());
        StringBuilder text = new StringBuilder();
        rows.stream().map(Row::channel).distinct().forEach(channel -> {
            String rate = Optional.ofNullable(held.get(channel))
                    .map(row -> whole(row.offered()) + " events/s for " + row.seconds() + " s, p50 "
                            + median(row.latency().get(0)) + " first and "
                            + median(row.latency().get(PARTS - 1)) + " last")
                    .orElse("no rate held");
            String weakness = Optional.ofNullable(notHeld.get(channel))
                    .map(row -> "at " + whole(row.offered()) + "/s for " + row.seconds() + " s " + row.verdict())
                    .orElse("nothing gave way");
            text.append(Grid.wrapped("", channel + ": " + rate + "; " + weakness + "."));
        });
        return text.toString();
    }

    private static Map<String, Row> byChannel(List<Row> some) {
        return some.stream().collect(Collectors.toMap(Row::channel, row -> row));
    }

    private static String median(Distribution latency) {
        OptionalDouble median = latency.quantile(.5);
        return median.isEmpty() ? "unknown" : Scale.text("ns", median.getAsDouble());
    }

    @Override
    public String type() {
        return "sustained";
    }

    /**
     * The rows at full precision: run_id, channel (STRING), seconds (INTEGER), offered, written (DOUBLE, events a
     * second), expected, delivered, lost, late (INTEGER), in nanoseconds first_p50, first_p99, middle_p50, middle_p99,
     * last_p50, last_p99 (DOUBLE), verdict (STRING: held, or the weakness that gave way first), why (STRING). Missing:
     * a quantile that the events are too few for.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        Table table = Table.create(
                "sustained",
                columns.text("run_id", Row::runId),
                columns.text("channel", Row::channel),
                columns.whole("seconds", Row::seconds),
                columns.number("offered", Row::offered),
                columns.number("written", Row::written),
                columns.whole("expected", Row::expected),
                columns.whole("delivered", Row::delivered),
                columns.whole("lost", Row::lost),
                columns.whole("late", Row::late));
        List<String> parts = List.of("first", "middle", "last");
        for (int i = 0; i < PARTS; i++) {
            int part = i;
            table.addColumns(
                    columns.number(
                            parts.get(i) + "_p50",
                            row -> row.latency().get(part).quantile(.5).orElse(Double.NaN)),
                    columns.number(
                            parts.get(i) + "_p99",
                            row -> row.latency().get(part).quantile(.99).orElse(Double.NaN)));
        }
        return table.addColumns(
                columns.text(
                        "verdict",
                        row -> row.gaveWayFirst().map(Weakness::toString).orElse("held")),
                columns.text("why", row -> row.held() ? "" : row.verdict()));
    }

    /** The conditions, a table for people, and what gave way in each run that did not hold. */
    @Override
    public String toString() {
        Grid grid = new Grid(
                1,
                "channel",
                "s",
                "offered/s",
                "written/s",
                "delivered",
                "lost",
                "late",
                "p50 first",
                "p50 middle",
                "p50 last",
                "p99 last",
                "held");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(
                    row.channel(),
                    Integer.toString(row.seconds()),
                    whole(row.offered()),
                    whole(row.written()),
                    share(row.delivered(), row.expected()),
                    Integer.toString(row.lost()),
                    Integer.toString(row.late())));
            row.latency().forEach(part -> cells.add(milliseconds(part.quantile(.5))));
            cells.add(milliseconds(row.latency().get(PARTS - 1).quantile(.99)));
            cells.add(row.gaveWayFirst().map(weakness -> "no: " + weakness).orElse("yes"));
            grid.add(cells);
        }
        StringBuilder text = new StringBuilder(Grid.wrapped("", Conditions.ofAnySize(manifests)));
        text.append('\n').append(grid.text("p50 middle")).append('\n');
        text.append(Grid.wrapped(
                "  ",
                "p50, p99: latency in ms, from the return of the call that wrote an event to its arrival, of the events"
                        + " committed in the first, the middle and the last third of the stream."));
        text.append(Grid.wrapped("  ", RULE));
        for (Row row : rows) {
            if (!row.held()) {
                text.append(Grid.wrapped(
                        "! ",
                        row.channel() + " at " + whole(row.offered()) + "/s for " + row.seconds() + " s: "
                                + row.verdict() + "."));
            }
        }
        return text.toString();
    }

    private static String whole(double value) {
        return Long.toString(Math.round(value));
    }

    private static String milliseconds(OptionalDouble nanos) {
        return nanos.isEmpty() ? "" : Scale.MILLISECONDS.number(nanos.getAsDouble());
    }

    private static String share(double part, double whole) {
        return new Scale(1, "%").number(100 * part / whole) + " %";
    }
}
