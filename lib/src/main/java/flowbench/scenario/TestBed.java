package flowbench.scenario;

import flowbench.channels.EventChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.events.Delivery;
import flowbench.settings.Settings;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * What a scenario works with.
 *
 * @param settings in force
 * @param database the server and the pool
 * @param engine what is measured
 * @param channel how events are listened to, prepared; nothing: they are counted in the outbox only
 * @param flowPrefix begins the name of every flow that this iteration makes, and of no other
 * @param threads makes the threads that do the work, as daemons
 * @param log takes the timed calls of the iteration
 * @param warnings takes, from any thread and as soon as it is seen, what a reader of the numbers must know
 */
public record TestBed(
        Settings settings,
        Database database,
        FlowEngine engine,
        Optional<EventChannel> channel,
        String flowPrefix,
        ThreadFactory threads,
        OperationLog log,
        Consumer<String> warnings) {
    /** Makes the calls of a thread: of a worker, from 1, or of the one that leads the iteration, 0. */
    Caller caller(int lane) {
        return new Caller(database.pool(), log.lane(lane));
    }

    /** How the events of the iteration are listened to. */
    Delivery delivery() {
        return new Delivery(settings, database, engine, channel, log.start(), warnings, log::warned);
    }
}
