package flowbench.channels;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.EventKey;
import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outbox;
import flowbench.engine.Task;
import flowbench.engine.WrittenEvent;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.EventType;
import flowbench.settings.Setting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** The reference engine on a real server, and one channel that listens to it. */
final class ChannelBench implements AutoCloseable {
    /** After which a thing that should happen is taken not to happen. */
    static final Duration LONG = Duration.ofSeconds(20);

    private static final String FLOW = "told";

    final FlowEngine engine = new ReferenceEngine();
    final Outbox outbox = engine.outbox();
    final Database database;
    final Connection connection;
    final EventChannel channel;
    private final List<Subscription> subscriptions = new ArrayList<>();

    ChannelBench(String name) throws SQLException {
        this(name, TestServer.database());
    }

    ChannelBench(String name, Database database) throws SQLException {
        this.database = database;
        connection = database.pool().getConnection();
        engine.install(connection);
        channel = channel(name, database, outbox);
        channel.prepare(connection);
    }

    static EventChannel channel(String name, Database database, Outbox outbox) {
        return EventChannel.of(TestServer.settings().with(Setting.EVENT_CHANNEL, name), database, outbox)
                .orElseThrow();
    }

    Subscription subscribe() throws SQLException {
        Subscription subscription = channel.subscribe(List.of());
        subscriptions.add(subscription);
        return subscription;
    }

    UUID writeSentinel() throws SQLException {
        return writeSentinel(connection);
    }

    UUID writeSentinel(Connection writer) throws SQLException {
        UUID id = UUID.randomUUID();
        outbox.writeSentinel(writer, id, 1);
        return id;
    }

    static EventKey sentinel(UUID id) {
        return new EventKey(id, "1", EventType.OTHER);
    }

    /** What arrives up to an event of this run or sentinel, that one included. */
    static List<WrittenEvent> receiveUntil(Subscription subscription, UUID last) throws SQLException {
        return receiveUntil(subscription, event -> event.key().flowRun().equals(last));
    }

    static List<WrittenEvent> receiveUntil(Subscription subscription, Predicate<WrittenEvent> last)
            throws SQLException {
        List<WrittenEvent> events = new ArrayList<>();
        long startedNs = System.nanoTime();
        while (events.stream().noneMatch(last)) {
            assertThat(System.nanoTime() - startedNs)
                    .as("waited in vain; so far: %s", events)
                    .isLessThan(LONG.toNanos());
            subscription.receive(1_000, (event, arrivedNs) -> events.add(event));
        }
        return events;
    }

    /** What has been committed and not been received; a sentinel marks the end. */
    List<WrittenEvent> receiveRest(Subscription subscription) throws SQLException {
        UUID end = writeSentinel();
        return receiveUntil(subscription, end).stream()
                .filter(event -> !event.key().flowRun().equals(end))
                .toList();
    }

    void define(int steps) throws SQLException {
        engine.define(connection, FlowDefinition.independentSteps(FLOW, steps));
    }

    UUID start() throws SQLException {
        UUID flowRun = UUID.randomUUID();
        engine.startFlow(connection, FLOW, flowRun, "{}");
        return flowRun;
    }

    void workOff() throws SQLException {
        UUID worker = UUID.randomUUID();
        List<Task> tasks = engine.claim(connection, FLOW, 1_000, worker);
        for (Task task : tasks) {
            engine.completeTask(connection, task, "{}");
        }
    }

    String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Asks until the answer is the one that is waited for. */
    void await(String query, String answer) throws SQLException {
        long startedNs = System.nanoTime();
        while (!text(query).equals(answer)) {
            assertThat(System.nanoTime() - startedNs).as(query).isLessThan(LONG.toNanos());
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws SQLException {
        subscriptions.forEach(Subscription::close);
        channel.release(connection);
        execute("delete from flowbench.events where event like '%sentinel'");
        engine.deleteFlow(connection, FLOW);
        assertThat(engine.leftovers(connection)).isEmpty();
        connection.close();
    }
}
