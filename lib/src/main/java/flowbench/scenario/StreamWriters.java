package flowbench.scenario;

import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    private final CountDownLatch signal = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile long startNs;
    private volatile long endNs;

    private StreamWriters(Schedule schedule, Write write, int count) {
        this.schedule = schedule;
        this.write = write;
        this.ended = new CountDownLatch(count);
    }

    /** Starts the threads and waits until each stands at the signal. */
    static StreamWriters ready(ThreadFactory threads, int count, Schedule schedule, Write write) {
        StreamWriters writers = new StreamWriters(schedule, write, count);
        CountDownLatch ready = new CountDownLatch(count);
        for (int number = 1; number <= count; number++) {
            int writer = number;
            Thread thread = threads.newThread(() -> writers.run(writer, ready));
            thread.setName("writer-" + number);
            thread.start();
            writers.threads.add(thread);
        }
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw writers.interrupted(e);
        }
        return writers;
    }

    private void run(int writer, CountDownLatch ready) {
        ready.countDown();
        try {
            signal.await();
            for (int call = next.getAndIncrement(); call < schedule.calls(); call = next.getAndIncrement()) {
                long due = startNs + schedule.dueNs(call);
                Schedule.await(due);
                if (failure.get() != null || Thread.currentThread().isInterrupted()) {
                    return;
                }
                write.make(writer, call, due);
                written.incrementAndGet();
            }
        } catch (SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
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
        signal.countDown();
        try {
            long limitNs = schedule.lengthNs() + TimeUnit.MILLISECONDS.toNanos(limitMs);
            if (!ended.await(limitNs, TimeUnit.NANOSECONDS)) {
                failure.compareAndSet(
                        null,
                        new UserException(String.format(
                                "The writers are more than MAX_COMPLETION_TIME_MS=%d behind: %d of %d flow runs were"
                                        + " written; raise it or WORKERS, or lower EVENT_RATE.",
                                limitMs, written(), schedule.calls())));
                threads.forEach(Thread::interrupt);
                // Those in a call come back from it first: what they write is deleted after this.
                ended.await(Caller.LAST_CALLS_S, TimeUnit.SECONDS);
            }
            endNs = System.nanoTime();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Exception why = failure.get();
        if (why instanceof SQLException e) {
            throw e;
        }
        if (why instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Sends home those that still stand at the signal. */
    void dismiss() {
        threads.forEach(Thread::interrupt);
    }

    private UserException interrupted(InterruptedException e) {
        threads.forEach(Thread::interrupt);
        Thread.currentThread().interrupt();
        return new UserException("The iteration was interrupted.", e);
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
