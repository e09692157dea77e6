package flowbench.events;

import flowbench.engine.EventKey;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The bounded buffer between the listener and the application, which takes events from it in a thread of its own. */
final class ApplicationBuffer implements AutoCloseable {
    private final BlockingQueue<EventKey> waiting;
    private final Thread application;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong handedOver = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Starts the application.
     *
     * @param size the most events that may wait
     * @param application takes each event
     */
    ApplicationBuffer(int size, Consumer<EventKey> application) {
        this.waiting = new ArrayBlockingQueue<>(size);
        this.application = new Thread(() -> takeAll(application), "event-application");
        this.application.setDaemon(true);
        this.application.start();
    }

    private void takeAll(Consumer<EventKey> application) {
        try {
            while (true) {
                application.accept(waiting.take());
                handedOver.incrementAndGet();
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    /** Takes an event, unless the buffer is full. */
    boolean offer(EventKey event) {
        boolean taken = waiting.offer(event);
        (taken ? accepted : refused).incrementAndGet();
        return taken;
    }

    /** Whether the application has been handed all that was taken. */
    boolean isEmpty() {
        return handedOver.get() == accepted.get();
    }

    /** How many events found the buffer full. */
    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        application.interrupt();
    }
}
