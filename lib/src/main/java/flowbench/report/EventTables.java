package flowbench.report;

import flowbench.analysis.Events;
import flowbench.statistics.Distribution;
import flowbench.statistics.QuantileEstimate;
import flowbench.statistics.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What became of the events of a run, why some were not delivered, and how long the others took. */
final class EventTables {
    private static final double[] QUANTILES = {.5, .9, .99, .999};

    private final Events events;

    EventTables(Events events) {
        this.events = events;
    }

    /** A row for each type, and one for all. */
    ReportTable counts() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "What became of the events of measured iterations, channel " + events.channel())
                .words("event")
                .numbers(
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
        all().forEach(row -> table.row(List.of(
                Cell.text(row.name()),
                Cell.count(row.expected()),
                Cell.count(row.written()),
                Cell.count(row.delivered()),
                Cell.number(
                        Events.share(row.delivered(), row.expected()),
                        row.deliveredShare().orElse(0)),
                Cell.trouble(row.late()),
                Cell.trouble(row.recovered()),
                Cell.trouble(row.missing()),
                Cell.trouble(row.outOfOrder()),
                Cell.trouble(row.duplicates()),
                Cell.trouble(row.unknown()))));
        return table.note(
                        "expected = delivered + late + recovered + missing; out of order and duplicate (further arrivals) are"
                                + " among those delivered; unknown: arrived, and no flow's shape leads to expect it.")
                .build();
    }

    /** A row for each type and cause; without rows where everything arrived. */
    ReportTable undelivered() {
        ReportTable.Builder table = new ReportTable.Builder("What was not delivered, and why")
                .words("event", "cause")
                .numbers("recovered", "missing");
        events.undelivered()
                .forEach(row -> table.row(List.of(
                        Cell.text(row.type().toString()),
                        Cell.text(row.causeName()),
                        Cell.count(row.recovered()),
                        Cell.trouble(row.missing()))));
        return table.build();
    }

    /** A row for each type of which some arrived, and one for all. */
    ReportTable latency() {
        ReportTable.Builder table = new ReportTable.Builder("Latency of events")
                .words("event", "unit")
                .numbers("n", "below 0", "mean", "min")
                .numbers(DoubleStream.of(QUANTILES)
                        .mapToObj(QuantileEstimate::percentile)
                        .toArray(String[]::new))
                .numbers("max");
        all().filter(row -> row.latency().n() > 0).forEach(row -> table.row(latency(row)));
        return table.note(
                        "From the return of the call whose transaction wrote the event to its arrival, on one clock, all forks"
                                + " pooled. below 0: the event was here before the answer to that call; it stays in.")
                .build();
    }

    private static List<Cell> latency(Events.Row row) {
        Distribution latency = row.latency();
        Scale scale = Scale.of(
                "ns", latency.quantile(.5).orElseGet(() -> latency.mean().orElse(0)));
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.text(row.name()),
                Cell.text(scale.unit()),
                Cell.count(latency.n()),
                Cell.count(latency.negative()),
                Cell.number(scale, latency.mean()),
                Cell.number(scale, latency.min())));
        for (double p : QUANTILES) {
            cells.add(Cell.number(scale, latency.quantile(p)));
        }
        cells.add(Cell.number(scale, latency.max()));
        return cells;
    }

    private Stream<Events.Row> all() {
        return Stream.concat(events.rows().stream(), Stream.of(events.total()));
    }
}
