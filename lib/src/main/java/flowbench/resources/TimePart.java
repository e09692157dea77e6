package flowbench.resources;

import java.util.Locale;
import java.util.Map;

/** What a worker's time can go to. */
public enum TimePart {
    /** Waiting for a connection of the pool. */
    POOL("waiting for a connection"),
    /** Between calls: the client's own work, or a pause after a claim that found nothing. */
    BETWEEN_CALLS("between calls"),
    /** In a call that the server was not seen at: on the way there and back, in the driver, waiting for a processor. */
    ON_THE_WAY("on the way to the server and back"),
    /** Waiting until another transaction lets go of a row. */
    ROW_LOCK("a lock on rows"),
    /** Waiting for another lock, such as the one that commits with NOTIFY take. */
    LOCK("a lock"),
    /** Waiting until WAL is on disk, one's own or that of a commit before. */
    WAL_FLUSH("WAL flush"),
    /** Waiting for data files. */
    DATA_IO("reading and writing data files"),
    /** Waiting for a lock inside the server, held for moments. */
    INTERNAL_LOCK("a lock inside the server"),
    /** Computing at the server. */
    SERVER_CPU("what the server computes"),
    /** Waiting for time to pass. */
    SLEEP("a pause that the server makes"),
    /** Waiting for something else. */
    OTHER_WAIT("a wait of the server");

    private static final Map<String, TimePart> BY_TYPE = Map.of(
            "CPU", SERVER_CPU,
            "Client", ON_THE_WAY,
            "Lock", LOCK,
            "LWLock", INTERNAL_LOCK,
            "BufferPin", INTERNAL_LOCK,
            "Buffer", INTERNAL_LOCK,
            "IO", DATA_IO,
            "Timeout", SLEEP);

    private final String words;

    TimePart(String words) {
        this.words = words;
    }

    /** The words for people. */
    public String words() {
        return words;
    }

    /** The part that a backend's wait event belongs to, which PostgreSQL 17 wrote anew: WALSync became WalSync. */
    static TimePart of(String wait) {
        String lower = wait.toLowerCase(Locale.ROOT);
        if (lower.equals("lock:transactionid") || lower.equals("lock:tuple")) {
            return ROW_LOCK;
        }
        // Another backend holds the spinlock that it pauses for; the other waits of this type pause for time itself.
        if (lower.equals("timeout:spindelay")) {
            return INTERNAL_LOCK;
        }
        if (lower.matches("(io|lwlock):wal(write|sync|initsync|initwrite)")) {
            return WAL_FLUSH;
        }
        return BY_TYPE.getOrDefault(wait.substring(0, Math.max(0, wait.indexOf(':'))), OTHER_WAIT);
    }

    /** The word in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
