package flowbench.events;

import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The events of one iteration, counted. */
public final class EventCounts {
    private final Map<EventOutcome, Integer> outcomes = new EnumMap<>(EventOutcome.class);
    private final Map<EventCause, Integer> causes = new EnumMap<>(EventCause.class);
    private final Map<EventType, Integer> expected = new EnumMap<>(EventType.class);
    private final Map<EventType, Integer> delivered = new EnumMap<>(EventType.class);
    private long duplicates;

    private EventCounts() {}

    /** Of the rows of an iteration. */
    public static EventCounts of(List<Event> events) {
        EventCounts counts = new EventCounts();
        events.forEach(counts::add);
        return counts;
    }

    private void add(Event event) {
        outcomes.merge(event.outcome(), 1, Integer::sum);
        event.cause().ifPresent(cause -> causes.merge(cause, 1, Integer::sum));
        if (event.outcome() != EventOutcome.UNKNOWN) {
            duplicates += event.duplicates();
            expected.merge(event.type(), 1, Integer::sum);
            delivered.merge(event.type(), event.outcome().isDelivered() ? 1 : 0, Integer::sum);
        }
    }

    /** Events that ended so. */
    public int of(EventOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** Events by the cause of their not being delivered; none where all were. */
    public Map<EventCause, Integer> causes() {
        return Map.copyOf(causes);
    }

    /** Arrivals of expected events after their first. */
    public long duplicates() {
        return duplicates;
    }

    /** Expected events. */
    public int expected() {
        return expected.values().stream().mapToInt(n -> n).sum();
    }

    /** Expected events that the application got in time. */
    public int delivered() {
        return delivered.values().stream().mapToInt(n -> n).sum();
    }

    /** For each type that was expected, the share that the application got in time, in percent. */
    public Map<EventType, Double> shares() {
        Map<EventType, Double> shares = new EnumMap<>(EventType.class);
        expected.forEach((type, n) -> shares.put(type, 100.0 * delivered.get(type) / n));
        return shares;
    }
}
