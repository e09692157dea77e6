package flowbench.events;

import flowbench.engine.Outbox;
import flowbench.engine.WrittenEvent;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events of no flow that are written to see them come back. When one has, the channel is ready, and nothing that was
 * committed before it is still under way.
 */
final class Sentinels {
    private final SideConnection connection;
    private final Outbox outbox;
    private final Map<UUID, Long> writtenNs = new ConcurrentHashMap<>();
    private volatile long newestBackNs = Long.MIN_VALUE;
    private volatile long newestSequence;

    Sentinels(SideConnection connection, Outbox outbox) {
        this.connection = connection;
        this.outbox = outbox;
    }

    /** Writes one. */
    void write() throws SQLException {
        UUID id = UUID.randomUUID();
        writtenNs.put(id, System.nanoTime());
        connection.call(c -> {
            outbox.writeSentinel(c, id);
            return null;
        });
    }

    /** Whether an arrival is one; notes that it is back. */
    boolean isBack(WrittenEvent event) {
        Long written = writtenNs.get(event.key().flowRun());
        if (written == null) {
            return false;
        }
        if (written > newestBackNs) {
            newestSequence = event.sequence();
            newestBackNs = written;
        }
        return true;
    }

    /** Whether one is back that was written after a time of {@link System#nanoTime}. */
    boolean areBackSince(long nanoTime) {
        return newestBackNs >= nanoTime;
    }

    /** The sequence of the newest that is back. */
    long sequence() {
        return newestSequence;
    }

    /** Takes them out of the outbox. */
    void delete() throws SQLException {
        for (UUID id : writtenNs.keySet()) {
            connection.call(c -> {
                outbox.deleteSentinel(c, id);
                return null;
            });
        }
    }
}
