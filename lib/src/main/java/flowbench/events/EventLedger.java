package flowbench.events;

import flowbench.engine.EventKey;
import flowbench.engine.WrittenEvent;
import flowbench.events.FlowRunEvents.Arrivals;
import flowbench.events.FlowRunEvents.Call;
import flowbench.events.FlowRunEvents.Past;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.IterationStart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The account of every event of one iteration. It takes what must be written, from the shape of each flow run; what is in the
 * outbox; what arrived on the wire; and what the application was handed. From these four, and from when the channel was
 * ready and when it was not, follows how each event ended.
 */
final class EventLedger {
    private static final long NOT_YET = Long.MAX_VALUE;

    private final String channel;
    private final long timeLimitNs;
    private final Map<UUID, FlowRunEvents> flowRuns = new ConcurrentHashMap<>();
    private final Map<EventKey, Unknown> unknown = new ConcurrentHashMap<>();
    private final List<Break> breaks = new ArrayList<>();
    private final AtomicLong expected = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong accountedFor = new AtomicLong();
    private volatile long subscribedAt = NOT_YET;
    private volatile EventKey lastArrival;
    private int timesBroken;

    /** An event that no flow's shape leads to expect. */
    private static final class Unknown {
        private long firstNs;
        private int arrivals;
        private int seen;
    }

    /** A time without a channel: after what arrived last, of all and of each flow run, and until a sentinel came back. */
    private static final class Break {
        private final EventKey lastArrival;
        private final Map<UUID, Integer> arrived;
        private final Map<UUID, Past> pasts = new HashMap<>();
        private long resumedAt = NOT_YET;

        private Break(EventKey lastArrival, Map<UUID, Integer> arrived) {
            this.lastArrival = lastArrival;
            this.arrived = arrived;
        }

        /** What had arrived of a flow run. */
        private Past past(FlowRunEvents page) {
            return pasts.computeIfAbsent(page.id(), id -> page.past(arrived.getOrDefault(id, 0)));
        }
    }

    EventLedger(String channel, long timeLimitNs) {
        this.channel = channel;
        this.timeLimitNs = timeLimitNs;
    }

    /** Opens the page of a flow run. Before the run is started, since its first events may arrive before the call returns. */
    FlowRunEvents expect(UUID flowRun, ExpectedEvents shape) {
        FlowRunEvents page = new FlowRunEvents(flowRun, shape);
        flowRuns.put(flowRun, page);
        expected.addAndGet(shape.count());
        return page;
    }

    /** The channel is ready: everything with a higher sequence must arrive. */
    void subscribed(long sentinelSequence) {
        subscribedAt = sentinelSequence;
    }

    /** The channel was closed under its listener; one that keeps its place loses nothing by it. */
    synchronized void broken(boolean keepsItsPlace) {
        timesBroken++;
        if (keepsItsPlace) {
            return;
        }
        Map<UUID, Integer> arrived = new HashMap<>();
        flowRuns.values().forEach(page -> arrived.put(page.id(), page.arrived()));
        breaks.add(new Break(lastArrival, arrived));
    }

    /** The channel is ready again. */
    synchronized void resumed(long sentinelSequence) {
        for (Break closed : breaks) {
            closed.resumedAt = Math.min(closed.resumedAt, sentinelSequence);
        }
    }

    synchronized int breaks() {
        return timesBroken;
    }

    /** An event came in on the wire. */
    void arrived(WrittenEvent event, long nanoTime) {
        EventKey key = event.key();
        FlowRunEvents page = flowRuns.get(key.flowRun());
        int slot = slot(page, key);
        if (slot >= 0) {
            page.arrived(slot, event.sequence(), nanoTime);
            lastArrival = key;
            return;
        }
        Unknown stranger = unknown.computeIfAbsent(key, k -> new Unknown());
        synchronized (stranger) {
            stranger.arrivals++;
            stranger.firstNs = stranger.arrivals == 1 ? nanoTime : stranger.firstNs;
        }
    }

    /** The application was handed an event. */
    void seen(EventKey key) {
        FlowRunEvents page = flowRuns.get(key.flowRun());
        int slot = slot(page, key);
        if (slot >= 0) {
            if (page.seen(slot)) {
                accountFor(page, slot);
            }
            return;
        }
        Unknown stranger = unknown.get(key);
        synchronized (stranger) {
            stranger.seen++;
        }
    }

    /** An arrival was not handed to the application. */
    void refused(EventKey key, EventCause why) {
        FlowRunEvents page = flowRuns.get(key.flowRun());
        int slot = slot(page, key);
        if (slot >= 0 && page.refused(slot, why)) {
            refused.incrementAndGet();
            accountFor(page, slot);
        }
    }

    /** The state of a run told of an event. */
    void recovered(EventKey key) {
        FlowRunEvents page = flowRuns.get(key.flowRun());
        int slot = slot(page, key);
        if (slot >= 0) {
            page.recovered(slot);
        }
    }

    /** The slot of an event on its page; below 0 where there is no such page, or none such on it. */
    private static int slot(FlowRunEvents page, EventKey key) {
        return page == null ? -1 : page.shape().slot(key.step(), key.type());
    }

    private void accountFor(FlowRunEvents page, int slot) {
        if (page.shape().isExpected(slot)) {
            accountedFor.incrementAndGet();
        }
    }

    long expected() {
        return expected.get();
    }

    /** Expected events that have not arrived, or arrived and were neither handed over nor refused. */
    long outstanding() {
        return expected.get() - accountedFor.get();
    }

    /** Whether an expected event has not been handed over. */
    boolean hasUndelivered() {
        return outstanding() > 0 || refused.get() > 0;
    }

    Collection<UUID> flowRuns() {
        return List.copyOf(flowRuns.keySet());
    }

    /** Whether an expected event has not arrived although its commit is longer ago than the time limit. */
    boolean hasOverdue() {
        long before = System.nanoTime() - timeLimitNs;
        return flowRuns.values().stream().anyMatch(page -> page.isOverdue(before));
    }

    /**
     * How every event ended: the expected ones of each flow run, and those that nobody expected.
     *
     * @param outbox the events of these flow runs in the outbox
     */
    List<Event> settle(Collection<WrittenEvent> outbox, IterationStart start) {
        Map<EventKey, List<Long>> sequences = new HashMap<>();
        outbox.forEach(event ->
                sequences.computeIfAbsent(event.key(), k -> new ArrayList<>(1)).add(event.sequence()));
        List<Event> events = new ArrayList<>();
        for (FlowRunEvents page : flowRuns.values()) {
            for (int slot = 0; slot < page.shape().slots(); slot++) {
                page.placed(slot, sequences.getOrDefault(key(page, slot), List.of()));
            }
            BitSet outOfOrder = page.outOfOrder();
            for (int slot = 0; slot < page.shape().slots(); slot++) {
                Arrivals arrivals = page.arrivals(slot);
                boolean isExpected = page.shape().isExpected(slot);
                if (isExpected || arrivals.count() > 0) {
                    EventKey key = key(page, slot);
                    List<Long> written = sequences.getOrDefault(key, List.of());
                    Call writer = isExpected ? page.writer(slot) : Call.NONE;
                    Optional<EventCause> cause = isExpected ? cause(page, arrivals, written, writer) : Optional.empty();
                    events.add(new Event(
                            start.fork(),
                            start.iteration(),
                            start.kind(),
                            channel,
                            key.flowRun(),
                            key.step(),
                            key.type(),
                            written.size(),
                            since(start, writer.isKnown(), writer.returnedNs()),
                            since(start, arrivals.count() > 0, arrivals.firstNs()),
                            arrivals.seen(),
                            Math.max(0, arrivals.count() - 1),
                            isExpected ? outcome(arrivals, outOfOrder.get(slot), cause, writer) : EventOutcome.UNKNOWN,
                            cause));
                }
            }
        }
        unknown.forEach((key, stranger) -> events.add(new Event(
                start.fork(),
                start.iteration(),
                start.kind(),
                channel,
                key.flowRun(),
                key.step(),
                key.type(),
                sequences.getOrDefault(key, List.of()).size(),
                OptionalLong.empty(),
                since(start, true, stranger.firstNs),
                stranger.seen,
                stranger.arrivals - 1,
                EventOutcome.UNKNOWN,
                Optional.empty())));
        return events;
    }

    private static EventKey key(FlowRunEvents page, int slot) {
        return new EventKey(page.id(), page.shape().step(slot), page.shape().type(slot));
    }

    private static OptionalLong since(IterationStart start, boolean known, long nanoTime) {
        // A stranger may have been under way before the iteration began.
        return known ? OptionalLong.of(Math.max(0, nanoTime - start.nanoTime())) : OptionalLong.empty();
    }

    /** Why an expected event was not delivered; nothing where it arrived and was handed over. */
    private Optional<EventCause> cause(FlowRunEvents page, Arrivals arrivals, List<Long> written, Call writer) {
        if (arrivals.count() > 0) {
            return arrivals.seen() > 0 ? Optional.empty() : arrivals.refused();
        }
        if (written.isEmpty()) {
            return Optional.of(EventCause.NEVER_WRITTEN);
        }
        long sequence = written.get(0);
        if (sequence < subscribedAt) {
            return Optional.of(EventCause.BEFORE_SUBSCRIPTION);
        }
        boolean closed = wasClosed(page, sequence, writer);
        return Optional.of(closed ? EventCause.CHANNEL_CLOSED : EventCause.NOT_DELIVERED);
    }

    /**
     * Whether an event was written while the channel was closed. What a break costs was committed after the last arrival: it
     * was not written before anything that had arrived of its flow run, as far as that is certain, and the call that wrote it
     * returned after the call that wrote that last arrival was made; and its sequence is below that of the sentinel which
     * showed that the channel was ready again.
     */
    private synchronized boolean wasClosed(FlowRunEvents page, long sequence, Call writer) {
        for (Break closed : breaks) {
            boolean after = closed.lastArrival == null
                    || writer.isKnown() && writer.returnedNs() >= calledNs(closed.lastArrival);
            if (after && !closed.past(page).isAfter(writer, sequence) && sequence < closed.resumedAt) {
                return true;
            }
        }
        return false;
    }

    private long calledNs(EventKey key) {
        FlowRunEvents page = flowRuns.get(key.flowRun());
        return page.writer(slot(page, key)).calledNs();
    }

    private EventOutcome outcome(Arrivals arrivals, boolean outOfOrder, Optional<EventCause> cause, Call writer) {
        if (cause.isPresent()) {
            return arrivals.recovered() && cause.get() != EventCause.NOT_LISTENED_FOR
                    ? EventOutcome.RECOVERED
                    : EventOutcome.MISSING;
        }
        boolean stillInTheBuffer = arrivals.seen() == 0;
        if (stillInTheBuffer || writer.isKnown() && arrivals.firstNs() - writer.returnedNs() > timeLimitNs) {
            return EventOutcome.LATE;
        }
        if (outOfOrder) {
            return EventOutcome.OUT_OF_ORDER;
        }
        return arrivals.count() > 1 ? EventOutcome.DUPLICATE : EventOutcome.DELIVERED;
    }
}
