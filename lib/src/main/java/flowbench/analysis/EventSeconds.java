package flowbench.analysis;

import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Distribution;
import flowbench.statistics.QuantileEstimate;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * The events of a run, second by second: how many were written and how many arrived in each, and how long those took
 * that were written in it. The stream, from the first commit to the last, is cut into equal spans as near to a second
 * as goes, ten at least unless they would be shorter than 10 ms; more of them follow while events still arrive. Several
 * measured iterations are laid over each other.
 */
public final class EventSeconds implements Result {
    private static final double SECOND_NS = 1e9;
    private static final int FEWEST = 10;
    private static final long SHORTEST_NS = 10_000_000;

    /**
     * One span of time.
     *
     * @param middle of the span, in seconds after the first commit
     * @param written events a second that were committed in it
     * @param arrived events a second that arrived in it, whenever they were written
     * @param latency of those that were committed in it and arrived, in nanoseconds
     */
    public record Row(double middle, double written, double arrived, Distribution latency) {}

    private final List<Row> rows;
    private final double spanSeconds;

    private EventSeconds(List<Row> rows, double spanSeconds) {
        this.rows = rows;
        this.spanSeconds = spanSeconds;
    }

    /**
     * Of a run.
     *
     * @throws UserException if a row is bad, or if no event was measured
     */
    public static EventSeconds of(RunFolder run) {
        EventTimes times = EventTimes.of(run);
        long first = times.firstCommit();
        long stream = times.lastCommit() - first + 1;
        int inStream = (int) Math.max(FEWEST, Math.round(stream / SECOND_NS));
        // Rounded up: the last commit belongs to the last span of the stream.
        long span = Math.max(SHORTEST_NS, (stream + inStream - 1) / inStream);
        // A rest of less than half a span is counted in the last.
        int spans = (int) Math.max(inStream, Math.round((double) (times.lastArrival() - first) / span));
        int[] written = times.commits(first, span, spans);
        int[] arrived = times.arrivals(first, span, spans);
        Distribution[] latency = times.latencies(first, span, spans);
        double seconds = span / SECOND_NS;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < spans; i++) {
            rows.add(new Row((i + .5) * seconds, written[i] / seconds, arrived[i] / seconds, latency[i]));
        }
        return new EventSeconds(List.copyOf(rows), seconds);
    }

    /** The spans, in their order. */
    public List<Row> rows() {
        return rows;
    }

    /** How long each is. */
    public double spanSeconds() {
        return spanSeconds;
    }

    @Override
    public String type() {
        return "event_seconds";
    }

    /**
     * The same: second, written, arrived (DOUBLE, events a second), n (INTEGER), and in nanoseconds latency_p50,
     * latency_p99 (DOUBLE). Missing: a quantile that the events are too few for.
     */
    @Override
    public Table table() {
        Columns<Row> columns = new Columns<>(rows);
        return Table.create(
                "events by second",
                columns.number("second", Row::middle),
                columns.number("written", Row::written),
                columns.number("arrived", Row::arrived),
                columns.whole("n", row -> row.latency().n()),
                quantile(columns, .5),
                quantile(columns, .99));
    }

    private static DoubleColumn quantile(Columns<Row> columns, double p) {
        return columns.number(
                "latency_" + QuantileEstimate.percentile(p),
                row -> row.latency().quantile(p).orElse(Double.NaN));
    }

    /** The table. */
    @Override
    public String toString() {
        return table().printAll();
    }
}
