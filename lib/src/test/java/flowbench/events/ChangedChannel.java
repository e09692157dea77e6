package flowbench.events;

import flowbench.channels.EventChannel;
import flowbench.channels.Subscription;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** A channel that does what another does, except for what a test overrides. */
class ChangedChannel implements EventChannel {
    private final EventChannel channel;

    ChangedChannel(EventChannel channel) {
        this.channel = channel;
    }

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        channel.prepare(connection);
    }

    @Override
    public Subscription subscribe(Collection<UUID> flowRuns) throws SQLException {
        return channel.subscribe(flowRuns);
    }

    @Override
    public Readiness readiness() {
        return channel.readiness();
    }

    @Override
    public boolean keepsItsPlace() {
        return channel.keepsItsPlace();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        channel.release(connection);
    }

    @Override
    public double queueUsage(Connection connection) throws SQLException {
        return channel.queueUsage(connection);
    }
}
