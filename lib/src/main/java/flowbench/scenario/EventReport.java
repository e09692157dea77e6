package flowbench.scenario;

import flowbench.events.Delivery;
import flowbench.events.EventCounts;
import flowbench.events.InjectedFaults;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.scenario.Work.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an iteration says of its events: values for {@code samples.csv}, and a sentence where not all were delivered. */
final class EventReport {
    private final Delivery delivery;
    private final EventCounts counts;
    private final List<Event> events;
    private final boolean listened;

    EventReport(Delivery delivery, List<Event> events) {
        this.delivery = delivery;
        this.events = events;
        this.counts = EventCounts.of(events);
        this.listened = !events.isEmpty();
    }

    /**
     * The values.
     *
     * @param executeSeconds how long the execute phase took
     * @param executeEndNs when it ended, since the start of the iteration
     */
    List<Reading> readings(double executeSeconds, long executeEndNs) {
        List<Reading> readings = new ArrayList<>();
        add(readings, Metric.EVENTS_EXPECTED, delivery.expected());
        add(readings, Metric.EVENTS_WRITTEN, delivery.written());
        if (!listened) {
            return readings;
        }
        long arrived = events.stream()
                .filter(event -> event.outcome().isDelivered())
                .filter(event -> event.deliveredNs().orElseThrow() <= executeEndNs)
                .count();
        readings.add(new Reading(Phase.EXECUTE, Metric.EVENTS_PER_SECOND, arrived / executeSeconds));
        add(readings, Metric.EVENTS_DELIVERED, counts.delivered());
        add(readings, Metric.EVENTS_LATE, counts.of(EventOutcome.LATE));
        add(readings, Metric.EVENTS_OUT_OF_ORDER, counts.of(EventOutcome.OUT_OF_ORDER));
        add(readings, Metric.EVENTS_DUPLICATE, counts.duplicates());
        add(readings, Metric.EVENTS_RECOVERED, counts.of(EventOutcome.RECOVERED));
        add(readings, Metric.EVENTS_MISSING, counts.of(EventOutcome.MISSING));
        add(readings, Metric.EVENTS_UNKNOWN, counts.of(EventOutcome.UNKNOWN));
        add(readings, Metric.CHANNEL_BREAKS, delivery.breaks());
        add(readings, Metric.DELIVERED_SHARE, 100.0 * counts.delivered() / counts.expected());
        counts.shares().forEach((type, share) -> add(readings, Metric.deliveredShare(type), share));
        delivery.injectedFaults().ifPresent(faults -> add(readings, faults));
        return readings;
    }

    private static void add(List<Reading> readings, InjectedFaults faults) {
        add(readings, Metric.fault("dropped", "events"), faults.dropped());
        add(readings, Metric.fault("duplicated", "events"), faults.duplicated());
        add(readings, Metric.fault("delayed", "events"), faults.delayed());
        add(readings, Metric.fault("reordered", "events"), faults.reordered());
        add(readings, Metric.fault("stalls", "stalls"), faults.stalls());
        add(readings, Metric.fault("kills", "kills"), faults.kills());
    }

    private static void add(List<Reading> readings, Metric metric, double value) {
        readings.add(new Reading(Phase.DRAIN, metric, value));
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (delivery.written() != delivery.expected()) {
            warnings.add(delivery.written() + " of " + delivery.expected() + " expected events were written.");
        }
        if (listened && counts.delivered() < counts.expected()) {
            String causes = counts.causes().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .map(cause -> cause.getValue() + " " + cause.getKey())
                    .collect(Collectors.joining(", "));
            warnings.add(String.format(
                    "%d of %d expected events were delivered in time: %d late, %d recovered, %d missing%s.",
                    counts.delivered(),
                    counts.expected(),
                    counts.of(EventOutcome.LATE),
                    counts.of(EventOutcome.RECOVERED),
                    counts.of(EventOutcome.MISSING),
                    causes.isEmpty() ? "" : " (" + causes + ")"));
        }
        if (counts.of(EventOutcome.UNKNOWN) > 0) {
            warnings.add(counts.of(EventOutcome.UNKNOWN) + " events arrived that nobody expected.");
        }
        return warnings;
    }
}
