package flowbench.realtime;

import java.util.Map;

/**
 * What has happened to a client since it began to join.
 *
 * @param statuses how often channels came to each status; a connection that ends closes all of its channels
 * @param tooMany how often the server said "Too many messages per second"
 * @param dropped broadcasts that found the buffer full
 */
public record RealtimeCounts(Map<ChannelStatus, Integer> statuses, int tooMany, long dropped) {
    /** Keeps what it is given as it is now. */
    public RealtimeCounts {
        statuses = Map.copyOf(statuses);
    }

    /** How often channels came to a status. */
    public int of(ChannelStatus status) {
        return statuses.getOrDefault(status, 0);
    }
}
