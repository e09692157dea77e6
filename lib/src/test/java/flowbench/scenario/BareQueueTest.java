package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.engine.MessageQueue;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class BareQueueTest {
    private static final Settings SMALL = TestServer.settings().with(Setting.STEP_COUNT, 45);
    private static final Database DATABASE = TestServer.database();
    private static final MessageQueue QUEUE = new ReferenceEngine().queue();
    private static final String MINE = FlowNames.prefix("0e57", 1, 1) + 1;
    private static final String OTHER = FlowNames.prefix("0e57", 1, 1) + 2;

    @BeforeAll
    static void install() throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection()) {
            new ReferenceEngine().install(connection);
        }
    }

    @AfterEach
    void nothingIsLeftBehind() throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection()) {
            assertThat(new ReferenceEngine().leftovers(connection)).isEmpty();
        }
    }

    private static Iteration run(Settings settings) throws SQLException {
        return new Iteration(new BareQueue(settings), DATABASE).run();
    }

    @Test
    void everyMessageIsSentInOneCallReadInBatchesAndFinishedByItself() throws SQLException {
        Iteration iteration = run(SMALL.with(Setting.WORKERS, 1));

        assertThat(iteration.operations("send")).hasSize(1);
        assertThat(iteration.operations("read")).hasSize(5);
        assertThat(iteration.operations("finish")).hasSize(45);
        assertThat(iteration.operations())
                .allSatisfy(o -> assertThat(o.phase())
                        .isEqualTo(
                                switch (o.operation()) {
                                    case "engine_version" -> Phase.SETUP;
                                    case "create_queue" -> Phase.CREATE;
                                    case "send", "read", "finish" -> Phase.EXECUTE;
                                    case "drop_queue" -> Phase.CLEANUP;
                                    default -> throw new AssertionError(o);
                                }));
    }

    @Test
    void throughputIsOfMessagesAndNeverOfSteps() throws SQLException {
        Iteration iteration = run(SMALL);

        double seconds = iteration.duration(Phase.EXECUTE) / 1e9;
        assertThat(iteration.reading(Metric.MESSAGES_PER_SECOND)).isCloseTo(45 / seconds, within(1e-9));
        assertThat(iteration.reading(Metric.MESSAGES_FINISHED)).isEqualTo(45);
        assertThat(iteration.hasReading(Metric.STEPS_PER_SECOND)).isFalse();
        assertThat(iteration.hasReading(Metric.EVENTS_EXPECTED)).isFalse();
    }

    @Test
    void aMessageCostsOneUpdateAndOneDelete() throws SQLException {
        Iteration iteration = run(SMALL.with(Setting.STEP_COUNT, 300).with(Setting.WORKERS, 3));

        assertThat(iteration.reading(Metric.DEAD_TUPLES_PER_MESSAGE)).isEqualTo(2);
        assertThat(iteration.reading(Metric.HOT_UPDATE_SHARE)).isGreaterThan(90);
        assertThat(iteration.reading(Metric.WAL_BYTES_PER_MESSAGE)).isBetween(100.0, 5_000.0);
    }

    @Test
    void workersShareTheMessagesAndNoneIsReadTwice() throws SQLException {
        Iteration iteration = run(
                SMALL.with(Setting.STEP_COUNT, 400).with(Setting.WORKERS, 4).with(Setting.COMPLETION_BATCH_SIZE, 3));

        assertThat(iteration.operations("finish").map(Operation::worker).distinct())
                .hasSizeGreaterThan(1);
        assertThat(iteration.operations("finish"))
                .hasSize(400)
                .allSatisfy(finish -> assertThat(finish.outcome()).isEqualTo("ok"));
    }

    @Test
    void nobodyListensOneMessageIsFinishedAtATimeAndTheSettingsSaySo() throws SQLException {
        Scenario scenario =
                new BareQueue(SMALL.with(Setting.EVENT_CHANNEL, "notify").with(Setting.COMPLETION_MODE, "batch"));
        Iteration iteration = new Iteration(scenario, DATABASE).run();

        assertThat(scenario.settings().text(Setting.EVENT_CHANNEL)).isEqualTo("none");
        assertThat(scenario.settings().text(Setting.COMPLETION_MODE)).isEqualTo("single");
        assertThat(iteration.events()).isEmpty();
        assertThat(iteration.warnings()).isEmpty();
    }

    @Test
    void anExecutePhaseThatTakesTooLongFailsWithTheSettingToRaise() {
        Settings hopeless = SMALL.with(Setting.STEP_COUNT, 5000).with(Setting.MAX_COMPLETION_TIME_MS, 1);

        assertThatThrownBy(() -> run(hopeless))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("longer than MAX_COMPLETION_TIME_MS=1")
                .hasMessageContaining("of 5000 messages");
    }

    @Test
    void aServerThatDoesNotLetItsCostBeReadIsMeasuredWithoutItAndSaysSo() throws SQLException {
        // Where a function of this name and schema is found first, it is the one that is called.
        execute("create schema refusing");
        execute("""
                create function refusing.pg_current_wal_insert_lsn() returns pg_lsn language plpgsql as $$
                begin
                    raise exception 'not supported here' using errcode = 'feature_not_supported';
                end
                $$
                """);
        execute("alter role postgres set search_path = refusing, pg_catalog, public");
        String url = TestServer.url(DATABASE, "postgres");
        try (Database refusing = Database.open(SMALL.with(Setting.DATABASE_URL, url))) {
            Iteration iteration = new Iteration(new BareQueue(SMALL), refusing).run();

            assertThat(iteration.hasReading(Metric.MESSAGES_PER_SECOND)).isTrue();
            assertThat(iteration.hasReading(Metric.WAL_BYTES_PER_MESSAGE)).isFalse();
            assertThat(iteration.warnings()).singleElement().asString().contains("not supported here");
        } finally {
            execute("alter role postgres reset search_path");
            execute("drop schema refusing cascade");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A queue that keeps one message to itself. */
    private static FlowEngine engineWithAThief() {
        FlowEngine engine = new ReferenceEngine();
        MessageQueue robbed = (MessageQueue) Proxy.newProxyInstance(
                MessageQueue.class.getClassLoader(),
                new Class<?>[] {MessageQueue.class},
                (proxy, method, arguments) -> {
                    Object result = method.invoke(QUEUE, arguments);
                    if (method.getName().equals("send")) {
                        QUEUE.read((Connection) arguments[0], (String) arguments[1], 1, 600);
                    }
                    return result;
                });
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(),
                new Class<?>[] {FlowEngine.class},
                (proxy, method, arguments) ->
                        method.getName().equals("queue") ? robbed : method.invoke(engine, arguments));
    }

    @Test
    void whoeverFindsNoMessageGivesUpAfterAsManyPollsAsAllowed() {
        Settings impatient = SMALL.with(Setting.POLLING_TIMEOUT_MS, 5).with(Setting.POLLING_RETRIES, 1);

        assertThatThrownBy(() -> new Iteration(new BareQueue(impatient), DATABASE, engineWithAThief()).run())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no message in 2 polls of 5 ms")
                .hasMessageContaining("while 1 were not read");
    }

    @Test
    void aHiddenMessageIsNotReadAgainAndAFinishedOneIsGone() throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection()) {
            QUEUE.create(connection, MINE);
            QUEUE.send(connection, MINE, List.of("{\"a\": 1}", "{\"a\": 2}", "{\"a\": 3}"));
            List<MessageQueue.Message> two = QUEUE.read(connection, MINE, 2, 60);

            assertThat(two).extracting(MessageQueue.Message::bodyJson).containsExactly("{\"a\": 1}", "{\"a\": 2}");
            assertThat(QUEUE.read(connection, MINE, 5, 0)).hasSize(1);
            assertThat(QUEUE.read(connection, MINE, 5, 60)).hasSize(1);
            assertThat(QUEUE.read(connection, OTHER, 5, 60)).isEmpty();
            assertThat(QUEUE.finish(connection, MINE, two.get(0).id())).isTrue();
            assertThat(QUEUE.finish(connection, MINE, two.get(0).id())).isFalse();
            assertThat(QUEUE.queues(connection)).containsExactly(MINE);
            QUEUE.drop(connection, MINE);
            assertThat(QUEUE.queues(connection)).isEmpty();
        }
    }
}
