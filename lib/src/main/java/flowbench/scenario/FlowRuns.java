package flowbench.scenario;

import flowbench.engine.FlowDefinition;
import flowbench.events.Delivery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The flow runs of one iteration, shared by its workers: which may be started next, whether all have ended, and whether a
 * worker failed, which ends the work of all.
 */
final class FlowRuns {
    private final List<FlowRun> runs;
    private final int mostInProgress;
    private final Refusals refusals = new Refusals();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private int handedOut;
    private int started;
    private int ended;
    private Throwable failure;

    FlowRuns(List<FlowDefinition> flows, Delivery delivery, int mostInProgress) {
        this.runs = flows.stream().map(flow -> new FlowRun(flow, delivery)).toList();
        this.mostInProgress = mostInProgress;
    }

    List<FlowRun> all() {
        return runs;
    }

    /** The completions that were not accepted. */
    Refusals refusals() {
        return refusals;
    }

    /** The next flow to start, or null where all are started or as many are in progress as may be. */
    FlowRun nextToStart() {
        lock.lock();
        try {
            return handedOut < runs.size() && handedOut - ended < mostInProgress ? runs.get(handedOut++) : null;
        } finally {
            lock.unlock();
        }
    }

    /** Tells waiting workers that a flow run was started, so that there are tasks to claim; true for the last one. */
    boolean started() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
            return ++started == runs.size();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a flow run whose last task is completed. */
    void ended() {
        lock.lock();
        try {
            ended++;
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work of all workers; the first failure is the one that is kept. */
    void failed(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is left to do. */
    boolean over() {
        lock.lock();
        try {
            return failure != null || ended == runs.size();
        } finally {
            lock.unlock();
        }
    }

    /** What ended the work before its time, or null. */
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Counts starts, ends and failures: what a worker saw before it looked for work. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there was a start, an end or a failure that the caller has not seen, at most for so long. */
    void awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is left to do; false where that takes longer than the limit. */
    boolean awaitEnd(long limitMs) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(limitMs);
            while (failure == null && ended < runs.size()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
