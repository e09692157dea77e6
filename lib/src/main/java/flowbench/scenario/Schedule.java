package flowbench.scenario;

import java.util.concurrent.locks.LockSupport;

/**
 * When each of some calls is due: at equal distances from a start. A call that is late moves none of the others.
 *
 * @param calls how many
 * @param intervalNs from one to the next
 */
record Schedule(int calls, double intervalNs) {
    /** As many calls of a size as come nearest to a rate for some seconds, one at least. */
    static Schedule of(double perSecond, int seconds, int size) {
        return new Schedule((int) Math.max(1, Math.round(perSecond * seconds / size)), 1e9 * size / perSecond);
    }

    /** When a call is due, from 0, after the start. */
    long dueNs(int call) {
        return Math.round(call * intervalNs);
    }

    /** From the start until a call after the last would be due. */
    long lengthNs() {
        return Math.round(calls * intervalNs);
    }

    /** Waits for a time of {@link System#nanoTime}; comes back at once when it has passed, and early when interrupted. */
    static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
