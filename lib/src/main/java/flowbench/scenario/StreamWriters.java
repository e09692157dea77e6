package flowbench.scenario;

import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads that make the calls of a schedule. Whoever is free takes the next call and waits until it is due; where all are
 * behind it is made late, and none is left out.
 */
final class StreamWriters {
    /** One of the calls. */
    @FunctionalInterface
    interface Write {
        /**
         * Makes the call.
         *
         * @param writer from 1
         * @param call from 0
         * @param dueNs when it is due, of {@link System#nanoTime}
         */
        void make(int writer, int call, long dueNs) throws SQLException;
    }

    private final Schedule schedule;
    private final Write write;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final StartLine line;
    private volatile long startNs;
    private volatile long endNs;

    private StreamWriters(ThreadFactory threads, int count, Schedule schedule, Write write) {
        this.schedule = schedule;
        this.write = write;
        this.line = StartLine.ready(
                threads, "writer", count, number -> () -> write(number), e -> failure.compareAndSet(null, e));
    }

    /** Starts the threads and waits until each stands at the signal. */
    static StreamWriters ready(ThreadFactory threads, int count, Schedule schedule, Write write) {
        return new StreamWriters(threads, count, schedule, write);
    }

    private void write(int writer) throws SQLException, InterruptedException {
        for (int call = next.getAndIncrement(); call < schedule.calls(); call = next.getAndIncrement()) {
            long due = startNs + schedule.dueNs(call);
            Schedule.await(due);
            if (failure.get() != null || Thread.currentThread().isInterrupted()) {
                return;
            }
            write.make(writer, call, due);
            written.incrementAndGet();
        }
    }

    /**
     * Gives the signal and waits until the last call has returned.
     *
     * @param limitMs how much longer that may take than the schedule is
     * @throws SQLException if the server refused a call
     * @throws UserException if it takes longer
     */
    void work(long limitMs) throws SQLException {
        startNs = System.nanoTime();
        line.giveSignal();
        if (!line.awaitEnd(schedule.lengthNs() + TimeUnit.MILLISECONDS.toNanos(limitMs))) {
            failure.compareAndSet(
                    null,
                    new UserException(String.format(
                            "The writers are more than MAX_COMPLETION_TIME_MS=%d behind: %d of %d flow runs were"
                                    + " written; raise it or WORKERS, or lower EVENT_RATE.",
                            limitMs, written(), schedule.calls())));
            line.dismiss();
            // Those in a call come back from it first: what they write is deleted after this.
            line.awaitEnd(TimeUnit.SECONDS.toNanos(Caller.LAST_CALLS_S));
        }
        endNs = System.nanoTime();
        StartLine.rethrow(failure.get());
    }

    /** Sends home those that still stand at the signal. */
    void dismiss() {
        line.dismiss();
    }

    /** How many calls have returned. */
    int written() {
        return written.get();
    }

    /** From the signal until the last call had returned, and no less than the schedule is long. */
    long durationNs() {
        return Math.max(schedule.lengthNs(), endNs - startNs);
    }
}
