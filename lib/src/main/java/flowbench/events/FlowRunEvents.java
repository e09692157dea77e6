package flowbench.events;

import flowbench.runfolder.EventCause;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of the events of one flow run: when the calls that write them were made, and what arrived. Times are of
 * {@link System#nanoTime}. Workers, the listener and the application write to it, each what it knows.
 */
public final class FlowRunEvents {
    private static final long NEVER = Long.MIN_VALUE;
    private static final int RUN_START = -1;
    private static final int UNKNOWN = -2;

    /** A call, from its start to its return. Its transaction was committed in between. */
    record Call(long calledNs, long returnedNs) {
        static final Call NONE = new Call(NEVER, NEVER);

        boolean isKnown() {
            return returnedNs != NEVER;
        }
    }

    private final UUID id;
    private final ExpectedEvents shape;
    private final long[] called;
    private final long[] returned;
    private Call start = Call.NONE;
    private final long[] arrivedNs;
    private final int[] arrivals;
    private final int[] seen;
    private final long[] sequences;
    private final int[] order;
    private int arrived;
    private final EventCause[] refused;
    private final boolean[] recovered;
    private int expectedArrivals;

    FlowRunEvents(UUID id, ExpectedEvents shape) {
        this.id = id;
        this.shape = shape;
        int steps = shape.flow().steps().size();
        this.called = never(steps);
        this.returned = never(steps);
        this.arrivedNs = never(shape.slots());
        this.arrivals = new int[shape.slots()];
        this.seen = new int[shape.slots()];
        this.sequences = never(shape.slots());
        this.order = new int[shape.slots()];
        this.refused = new EventCause[shape.slots()];
        this.recovered = new boolean[shape.slots()];
    }

    private static long[] never(int length) {
        long[] times = new long[length];
        Arrays.fill(times, NEVER);
        return times;
    }

    /** Notes the call that started the run. */
    public synchronized void started(long calledNs, long returnedNs) {
        start = new Call(calledNs, returnedNs);
    }

    /** Notes a call that completed a task of a step, or failed it for good; the last of them wrote the event of the step. */
    public synchronized void ended(String step, long calledNs, long returnedNs) {
        int index = shape.indexOf(step);
        if (returnedNs > returned[index]) {
            called[index] = calledNs;
            returned[index] = returnedNs;
        }
    }

    /** Notes the one call that wrote every event of the run. */
    public synchronized void written(long calledNs, long returnedNs) {
        start = new Call(calledNs, returnedNs);
        Arrays.fill(called, calledNs);
        Arrays.fill(returned, returnedNs);
    }

    UUID id() {
        return id;
    }

    ExpectedEvents shape() {
        return shape;
    }

    /** The call that wrote the event of a slot: of those that had to return before it could be written, the last. */
    synchronized Call writer(int slot) {
        int last = lastWriter(slot);
        return last == RUN_START ? start : last == UNKNOWN ? Call.NONE : new Call(called[last], returned[last]);
    }

    private int lastWriter(int slot) {
        int last = RUN_START;
        for (int step : shape.writers(slot)) {
            if (returned[step] == NEVER) {
                return UNKNOWN;
            }
            if (last == RUN_START || returned[step] > returned[last]) {
                last = step;
            }
        }
        return last;
    }

    /** Notes an arrival. */
    synchronized void arrived(int slot, long sequence, long nanoTime) {
        if (++arrivals[slot] == 1) {
            expectedArrivals += shape.isExpected(slot) ? 1 : 0;
            arrivedNs[slot] = nanoTime;
            sequences[slot] = sequence;
            order[arrived++] = slot;
        }
    }

    /**
     * Notes the places of an event in the outbox, from the first on: a channel may number what it delivers otherwise, and these
     * numbers tell nothing of those.
     */
    synchronized void placed(int slot, List<Long> places) {
        if (!places.contains(sequences[slot])) {
            sequences[slot] = places.isEmpty() ? NEVER : places.get(0);
        }
    }

    /** Notes that the application was handed the event; true for the first time, unless an arrival was refused before. */
    synchronized boolean seen(int slot) {
        return seen[slot]++ == 0 && refused[slot] == null;
    }

    /** Notes why an arrival was not handed to the application; true for the first time, unless one was handed over before. */
    synchronized boolean refused(int slot, EventCause why) {
        boolean first = refused[slot] == null && seen[slot] == 0;
        refused[slot] = why;
        return first;
    }

    synchronized void recovered(int slot) {
        recovered[slot] = true;
    }

    synchronized Arrivals arrivals(int slot) {
        return new Arrivals(
                arrivals[slot], arrivedNs[slot], seen[slot], Optional.ofNullable(refused[slot]), recovered[slot]);
    }

    /** What arrived of one event: how often, when first, and what became of it. */
    record Arrivals(int count, long firstNs, int seen, Optional<EventCause> refused, boolean recovered) {}

    /**
     * What some events of the run, one after the other, tell of when others were written. An event was written before one of
     * them for certain if the same call wrote both, this one with a lower sequence, or if the call that wrote it had returned
     * when the call that wrote the other was made. Of two calls that overlap nobody knows which was committed first: their
     * events have no order that a channel could break.
     */
    final class Past {
        private final Map<Call, Long> highestSequences = new HashMap<>();
        private long lastCalled = NEVER;

        private void add(int slot) {
            Call writer = expectedWriter(slot);
            if (writer.isKnown()) {
                highestSequences.merge(writer, sequences[slot], Math::max);
                lastCalled = Math.max(lastCalled, writer.calledNs());
            }
        }

        /** Whether an event was written before one of these, for certain. */
        boolean isAfter(Call writer, long sequence) {
            if (!writer.isKnown()) {
                return false;
            }
            boolean sameCall = sequence != NEVER && sequence < highestSequences.getOrDefault(writer, NEVER);
            return sameCall || writer.returnedNs() < lastCalled;
        }
    }

    private Call expectedWriter(int slot) {
        return shape.isExpected(slot) ? writer(slot) : Call.NONE;
    }

    /** How many different events have arrived. */
    synchronized int arrived() {
        return arrived;
    }

    /** The first so many events that arrived. */
    synchronized Past past(int events) {
        Past past = new Past();
        for (int i = 0; i < events; i++) {
            past.add(order[i]);
        }
        return past;
    }

    /** The slots of the events that arrived after one that was written later for certain. */
    synchronized BitSet outOfOrder() {
        BitSet outOfOrder = new BitSet();
        Past past = new Past();
        for (int i = 0; i < arrived; i++) {
            int slot = order[i];
            outOfOrder.set(slot, past.isAfter(expectedWriter(slot), sequences[slot]));
            past.add(slot);
        }
        return outOfOrder;
    }

    /** Whether an expected event was written by a call that returned before a time, and has not arrived. */
    synchronized boolean isOverdue(long committedBeforeNs) {
        if (expectedArrivals == shape.count()) {
            return false;
        }
        for (int slot = 0; slot < shape.slots(); slot++) {
            if (shape.isExpected(slot) && arrivals[slot] == 0) {
                int last = lastWriter(slot);
                long committed = last == RUN_START ? start.returnedNs() : last == UNKNOWN ? NEVER : returned[last];
                if (committed != NEVER && committed < committedBeforeNs) {
                    return true;
                }
            }
        }
        return false;
    }
}
