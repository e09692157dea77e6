package flowbench.realtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Spreads steps evenly, so that no more than a number of them fall into any second. */
final class Pace {
    private final long intervalNs;
    private long nextNs = System.nanoTime();

    Pace(int perSecond) {
        intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Waits until it is time for the next step. One thread at a time. */
    void await() {
        long leftNs = nextNs - System.nanoTime();
        while (leftNs > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(leftNs);
            leftNs = nextNs - System.nanoTime();
        }
        nextNs = Math.max(nextNs, System.nanoTime() - intervalNs) + intervalNs;
    }
}
