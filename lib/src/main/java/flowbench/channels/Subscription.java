package flowbench.channels;

import flowbench.engine.WrittenEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.OptionalInt;

/** An open channel. One thread receives; {@link #close} may be called by any. */
public interface Subscription extends AutoCloseable {
    /** Takes what has arrived. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes an event.
         *
         * @param arrivedNs when it was here, of {@link System#nanoTime}: it may have waited since to be received
         */
        void take(WrittenEvent event, long arrivedNs);
    }

    /**
     * Waits for events, at most so long, and hands over those that came, in their order. May come back earlier, with none.
     *
     * @throws SQLException if the connection is broken
     */
    void receive(long atMostMs, Receiver receiver) throws SQLException;

    /**
     * Opens a new connection in place of a broken one, and goes on where the channel can: one that keeps its place misses
     * nothing, another misses what was committed meanwhile.
     */
    void reconnect() throws SQLException;

    /** What there is to say of the channel so far. Any thread may ask. */
    default ChannelReport report() {
        return ChannelReport.NOTHING;
    }

    /** The process of the database's server that serves the connection; nothing where another server stands in between. */
    OptionalInt backend();

    /**
     * Has the connection end under whoever receives: a fault on purpose.
     *
     * @param side another connection to the database
     */
    default void kill(Connection side) throws SQLException {
        try (PreparedStatement statement = side.prepareStatement("select pg_terminate_backend(?)")) {
            statement.setInt(1, backend().orElseThrow());
            statement.execute();
        }
    }

    /** Gives up the connection; a thread that receives comes back with an {@link SQLException}. */
    @Override
    void close();
}
