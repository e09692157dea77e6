package flowbench.channels;

import flowbench.engine.Outbox;
import flowbench.engine.WrittenEvent;
import flowbench.realtime.Broadcast;
import flowbench.realtime.ChannelStatus;
import flowbench.realtime.Endpoint;
import flowbench.realtime.Limits;
import flowbench.realtime.RealtimeClient;
import flowbench.realtime.RealtimeCounts;
import flowbench.realtime.RealtimeException;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Metric;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Supabase Realtime: a server of its own reads what is committed to {@code realtime.messages} and hands it on
 * to those who have joined the topic of a flow run. What it hands on has no sequence: events are numbered as
 * they arrive.
 */
final class RealtimeChannel implements EventChannel {
    /** How pgflow names the topic of a flow run, before its id. */
    private static final String FLOW_RUN = "pgflow:run:";

    /** What a topic is called on the wire. */
    private static final String WIRE = "realtime:";

    /** The server gives up on its replication slot after this long, and ends the channels that wait for it. */
    private static final int SLOT_LIMIT_S = 60;

    /** What a channel that was joined, or asked for, should not come to. */
    private static final List<ChannelStatus> TROUBLES =
            List.of(ChannelStatus.CLOSED, ChannelStatus.CHANNEL_ERROR, ChannelStatus.TIMED_OUT);

    private final Endpoint endpoint;
    private final Outbox outbox;
    private final Limits limits;

    RealtimeChannel(Endpoint endpoint, Outbox outbox, Limits limits) {
        this.endpoint = endpoint;
        this.outbox = outbox;
        this.limits = limits;
    }

    static RealtimeChannel of(Settings settings, Outbox outbox) {
        check(settings);
        Endpoint endpoint = Endpoint.of(settings.text(Setting.SUPABASE_URL), settings.text(Setting.SUPABASE_ANON_KEY));
        return new RealtimeChannel(endpoint, outbox, Limits.DEFAULT);
    }

    static void check(Settings settings) {
        if (settings.text(Setting.ENGINE).equals("reference")) {
            throw new UserException(
                    "EVENT_CHANNEL: realtime needs ENGINE=pgflow, since no Realtime server reads the outbox"
                            + " of the reference engine; change one of them.");
        }
        for (Setting needed : List.of(Setting.SUPABASE_URL, Setting.SUPABASE_ANON_KEY, Setting.DATABASE_URL)) {
            if (settings.text(needed).isEmpty()) {
                String other = needed == Setting.DATABASE_URL ? "SUPABASE_URL" : "DATABASE_URL";
                throw new UserException("EVENT_CHANNEL: realtime needs " + needed
                        + ", which is empty; set it to that of the project at " + other
                        + ", or choose another channel.");
            }
        }
    }

    @Override
    public String name() {
        return "realtime";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        outbox.announce(connection, false);
        Publication.drop(connection);
    }

    @Override
    public Subscription subscribe(Collection<UUID> flowRuns) {
        List<String> topics = flowRuns.stream().map(id -> WIRE + FLOW_RUN + id).toList();
        try {
            return new Joined(RealtimeClient.join(endpoint, topics, limits));
        } catch (RealtimeException e) {
            throw new UserException(e.getMessage() + ".", e);
        }
    }

    @Override
    public Readiness readiness() {
        return new Readiness(
                SLOT_LIMIT_S,
                "see that DATABASE_URL is the database of the project at SUPABASE_URL, and that its Realtime is on");
    }

    @Override
    public boolean keepsItsPlace() {
        return false;
    }

    @Override
    public void release(Connection connection) {
        // The server's publication and slot are its own.
    }

    private final class Joined implements Subscription {
        private final RealtimeClient client;
        private long arrivals;

        private Joined(RealtimeClient client) {
            this.client = client;
        }

        @Override
        public void receive(long atMostMs, Receiver receiver) throws SQLException {
            try {
                List<Broadcast> ofNoFlow = handOver(client.receive(atMostMs), receiver);
                // Whoever waits for one takes it that nothing older is under way, on this connection or another.
                while (!ofNoFlow.isEmpty()) {
                    List<Broadcast> next = handOver(client.receiveRest(), receiver);
                    ofNoFlow.forEach(broadcast -> receiver.take(event(broadcast), broadcast.arrivedNs()));
                    ofNoFlow = next;
                }
            } catch (RealtimeException e) {
                throw broken(e);
            }
        }

        /** Hands over the events of flow runs, and gives back the others. */
        private List<Broadcast> handOver(List<Broadcast> broadcasts, Receiver receiver) {
            List<Broadcast> ofNoFlow = new ArrayList<>();
            for (Broadcast broadcast : broadcasts) {
                WrittenEvent event = event(broadcast);
                if (event.key().type() == EventType.OTHER) {
                    ofNoFlow.add(broadcast);
                } else {
                    receiver.take(event, broadcast.arrivedNs());
                }
            }
            return ofNoFlow;
        }

        private WrittenEvent event(Broadcast broadcast) {
            long sequence = ++arrivals;
            return outbox.ofRow(column -> switch (column) {
                case "topic" -> broadcast.topic().substring(WIRE.length());
                case "event" -> broadcast.event();
                case "payload" -> broadcast.payload().toString();
                case "sequence" -> String.valueOf(sequence);
                default -> throw new IllegalArgumentException("A broadcast has no column " + column + ".");
            });
        }

        /** Joins again what is not joined any longer; what was committed meanwhile is missed. */
        @Override
        public void reconnect() throws SQLException {
            try {
                client.rejoin();
            } catch (RealtimeException e) {
                throw broken(e);
            }
        }

        @Override
        public ChannelReport report() {
            RealtimeCounts counts = client.counts();
            return new ChannelReport(
                    Map.of(
                            Metric.REALTIME_CHANNELS_CLOSED, (long) counts.of(ChannelStatus.CLOSED),
                            Metric.REALTIME_CHANNEL_ERRORS, (long) counts.of(ChannelStatus.CHANNEL_ERROR),
                            Metric.REALTIME_JOINS_TIMED_OUT, (long) counts.of(ChannelStatus.TIMED_OUT),
                            Metric.REALTIME_RATE_LIMIT_HITS, (long) counts.tooMany(),
                            Metric.REALTIME_BROADCASTS_DROPPED, counts.dropped()),
                    warnings(counts));
        }

        private List<String> warnings(RealtimeCounts counts) {
            List<String> happened = new ArrayList<>();
            for (ChannelStatus status : TROUBLES) {
                if (counts.of(status) > 0) {
                    happened.add(counts.of(status) + " " + status);
                }
            }
            if (counts.tooMany() > 0) {
                happened.add(counts.tooMany() + " times \"Too many messages per second\"");
            }
            if (counts.dropped() > 0) {
                happened.add(
                        counts.dropped() + " broadcasts dropped, since " + limits.broadcasts() + " waited already");
            }
            return happened.isEmpty()
                    ? List.of()
                    : List.of("What happened to channels of Realtime: " + String.join(", ", happened) + ".");
        }

        private SQLException broken(RealtimeException e) {
            return new SQLException(e.getMessage(), e);
        }

        /** None: the connection is one to Realtime. */
        @Override
        public OptionalInt backend() {
            return OptionalInt.empty();
        }

        @Override
        public void kill(Connection side) {
            client.cut();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
