package flowbench.telemetry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Which probes are read when. A probe that fails is not read again, and told of: whatever it meets, the work goes on. */
final class Looks {
    private final List<Probe> atBoundaries;
    private final List<Probe> afterPhase;
    private final List<Probe> onInterval;
    private final List<Probe> onceASecond;
    private final long intervalNs;
    private final Consumer<String> warnings;
    private final Set<Probe> failed = ConcurrentHashMap.newKeySet();

    /**
     * Of probes.
     *
     * @param atBoundaries are read right before the execute phase, and in the opposite order right after it; they ask nothing of
     *     the server
     * @param onInterval are read on the interval
     * @param onceASecond on it too, but no more than once a second: what is dear, or changes slowly
     * @param intervalNs the interval; 0: none
     * @param warnings takes which probe failed, and why
     */
    Looks(
            List<Probe> atBoundaries,
            List<Probe> onInterval,
            List<Probe> onceASecond,
            long intervalNs,
            Consumer<String> warnings) {
        this.atBoundaries = atBoundaries;
        List<Probe> reversed = new ArrayList<>(atBoundaries);
        Collections.reverse(reversed);
        this.afterPhase = List.copyOf(reversed);
        this.onInterval = onInterval;
        this.onceASecond = onceASecond;
        this.intervalNs = intervalNs;
        this.warnings = warnings;
    }

    List<Probe> beforePhase() {
        return atBoundaries;
    }

    /** The other way round: what is read nearest to the phase before it is so after it, too. */
    List<Probe> afterPhase() {
        return afterPhase;
    }

    List<Probe> onInterval() {
        return onInterval;
    }

    List<Probe> onceASecond() {
        return onceASecond;
    }

    long intervalNs() {
        return intervalNs;
    }

    /**
     * How long after the first look of an iteration the next is due: no longer than the interval, and another time in each
     * iteration. What comes before the execute phase takes about the same time in each, so that looks in step with the start
     * would all fall on the same places of a short execute phase, and never on the others.
     *
     * @param seed of the iteration
     */
    long untilSecondNs(long seed) {
        return intervalNs == 0 ? 0 : 1 + new SplittableRandom(seed).nextLong(intervalNs);
    }

    /** Reads a probe. It is read by one thread at a time, while others are read by others. */
    void read(Probe probe, Readings into) {
        if (failed.contains(probe)) {
            return;
        }
        try {
            synchronized (probe) {
                probe.read(into.at(System.nanoTime()));
            }
        } catch (RuntimeException e) {
            if (failed.add(probe)) {
                warnings.accept("A probe failed, and is not read any more ("
                        + probe.getClass().getSimpleName() + ": " + e
                        + "): telemetry.csv does not have what it reads.");
            }
        }
    }
}
