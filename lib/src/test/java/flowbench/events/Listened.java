package flowbench.events;

import flowbench.channels.EventChannel;
import flowbench.channels.PreparedChannel;
import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.EventKey;
import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outcome;
import flowbench.engine.Task;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Event;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A flow that is run once by hand by one worker, while a channel is listened to. */
final class Listened implements AutoCloseable {
    private static final String FLOW = "listened";

    final FlowEngine engine = new ReferenceEngine();
    final Connection connection;
    final Delivery delivery;
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final UUID flowRun = UUID.randomUUID();

    private final PreparedChannel channel;
    private final FlowRunEvents account;
    private long startReturned;
    private final IterationStart start = new IterationStart(1, 1, Kind.MEASURED, System.nanoTime());

    Listened(Settings settings, int steps) throws SQLException {
        this(settings, TestServer.database(), steps, event -> {});
    }

    Listened(Settings settings, int steps, UnaryOperator<EventChannel> changed) throws SQLException {
        this(settings, TestServer.database(), steps, event -> {}, changed);
    }

    Listened(Settings settings, Database database, int steps, Consumer<EventKey> application) throws SQLException {
        this(settings, database, steps, application, channel -> channel);
    }

    private Listened(
            Settings settings,
            Database database,
            int steps,
            Consumer<EventKey> application,
            UnaryOperator<EventChannel> changed)
            throws SQLException {
        connection = database.pool().getConnection();
        engine.install(connection);
        channel = PreparedChannel.open(settings, database, engine.outbox());
        FlowDefinition flow = FlowDefinition.independentSteps(FLOW, steps);
        engine.define(connection, flow);
        delivery = new Delivery(
                settings,
                database,
                engine,
                channel.channel().map(changed),
                start,
                warnings::add,
                (call, warning) -> warnings.add(call + ": " + warning.message()),
                application);
        account = delivery.expect(flowRun, ExpectedEvents.ofCompletion(flow));
    }

    Listened subscribe() throws SQLException {
        delivery.subscribe(delivery.expected());
        return this;
    }

    Listened start() throws SQLException {
        long called = System.nanoTime();
        engine.startFlow(connection, FLOW, flowRun, "{}");
        startReturned = System.nanoTime();
        account.started(called, startReturned);
        return this;
    }

    /** When the call that started the run had returned, since the start of the iteration. */
    long startReturnedNs() {
        return startReturned - start.nanoTime();
    }

    /** When the iteration began. */
    long startedNs() {
        return start.nanoTime();
    }

    /** Completes one task; false where there was none. */
    boolean completeOne() throws SQLException {
        List<Task> tasks = engine.claim(connection, FLOW, 1, new UUID(0, 1));
        for (Task task : tasks) {
            long called = System.nanoTime();
            if (engine.completeTask(connection, task, "{}") != Outcome.COMPLETED) {
                throw new AssertionError(task);
            }
            account.ended(task.step(), called, System.nanoTime());
        }
        return !tasks.isEmpty();
    }

    Listened work() throws SQLException {
        while (completeOne()) {
            // One after the other.
        }
        return this;
    }

    List<Event> settle() throws SQLException {
        delivery.drain(20_000);
        return delivery.settle();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            delivery.close();
            channel.close();
            engine.deleteFlow(connection, FLOW);
        }
    }
}
