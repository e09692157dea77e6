package flowbench.scenario;

import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of the workers of one iteration, which stand ready before the clock runs and start at a signal. */
final class Workers {
    private final FlowRuns runs;
    private final CountDownLatch signal = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private Workers(FlowRuns runs) {
        this.runs = runs;
    }

    /** Starts the threads and waits until each stands at the signal. */
    static Workers ready(FlowRuns runs, TestBed bed, Worker.Once afterLastStart) {
        Workers workers = new Workers(runs);
        int count = bed.settings().number(Setting.WORKERS);
        CountDownLatch ready = new CountDownLatch(count);
        for (int number = 1; number <= count; number++) {
            bed.log().lane(number).enter(Phase.EXECUTE);
            workers.start(bed, new Worker(number, runs, bed, afterLastStart), ready, number);
        }
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return workers;
    }

    private void start(TestBed bed, Worker worker, CountDownLatch ready, int number) {
        Thread thread = bed.threads().newThread(() -> {
            ready.countDown();
            try {
                signal.await();
                worker.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setName("worker-" + number);
        thread.start();
        threads.add(thread);
    }

    /**
     * Gives the signal and waits until the last step is completed.
     *
     * @return false if that takes longer than the limit
     * @throws SQLException if the server refused a worker's call
     */
    boolean work(long limitMs) throws SQLException {
        signal.countDown();
        try {
            boolean inTime = runs.awaitEnd(limitMs);
            if (inTime && runs.failure() != null) {
                join();
            }
            return inTime;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for the workers that are still in a call, such as one that asked for a task when the last was being completed.
     *
     * @throws SQLException if the server refused a worker's call
     * @throws UserException if a worker failed, or does not come back from its call
     */
    void join() throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Caller.LAST_CALLS_S);
        try {
            for (Thread thread : threads) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, leftMs));
                if (thread.isAlive()) {
                    throw new UserException(thread.getName() + " did not come back from its last call within "
                            + Caller.LAST_CALLS_S + " s.");
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Throwable failure = runs.failure();
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

    /** Sends home those that still stand at the signal. */
    void dismiss() {
        threads.forEach(Thread::interrupt);
    }

    private static UserException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UserException("The iteration was interrupted.", e);
    }
}
