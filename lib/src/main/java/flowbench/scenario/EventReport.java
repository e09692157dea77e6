package flowbench.scenario;

import flowbench.events.Delivery;
import flowbench.events.EventCounts;
import flowbench.events.InjectedFaults;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.scenario.Work.Reading;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an iteration says of its events: values for {@code samples.csv}, and a sentence where not all were delivered. */
final class EventReport {
    /** Realtime counts an event when it is sent and again for each subscriber who gets it: here there is one. */
    private static final int COUNTED_BY_REALTIME = 2;

    private final Settings settings;
    private final Delivery delivery;
    private final EventCounts counts;
    private final List<Event> events;
    private final boolean listened;

    EventReport(Settings settings, Delivery delivery, List<Event> events) {
        this.settings = settings;
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
        delivery.channelReport().counts().forEach((metric, n) -> add(readings, metric, n));
        delivery.injectedFaults().ifPresent(faults -> add(readings, faults));
        if (isRealtime()) {
            readings.add(new Reading(Phase.EXECUTE, Metric.REALTIME_EVENTS_OFFERED, offeredToRealtime(executeSeconds)));
            readings.add(new Reading(Phase.EXECUTE, Metric.REALTIME_EVENT_LIMIT, realtimeLimit()));
        }
        return readings;
    }

    /** Whether there is a limit to hold the offered rate against. */
    private boolean isRealtime() {
        return settings.text(Setting.EVENT_CHANNEL).equals("realtime") && realtimeLimit() > 0;
    }

    private int realtimeLimit() {
        return settings.number(Setting.REALTIME_EVENT_LIMIT);
    }

    private double offeredToRealtime(double executeSeconds) {
        return COUNTED_BY_REALTIME * delivery.expected() / executeSeconds;
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

    /**
     * What a reader of the values must know.
     *
     * @param executeSeconds how long the execute phase took
     */
    List<String> warnings(double executeSeconds) {
        List<String> warnings = new ArrayList<>();
        if (isRealtime() && offeredToRealtime(executeSeconds) > realtimeLimit()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "Realtime was offered %.0f events/s, each counted when sent and when received, and lets"
                            + " REALTIME_EVENT_LIMIT=%d through, averaged over up to a minute: the server drops what is"
                            + " above, and closes the channel.",
                    offeredToRealtime(executeSeconds),
                    realtimeLimit()));
        }
        warnings.addAll(delivery.channelReport().warnings());
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
