package flowbench.events;

import flowbench.channels.ChannelReport;
import flowbench.channels.Subscription;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The thread that receives from a channel, and opens it again, at growing intervals, when it was closed. */
final class Listener implements AutoCloseable {
    private static final long RECEIVE_MS = 100;
    private static final long RECEIVE_WHILE_HOLDING_MS = 2;
    private static final long FIRST_BACKOFF_MS = 10;
    private static final long LONGEST_BACKOFF_MS = 1000;

    /** Is told when the channel was closed, and when there is a new connection. */
    interface Watcher {
        void broken(SQLException why);

        /** There is no new connection yet; it is tried again. */
        void stillBroken(SQLException why);

        void reconnected() throws SQLException;

        /** The listener has ended for a reason that is no broken connection. */
        void failed(RuntimeException why);

        /** Has the connection of a subscription end. */
        void kill(Subscription subscription);
    }

    private final Subscription subscription;
    private final Subscription.Receiver events;
    private final FaultInjector faults;
    private final Watcher watcher;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    /** What the killed connection had received already still comes from it: one death is enough. */
    private boolean killed;

    /** Grows from break to break, until something has arrived in between. */
    private long backoffMs = FIRST_BACKOFF_MS;

    /** On an open subscription, which is the listener's from now on. */
    Listener(Subscription subscription, Subscription.Receiver events, FaultInjector faults, Watcher watcher) {
        this.subscription = subscription;
        this.events = (event, arrivedNs) -> {
            backoffMs = FIRST_BACKOFF_MS;
            events.take(event, arrivedNs);
        };
        this.faults = faults;
        this.watcher = watcher;
        this.thread = new Thread(this::listen, "event-listener");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void listen() {
        try {
            listenOn();
        } catch (RuntimeException e) {
            watcher.failed(e);
        }
    }

    private void listenOn() {
        while (!isClosing()) {
            try {
                subscription.receive(faults.isHolding() ? RECEIVE_WHILE_HOLDING_MS : RECEIVE_MS, events);
                faults.release();
                doHarm();
            } catch (SQLException e) {
                if (!isClosing()) {
                    watcher.broken(e);
                    reconnect();
                }
            }
        }
    }

    private void doHarm() {
        int stallMs = faults.stallDueMs();
        if (stallMs > 0) {
            isClosingWithin(stallMs);
            faults.stoodStill();
        }
        if (!killed && faults.killDue()) {
            killed = true;
            watcher.kill(subscription);
        }
    }

    private void reconnect() {
        while (!isClosingWithin(backoffMs)) {
            backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
            try {
                subscription.reconnect();
                killed = false;
                watcher.reconnected();
                return;
            } catch (SQLException e) {
                // Tried again, later each time.
                if (!isClosing()) {
                    watcher.stillBroken(e);
                }
            }
        }
    }

    /** What the channel says of itself. Any thread may ask. */
    ChannelReport report() {
        return subscription.report();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean isClosingWithin(long ms) {
        try {
            return closing.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        subscription.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
