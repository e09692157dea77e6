package flowbench.realtime;

import java.util.EnumMap;
import java.util.Map;

/** Counts what happens on all connections. */
final class Tally {
    private final Map<ChannelStatus, Integer> statuses = new EnumMap<>(ChannelStatus.class);
    private int tooMany;

    /** A channel has come to a status. */
    synchronized void came(ChannelStatus status) {
        statuses.merge(status, 1, Integer::sum);
    }

    /** The server has said that there are more messages a second than it allows. */
    synchronized void toldOfTooMany() {
        tooMany++;
    }

    synchronized RealtimeCounts counts(long dropped) {
        return new RealtimeCounts(statuses, tooMany, dropped);
    }
}
