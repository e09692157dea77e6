package flowbench.realtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What has arrived on all connections and was not taken yet, up to a limit; and why no more will come, if that
 * is so.
 */
final class Inbox {
    private final int most;
    private List<Broadcast> waiting = new ArrayList<>();
    private String end = "";
    private boolean closed;
    private long dropped;

    Inbox(int most) {
        this.most = most;
    }

    /** Adds a broadcast, unless as many wait as may. What would come after a gap is not taken either. */
    synchronized boolean offer(Broadcast broadcast) {
        if (waiting.size() >= most) {
            dropped++;
            return false;
        }
        waiting.add(broadcast);
        notifyAll();
        return true;
    }

    /** Something has ended; the first reason is the one that is told. */
    synchronized void ended(String why) {
        if (end.isEmpty()) {
            end = why;
            notifyAll();
        }
    }

    /** Nothing that has ended so far counts any longer. */
    synchronized void begin() throws RealtimeException {
        requireOpen();
        end = "";
    }

    /**
     * Takes all that wait; waits at most so long for the first.
     *
     * @throws RealtimeException where none waits, and something has ended
     */
    synchronized List<Broadcast> take(long atMostMs) throws RealtimeException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMs);
        requireOpen();
        while (waiting.isEmpty() && end.isEmpty()) {
            // Rounded up: less than a millisecond would not be waited for at all.
            long leftMs = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (leftMs <= 0) {
                return List.of();
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RealtimeException("interrupted while waiting for broadcasts", e);
            }
            requireOpen();
        }
        if (waiting.isEmpty()) {
            throw new RealtimeException(end);
        }
        return takeWaiting();
    }

    /** Takes all that wait; waits for none. */
    synchronized List<Broadcast> takeWaiting() {
        List<Broadcast> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /** How many broadcasts found as many waiting as may. */
    synchronized long dropped() {
        return dropped;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized void requireOpen() throws RealtimeException {
        if (closed) {
            throw new RealtimeException("the subscription is closed");
        }
    }
}
