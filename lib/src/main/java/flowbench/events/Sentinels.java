package flowbench.events;

import flowbench.engine.Outbox;
import flowbench.engine.WrittenEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events of no flow that are written to see them come back. When one has, the channel is ready, and nothing that was
 * committed before it is still under way.
 */
final class Sentinels {
    private final SideConnection connection;
    private final Outbox outbox;
    private final UUID flowRun = UUID.randomUUID();
    private final Map<String, Long> writtenNs = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile long newestBackNs = Long.MIN_VALUE;
    private volatile String newest = "";
    private volatile String complaint = "";

    Sentinels(SideConnection connection, Outbox outbox) {
        this.connection = connection;
        this.outbox = outbox;
    }

    /** What to listen to in order to see them. */
    UUID flowRun() {
        return flowRun;
    }

    /** Writes one, as far as the server lets it be written; see {@link #complaint}. */
    void write() throws SQLException {
        long number = numbers.incrementAndGet();
        writtenNs.put(String.valueOf(number), System.nanoTime());
        complaint = "";
        connection.call(
                "write_sentinel",
                c -> {
                    outbox.writeSentinel(c, flowRun, number);
                    return null;
                },
                warning -> complaint = warning.message());
    }

    /** What the server warned of when the last one was written: that it could not be, for example. Empty: of nothing. */
    String complaint() {
        return complaint;
    }

    /** Whether an arrival is one; notes that it is back. */
    boolean isBack(WrittenEvent event) {
        Long written = event.key().flowRun().equals(flowRun)
                ? writtenNs.get(event.key().step())
                : null;
        if (written == null) {
            return false;
        }
        if (written > newestBackNs) {
            newest = event.key().step();
            newestBackNs = written;
        }
        return true;
    }

    /** Whether one is back that was written after a time of {@link System#nanoTime}. */
    boolean areBackSince(long nanoTime) {
        return newestBackNs >= nanoTime;
    }

    /** The place in the outbox of the newest that is back: what a channel delivers may be numbered otherwise. */
    long sequence() throws SQLException {
        return connection.call(
                "read_sentinels",
                c -> outbox.read(c, List.of(flowRun)).stream()
                        .filter(event -> event.key().step().equals(newest))
                        .mapToLong(WrittenEvent::sequence)
                        .findFirst()
                        .orElseThrow());
    }

    /** Takes them out of the outbox. */
    void delete() throws SQLException {
        connection.call("delete_sentinels", c -> {
            outbox.deleteSentinels(c, flowRun);
            return null;
        });
    }
}
