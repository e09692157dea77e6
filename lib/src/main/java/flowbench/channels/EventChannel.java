package flowbench.channels;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * A way to be told what is written to an outbox. What it delivers includes all that was committed before whatever it delivers
 * later. It delivers an event after all that the event follows from; for the rest, each channel has an order of its own: that of
 * the commits, or that of the numbers.
 */
public interface EventChannel {
    /**
     * The channel that {@link Setting#EVENT_CHANNEL} names, or nothing for {@code none}.
     *
     * @param database where the outbox is; the channel makes connections of its own, beside the pool
     */
    static Optional<EventChannel> of(Settings settings, Database database, Outbox outbox) {
        String name = settings.text(Setting.EVENT_CHANNEL);
        if (!name.equals("none") && !outbox.channels().contains(name)) {
            throw new UserException("EVENT_CHANNEL: " + name + " cannot listen to " + outbox.table() + " here; choose "
                    + String.join(", ", outbox.channels()) + " or none.");
        }
        return switch (name) {
            case "poll" ->
                Optional.of(new PollChannel(database, outbox, settings.number(Setting.EVENT_POLL_INTERVAL_MS)));
            case "notify" -> Optional.of(new NotifyChannel(database, outbox));
            case "wal" -> Optional.of(new WalChannel(database, outbox));
            case "realtime" -> Optional.of(RealtimeChannel.of(settings, outbox));
            default -> Optional.empty();
        };
    }

    /**
     * Refuses settings that no channel can be made of, before anything is started.
     *
     * @throws flowbench.settings.UserException if the channel wants something that is not there; the sentence says what
     */
    static void check(Settings settings) {
        if (settings.text(Setting.EVENT_CHANNEL).equals("realtime")) {
            RealtimeChannel.check(settings);
        }
    }

    /** The name in settings and CSV files. */
    String name();

    /**
     * Makes the database ready for subscriptions; undoes what another channel left there.
     *
     * @throws flowbench.settings.UserException if the server does not allow this channel; the sentence says what to change
     */
    void prepare(Connection connection) throws SQLException;

    /**
     * Opens a connection of its own and listens to what is committed from now on.
     *
     * @param flowRuns whose events are wanted; a channel that cannot choose delivers those of others too
     */
    Subscription subscribe(Collection<UUID> flowRuns) throws SQLException;

    /** How long a new subscription may take to deliver its first event. */
    default Readiness readiness() {
        return new Readiness(10, "is the server overloaded? Another channel may do better");
    }

    /**
     * When a subscription is taken to be ready, or never to be.
     *
     * @param seconds after which it is not waited for any longer
     * @param advice what may be wrong then, and what to do, without a full stop
     */
    record Readiness(int seconds, String advice) {}

    /** Whether a subscription that lost its connection goes on where it was, and misses nothing. */
    boolean keepsItsPlace();

    /** Takes back what {@link #prepare} did. */
    void release(Connection connection) throws SQLException;

    /**
     * How full the queue is in which the server keeps what listeners have not fetched yet, from 0 to 1; 0 for a channel that
     * has none. When it is full, commits fail.
     */
    default double queueUsage(Connection connection) throws SQLException {
        return 0;
    }
}
