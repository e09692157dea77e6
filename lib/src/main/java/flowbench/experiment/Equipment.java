package flowbench.experiment;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.telemetry.Telemetry;
import java.util.Optional;

/**
 * What the iterations of a fork are measured with.
 *
 * @param database the server and the pool
 * @param engine what is measured
 * @param channel how events are listened to, prepared; nothing: they are counted in the outbox only
 * @param telemetry the probes
 * @param reconnection the way back to a server to which connections were lost
 */
record Equipment(
        Database database,
        FlowEngine engine,
        Optional<EventChannel> channel,
        Telemetry telemetry,
        Reconnection reconnection) {}
