package flowbench.events;

import flowbench.channels.Subscription;
import flowbench.engine.WrittenEvent;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Stands between the wire and the listener and does harm to a share of what passes. Belongs to the listener's thread. Which
 * events suffer follows from the seed and from the order in which they arrive.
 */
final class FaultInjector {
    private record Delayed(long dueNs, WrittenEvent event) {}

    private record HeldBack(WrittenEvent event, long arrivedNs) {}

    private final Faults faults;
    private final long delayNs;
    private final SplittableRandom random;
    private final Set<Long> killAfter = new HashSet<>();
    private final long stallAfter;
    private final Subscription.Receiver next;
    private final Queue<Delayed> delayedEvents = new ArrayDeque<>();
    private final Map<UUID, HeldBack> heldBack = new HashMap<>();
    private long stoodStillUntilNs = Long.MIN_VALUE;
    private volatile int holding;
    private long arrivals;
    private boolean stallDue;
    private int killsDue;
    private volatile int dropped;
    private volatile int duplicated;
    private volatile int delayed;
    private volatile int reordered;
    private volatile int stalls;
    private volatile int kills;

    /**
     * Of faults.
     *
     * @param delayNs how long a delayed event is kept
     * @param planned how many events will arrive if all goes well
     * @param next takes what is handed on
     */
    FaultInjector(Faults faults, long delayNs, long seed, long planned, Subscription.Receiver next) {
        this.faults = faults;
        this.delayNs = delayNs;
        this.random = new SplittableRandom(seed);
        this.next = next;
        this.stallAfter = faults.stallMs() > 0 ? 1 + random.nextLong(Math.max(1, planned / 2)) : 0;
        // Not too near the end: a channel that loses events while it is closed sees fewer than were planned.
        long latest = Math.max(1, planned * 3 / 4);
        while (killAfter.size() < Math.min(faults.kills(), latest)) {
            killAfter.add(1 + random.nextLong(latest));
        }
    }

    /** Hands an event on, or does what the dice say. */
    void take(WrittenEvent event, long wireNs) {
        // Nothing arrives at a listener that stands still.
        long arrivedNs = Math.max(wireNs, stoodStillUntilNs);
        arrivals++;
        stallDue |= arrivals == stallAfter;
        killsDue += killAfter.contains(arrivals) ? 1 : 0;
        double dice = random.nextDouble();
        if (dice < faults.drop()) {
            dropped++;
            return;
        }
        dice -= faults.drop();
        if (dice < faults.delay()) {
            delayed++;
            holding++;
            delayedEvents.add(new Delayed(System.nanoTime() + delayNs, event));
            return;
        }
        dice -= faults.delay();
        UUID flowRun = event.key().flowRun();
        if (dice < faults.reorder() && !heldBack.containsKey(flowRun)) {
            holding++;
            heldBack.put(flowRun, new HeldBack(event, arrivedNs));
            return;
        }
        dice -= faults.reorder();
        next.take(event, arrivedNs);
        if (dice >= 0 && dice < faults.duplicate()) {
            duplicated++;
            next.take(event, arrivedNs);
        }
        HeldBack overtaken = heldBack.remove(flowRun);
        if (overtaken != null) {
            reordered++;
            next.take(overtaken.event(), arrivedNs);
            holding--;
        }
    }

    /** Hands on the delayed events whose time has come. */
    void release() {
        while (!delayedEvents.isEmpty() && delayedEvents.peek().dueNs() - System.nanoTime() <= 0) {
            next.take(delayedEvents.remove().event(), System.nanoTime());
            holding--;
        }
    }

    /** Hands on what was held back for an event that is not to come: no fault was done to it. */
    void releaseHeldBack() {
        heldBack.values().forEach(held -> next.take(held.event(), held.arrivedNs()));
        holding -= heldBack.size();
        heldBack.clear();
    }

    /** Whether events are to be handed on still. Any thread may ask. */
    boolean isHolding() {
        return holding > 0;
    }

    /** How long the listener must stand still now, ms; 0 where it need not. */
    int stallDueMs() {
        if (!stallDue) {
            return 0;
        }
        stallDue = false;
        stalls++;
        return faults.stallMs();
    }

    /** The listener goes on after it stood still. */
    void stoodStill() {
        stoodStillUntilNs = System.nanoTime();
    }

    /** Whether the connection must be killed now. */
    boolean killDue() {
        if (killsDue == 0) {
            return false;
        }
        killsDue--;
        kills++;
        return true;
    }

    /** What was done so far. Any thread may ask. */
    InjectedFaults injected() {
        return new InjectedFaults(dropped, duplicated, delayed, reordered, stalls, kills);
    }
}
