package flowbench.scenario;

import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The threads that do the work of one iteration, which stand ready before the clock runs and start at a signal. */
final class StartLine {
    /** What a thread does after the signal. */
    @FunctionalInterface
    interface Job {
        void run() throws SQLException, InterruptedException;
    }

    private final Consumer<Throwable> failed;
    private final CountDownLatch ready;
    private final CountDownLatch signal = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final List<Thread> threads = new ArrayList<>();

    private StartLine(int count, Consumer<Throwable> failed) {
        this.failed = failed;
        this.ready = new CountDownLatch(count);
        this.ended = new CountDownLatch(count);
    }

    /**
     * Starts threads and waits until each stands at the signal.
     *
     * @param name of the threads, which their numbers follow
     * @param jobs what each does, by its number, from 1
     * @param failed takes what ended the job of one, in its thread
     */
    static StartLine ready(
            ThreadFactory threads, String name, int count, IntFunction<Job> jobs, Consumer<Throwable> failed) {
        StartLine line = new StartLine(count, failed);
        for (int number = 1; number <= count; number++) {
            Job job = jobs.apply(number);
            Thread thread = threads.newThread(() -> line.run(job));
            thread.setName(name + "-" + number);
            thread.start();
            line.threads.add(thread);
        }
        try {
            line.ready.await();
        } catch (InterruptedException e) {
            throw line.interrupted(e);
        }
        return line;
    }

    private void run(Job job) {
        ready.countDown();
        try {
            signal.await();
            job.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // An Error too: a thread that is missing unnoticed would make what is measured look slow.
            failed.accept(e);
        } finally {
            ended.countDown();
        }
    }

    void giveSignal() {
        signal.countDown();
    }

    /** Waits until all have ended; false where that takes longer than a time. */
    boolean awaitEnd(long ns) {
        try {
            return ended.await(ns, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for those that are still in a call, such as one that asked for a task when the last was being completed.
     *
     * @throws UserException if one does not come back from its call
     */
    void join() {
        if (!awaitEnd(TimeUnit.SECONDS.toNanos(Caller.LAST_CALLS_S))) {
            String late = threads.stream()
                    .filter(Thread::isAlive)
                    .map(Thread::getName)
                    .findFirst()
                    .orElse("A thread");
            throw new UserException(
                    late + " did not come back from its last call within " + Caller.LAST_CALLS_S + " s.");
        }
    }

    /** Sends home those that still stand at the signal, and those that wait. */
    void dismiss() {
        threads.forEach(Thread::interrupt);
    }

    /** Ends them because whoever leads was interrupted while waiting for them. */
    UserException interrupted(InterruptedException e) {
        dismiss();
        Thread.currentThread().interrupt();
        return new UserException("The iteration was interrupted.", e);
    }

    /**
     * Throws what ended the job of a thread, or null for nothing, to whoever leads.
     *
     * @throws SQLException if the server refused a call
     */
    static void rethrow(Throwable failure) throws SQLException {
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
