package flowbench.charts;

import flowbench.analysis.Conditions;
import flowbench.analysis.Events;
import flowbench.comparison.Channels;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.OrderStatisticInterval;
import flowbench.statistics.Scale;
import java.util.List;
import java.util.Optional;

/** Latency of the events that arrived by percentile, a line for each type of one run, or for each channel of several. */
final class EventLatencyChart {
    private EventLatencyChart() {}

    static Chart of(RunFolder run) {
        return draw(run, Events.of(run)).orElseThrow(() -> nothing(run.path().toString()));
    }

    /** Absent where no type has enough events that arrived. */
    static Optional<Chart> find(Reading reading) {
        return reading.events().flatMap(events -> draw(reading.run(), events));
    }

    private static Optional<Chart> draw(RunFolder run, Events events) {
        List<PercentilePlot.Line> lines = events.rows().stream()
                .filter(row -> row.latency().n() > 0)
                .map(row -> new PercentilePlot.Line(row.name(), row.latency()))
                .toList();
        PercentilePlot plot = new PercentilePlot(lines, "events", 0);
        return plot.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(
                        "event-latency",
                        "Latency of events on channel " + events.channel(),
                        subtitle(List.of(events.total())) + plot.leftOut(),
                        Conditions.of(run.manifest()),
                        plot));
    }

    static Chart of(List<RunFolder> runs) {
        Channels channels = Channels.of(runs);
        PercentilePlot plot = plot(channels, 0);
        if (plot.isEmpty()) {
            throw nothing("The runs given");
        }
        return new Chart(
                "event-latency-by-channel",
                "Latency of events by channel",
                subtitle(rows(channels)) + plot.leftOut(),
                channels.conditions(),
                plot);
    }

    /** A line for each channel that has events. */
    static PercentilePlot plot(Channels channels, int firstColor) {
        return new PercentilePlot(
                channels.rows().stream()
                        .flatMap(row -> row.events().stream()
                                .map(events -> new PercentilePlot.Line(row.channel(), events.latency())))
                        .toList(),
                "events",
                firstColor);
    }

    static List<Events.Row> rows(Channels channels) {
        return channels.rows().stream().flatMap(row -> row.events().stream()).toList();
    }

    private static UserException nothing(String where) {
        return new UserException(where + ": no event latency to draw: fewer than "
                + OrderStatisticInterval.smallestSample(.5) + " events of measured iterations arrived.");
    }

    private static String subtitle(List<Events.Row> rows) {
        return "from the return of the call that wrote an event to its arrival, all forks pooled; type 7 quantiles; "
                + belowZero(rows);
    }

    /** What the percentiles from the median up do not show. */
    static String belowZero(List<Events.Row> rows) {
        long n = rows.stream().mapToLong(row -> row.latency().n()).sum();
        long below = rows.stream().mapToLong(row -> row.latency().negative()).sum();
        double least = rows.stream()
                .flatMapToDouble(row -> row.latency().min().stream())
                .min()
                .orElse(0);
        return below == 0
                ? "no latency below 0"
                : below + " of " + n + " latencies below 0, least " + Scale.text("ns", least)
                        + ": here before the answer to the call";
    }
}
