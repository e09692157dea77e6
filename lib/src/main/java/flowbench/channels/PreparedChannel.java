package flowbench.channels;

import flowbench.database.Database;
import flowbench.engine.Outbox;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The channel that {@link Setting#EVENT_CHANNEL} names, for as long as the database is prepared for it. */
public final class PreparedChannel implements AutoCloseable {
    private final Database database;
    private final Optional<EventChannel> channel;

    private PreparedChannel(Database database, Optional<EventChannel> channel) {
        this.database = database;
        this.channel = channel;
    }

    /**
     * Prepares the database.
     *
     * @throws flowbench.settings.UserException if the server does not allow this channel; the sentence says what to change
     */
    public static PreparedChannel open(Settings settings, Database database, Outbox outbox) throws SQLException {
        PreparedChannel prepared = new PreparedChannel(database, EventChannel.of(settings, database, outbox));
        try (Connection connection = database.pool().getConnection()) {
            if (prepared.channel.isPresent()) {
                prepared.channel.get().prepare(connection);
            } else {
                // A run that was killed may have left what writers would go on paying for.
                outbox.announce(connection, false);
                Publication.drop(connection);
            }
        }
        return prepared;
    }

    /** The channel; nothing where the setting says {@code none}. */
    public Optional<EventChannel> channel() {
        return channel;
    }

    /** Takes back what was prepared. */
    @Override
    public void close() throws SQLException {
        if (channel.isPresent()) {
            try (Connection connection = database.pool().getConnection()) {
                channel.get().release(connection);
            }
        }
    }
}
