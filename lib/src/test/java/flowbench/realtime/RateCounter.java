package flowbench.realtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** Events a second as a Realtime server counts them: the average of up to 12 buckets, of one tick each. */
final class RateCounter {
    private static final int BUCKETS = 12;

    private final Deque<Long> buckets = new ArrayDeque<>();
    private long counted;
    private double average;

    synchronized void add(long events) {
        counted += events;
    }

    synchronized void tick(long tickMs) {
        buckets.addLast(counted);
        counted = 0;
        if (buckets.size() > BUCKETS) {
            buckets.removeFirst();
        }
        average = buckets.stream().mapToLong(n -> n).sum() / (buckets.size() * tickMs / 1e3);
    }

    synchronized double average() {
        return average;
    }
}
