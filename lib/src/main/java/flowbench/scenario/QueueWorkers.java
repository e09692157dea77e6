package flowbench.scenario;

import flowbench.engine.MessageQueue;
import flowbench.engine.MessageQueue.Message;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads that send messages through a bare queue. They do what the workers of a flow do, call for call: one sends them all
 * while the others wait for that, as one starts a flow run; then each reads some and finishes them one by one, until all are
 * read.
 */
final class QueueWorkers {
    private static final long FIRST_PAUSE_MS = 1;

    private final TestBed bed;
    private final MessageQueue queue;
    private final String name;
    private final List<String> bodies;
    private final int batchSize;
    private final int hiddenSeconds;
    private final int mostPolls;
    private final long pollMs;
    private final CountDownLatch sent = new CountDownLatch(1);
    /** When the last message is finished, or a worker has failed. */
    private final CountDownLatch over = new CountDownLatch(1);

    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicInteger unread;
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final StartLine line;

    private QueueWorkers(TestBed bed, String name, List<String> bodies) {
        Settings settings = bed.settings();
        this.bed = bed;
        this.queue = bed.engine().queue();
        this.name = name;
        this.bodies = bodies;
        this.batchSize = settings.number(Setting.COMPLETION_BATCH_SIZE);
        // What a worker has read must not come back to the queue while the execute phase may still go on.
        this.hiddenSeconds = 1 + settings.number(Setting.MAX_COMPLETION_TIME_MS) / 1000;
        this.mostPolls = 1 + settings.number(Setting.POLLING_RETRIES);
        this.pollMs = settings.number(Setting.POLLING_TIMEOUT_MS);
        this.unread = new AtomicInteger(bodies.size());
        this.line = StartLine.ready(
                bed.threads(), "queue-worker", settings.number(Setting.WORKERS), this::job, this::failed);
    }

    /** Starts the threads and waits until each stands at the signal. */
    static QueueWorkers ready(TestBed bed, String name, List<String> bodies) {
        return new QueueWorkers(bed, name, bodies);
    }

    private StartLine.Job job(int number) {
        bed.log().lane(number).enter(Phase.EXECUTE);
        Caller caller = bed.caller(number);
        return () -> {
            sendOnce(caller);
            finishSome(caller);
        };
    }

    private void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        sent.countDown();
        over.countDown();
    }

    private void sendOnce(Caller caller) throws SQLException, InterruptedException {
        if (sending.compareAndSet(false, true)) {
            caller.call("send", c -> {
                queue.send(c, name, bodies);
                return null;
            });
            sent.countDown();
        }
        sent.await();
    }

    private void finishSome(Caller caller) throws SQLException, InterruptedException {
        long pause = FIRST_PAUSE_MS;
        long waitedMs = 0;
        while (unread.get() > 0 && failure.get() == null) {
            List<Message> messages = caller.call("read", c -> queue.read(c, name, batchSize, hiddenSeconds));
            if (!messages.isEmpty()) {
                unread.addAndGet(-messages.size());
                finish(caller, messages);
                pause = FIRST_PAUSE_MS;
                waitedMs = 0;
            } else if (waitedMs >= mostPolls * pollMs) {
                throw new UserException(String.format(
                        "A worker found no message in %d polls of %d ms in a row while %d were not read; is somebody else"
                                + " reading queue %s?",
                        mostPolls, pollMs, unread.get(), name));
            } else {
                over.await(pause, TimeUnit.MILLISECONDS);
                waitedMs += pause;
                pause = Math.min(2 * pause, pollMs);
            }
        }
    }

    private void finish(Caller caller, List<Message> messages) throws SQLException {
        for (Message message : messages) {
            if (!caller.call("finish", c -> queue.finish(c, name, message.id()))) {
                throw new UserException("Message " + message.id() + " of queue " + name
                        + " was read and is gone; is somebody else reading it?");
            }
            if (finished.incrementAndGet() == bodies.size()) {
                over.countDown();
            }
        }
    }

    /**
     * Gives the signal and waits until the last message is finished.
     *
     * @throws SQLException if the server refused a worker's call
     * @throws UserException if it takes longer than the limit, or a worker failed
     */
    void work(long limitMs) throws SQLException {
        line.giveSignal();
        try {
            if (!over.await(limitMs, TimeUnit.MILLISECONDS)) {
                failed(new UserException(String.format(
                        "The execute phase took longer than MAX_COMPLETION_TIME_MS=%d: %d of %d messages were finished;"
                                + " raise it, or lower the scale.",
                        limitMs, finished(), bodies.size())));
            }
        } catch (InterruptedException e) {
            throw line.interrupted(e);
        }
        if (failure.get() != null) {
            join();
        }
    }

    /**
     * Waits for the workers that are still in a call.
     *
     * @throws SQLException if the server refused a worker's call
     * @throws UserException if a worker failed, or does not come back from its call
     */
    void join() throws SQLException {
        line.join();
        StartLine.rethrow(failure.get());
    }

    /** Sends home those that still stand at the signal. */
    void dismiss() {
        line.dismiss();
    }

    /** How many messages were read and taken out of the queue. */
    int finished() {
        return finished.get();
    }
}
