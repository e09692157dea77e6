package flowbench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outcome;
import flowbench.engine.Task;
import flowbench.engines.ReferenceEngine;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an iteration does, and that each setting of the scenarios changes it. */
@Tag("server")
class ScenarioTest {
    private static final Settings SMALL = TestServer.settings()
            // What is asked here is whether events arrive, on however slow a machine.
            .with(Setting.EVENT_TIME_LIMIT_MS, 30_000)
            .with(Setting.STEP_COUNT, 40)
            .with(Setting.CONCURRENT_FLOWS, 6)
            .with(Setting.STEPS_PER_FLOW, 3);

    private static final Database DATABASE = TestServer.database();

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

    @ParameterizedTest
    @ValueSource(strings = {"high-frequency", "concurrent-flows", "bare-queue", "event-stream"})
    void everyWordOfTheSettingScenarioIsOne(String word) {
        assertThat(Setting.SCENARIO.range().split(", | or ")).contains(word).hasSize(4);
        assertThat(Scenario.chosen(SMALL.with(Setting.SCENARIO, word)).name()).isEqualTo(word);
    }

    private static Iteration highFrequency(Settings settings) throws SQLException {
        return new Iteration(new HighFrequency(settings), DATABASE).run();
    }

    private static Iteration concurrentFlows(Settings settings) throws SQLException {
        return new Iteration(new ConcurrentFlows(settings), DATABASE).run();
    }

    @Test
    void everyStepIsCompletedOnceAndEveryEventIsWritten() throws SQLException {
        Iteration iteration = highFrequency(SMALL);

        assertThat(iteration.operations("complete_task")).hasSize(40);
        assertThat(iteration.reading(Metric.STEPS_COMPLETED)).isEqualTo(40);
        assertThat(iteration.reading(Metric.EVENTS_EXPECTED)).isEqualTo(82);
        assertThat(iteration.reading(Metric.EVENTS_WRITTEN)).isEqualTo(82);
        assertThat(iteration.warnings()).isEmpty();
    }

    @Test
    void throughputIsStepsOverTheExecutePhaseAndNothingElse() throws SQLException {
        Iteration iteration = highFrequency(SMALL);

        double seconds = iteration.duration(Phase.EXECUTE) / 1e9;
        assertThat(iteration.reading(Metric.STEPS_PER_SECOND)).isCloseTo(40 / seconds, within(1e-9));
        assertThat(iteration.reading(Metric.FLOW_RUNS_PER_SECOND)).isCloseTo(1 / seconds, within(1e-9));
    }

    @Test
    void whatTheServerWarnsOfIsCountedAndANoticeIsNot() throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create function flowbench.warn() returns trigger language plpgsql as $$
                    begin
                        raise notice 'a notice';
                        raise warning 'run % goes on', new.run_id;
                        return new;
                    end
                    $$
                    """);
            statement.execute("create trigger warn before insert on flowbench.runs for each row"
                    + " execute function flowbench.warn()");
            try {
                ServerWarnings warnings = concurrentFlows(SMALL).serverWarnings();

                assertThat(warnings.counts()).isEqualTo(Map.of(Phase.EXECUTE, 6L));
                assertThat(warnings.sentences())
                        .singleElement()
                        .asString()
                        .matches(
                                "Warnings of the server in start_flow \\(SQLSTATE 01000\\): 6, the first: run .* goes on");
            } finally {
                statement.execute("drop function flowbench.warn() cascade");
            }
        }
    }

    @Test
    void whatTheServerWarnsOfBesideTheWorkIsCountedInItsPhase() throws SQLException {
        execute("""
                create function flowbench.warn() returns trigger language plpgsql as
                    'begin raise warning ''it was late''; return new; end';
                create trigger warn before insert on flowbench.events for each row
                    when (new.event like 'flowbench:%') execute function flowbench.warn()
                """);
        try {
            ServerWarnings warnings = highFrequency(SMALL).serverWarnings();

            assertThat(warnings.counts()).containsOnlyKeys(Phase.SUBSCRIBE, Phase.EXECUTE, Phase.DRAIN);
            assertThat(warnings.counts().get(Phase.SUBSCRIBE)).isPositive();
            assertThat(warnings.counts().get(Phase.EXECUTE)).isZero();
            assertThat(warnings.counts().get(Phase.DRAIN)).isPositive();
            assertThat(warnings.sentences())
                    .singleElement()
                    .asString()
                    .matches(
                            "Warnings of the server in write_sentinel \\(SQLSTATE 01000\\): \\d+, the first: it was late");
        } finally {
            execute("drop function flowbench.warn() cascade");
        }
    }

    @Test
    void everyCallBelongsToThePhaseItWasMadeIn() throws SQLException {
        Iteration iteration = concurrentFlows(SMALL);

        assertThat(iteration.operations())
                .allSatisfy(o -> assertThat(o.phase())
                        .isEqualTo(
                                switch (o.operation()) {
                                    case "engine_version" -> Phase.SETUP;
                                    case "create_flow", "add_step" -> Phase.CREATE;
                                    case "start_flow", "claim", "complete_task" -> Phase.EXECUTE;
                                    case "delete_flow" -> Phase.CLEANUP;
                                    default -> throw new AssertionError(o);
                                }));
        assertThat(iteration.operations()).allSatisfy(o -> {
            assertThat(o.startedNs()).isNotNegative();
            assertThat(o.acquireNs()).isNotNegative();
            assertThat(o.latencyNs()).isPositive();
            assertThat(o.outcome()).isIn("ok", "empty");
        });
    }

    @Test
    void whatTheExecutePhaseCostsTheServerIsCountedByTheStep() throws SQLException {
        Iteration iteration = highFrequency(SMALL.with(Setting.EVENT_CHANNEL, "none"));

        // Of each step the task twice, the message, which is deleted too, the state, and the run that counts it.
        assertThat(iteration.reading(Metric.DEAD_TUPLES_PER_STEP)).isBetween(4.0, 8.0);
        assertThat(iteration.reading(Metric.HOT_UPDATE_SHARE)).isBetween(50.0, 100.0);
        assertThat(iteration.reading(Metric.WAL_BYTES_PER_STEP)).isBetween(500.0, 50_000.0);
    }

    @Test
    void definingFlowsIsNoPartOfTheCost() throws SQLException {
        Settings oneStep = SMALL.with(Setting.EVENT_CHANNEL, "none").with(Setting.STEP_COUNT, 1);
        Iteration iteration = new Iteration(new HighFrequency(oneStep), DATABASE)
                .before(Phase.SUBSCRIBE, () -> execute("update flowbench.flows set created_at = now()"))
                .run();
        Iteration more = new Iteration(new HighFrequency(oneStep), DATABASE)
                .before(Phase.EXECUTE, () -> execute("update flowbench.flows set created_at = now()"))
                .run();

        assertThat(more.reading(Metric.DEAD_TUPLES_PER_STEP))
                .isEqualTo(iteration.reading(Metric.DEAD_TUPLES_PER_STEP) + 1);
    }

    @Test
    void stepCountIsTheNumberOfStepsOfTheFlow() throws SQLException {
        assertThat(highFrequency(SMALL.with(Setting.STEP_COUNT, 7)).operations("add_step"))
                .hasSize(7);
    }

    @Test
    void concurrentFlowsIsTheNumberOfFlowsAndStepsPerFlowOfTheirSteps() throws SQLException {
        Iteration iteration =
                concurrentFlows(SMALL.with(Setting.CONCURRENT_FLOWS, 4).with(Setting.STEPS_PER_FLOW, 2));

        assertThat(iteration.operations("create_flow")).hasSize(4);
        assertThat(iteration.operations("start_flow")).hasSize(4);
        assertThat(iteration.operations("add_step")).hasSize(8);
        assertThat(iteration.operations("complete_task")).hasSize(8);
    }

    @Test
    void workersIsTheNumberOfThreadsThatCallTheServer() throws SQLException {
        Settings manyFlows = SMALL.with(Setting.CONCURRENT_FLOWS, 60);

        assertThat(workers(concurrentFlows(manyFlows.with(Setting.WORKERS, 1)))).containsExactly(1);
        assertThat(workers(concurrentFlows(manyFlows.with(Setting.WORKERS, 3)))).containsExactly(1, 2, 3);
    }

    private static List<Integer> workers(Iteration iteration) {
        return iteration
                .operations("start_flow")
                .map(Operation::worker)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void completionBatchSizeIsTheMostThatOneClaimGives() throws SQLException {
        Settings oneWorker = SMALL.with(Setting.WORKERS, 1);

        assertThat(claims(highFrequency(oneWorker.with(Setting.COMPLETION_BATCH_SIZE, 1))))
                .isEqualTo(40);
        assertThat(claims(highFrequency(oneWorker.with(Setting.COMPLETION_BATCH_SIZE, 15))))
                .isEqualTo(3);
        assertThat(claims(highFrequency(oneWorker.with(Setting.COMPLETION_BATCH_SIZE, 100))))
                .isEqualTo(1);
    }

    @Test
    void completionModeIsWhetherTheTasksOfAClaimAreCompletedTogether() throws SQLException {
        Settings batch = SMALL.with(Setting.WORKERS, 1)
                .with(Setting.COMPLETION_BATCH_SIZE, 15)
                .with(Setting.COMPLETION_MODE, "batch")
                .with(Setting.EVENT_CHANNEL, "wal");
        Iteration iteration = highFrequency(batch);

        assertThat(iteration.operations("complete_task")).isEmpty();
        assertThat(iteration.operations("complete_tasks"))
                .hasSize(3)
                .allMatch(o -> o.outcome().equals("ok"));
        assertThat(iteration.reading(Metric.STEPS_COMPLETED)).isEqualTo(40);
        assertThat(iteration.reading(Metric.COMPLETIONS_REFUSED)).isZero();
        assertThat(iteration.reading(Metric.EVENTS_DELIVERED)).isEqualTo(82);
        assertThat(iteration.warnings()).isEmpty();
    }

    /** Before so many completions, something happens to the task. */
    private static FlowEngine engineWithARival(int tasks, Rival rival) {
        FlowEngine engine = new ReferenceEngine();
        AtomicInteger left = new AtomicInteger(tasks);
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(), new Class<?>[] {FlowEngine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("completeTask") && left.getAndDecrement() > 0) {
                        rival.take(engine, (Connection) arguments[0], (Task) arguments[1]);
                    }
                    return method.invoke(engine, arguments);
                });
    }

    /** Takes a task away from the worker that has claimed it. */
    private interface Rival {
        void take(FlowEngine engine, Connection connection, Task task) throws SQLException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"already_completed", "run_failed", "unknown"})
    void aFlowRunThatCannotCompleteEndsTheIterationAtOnceAndSaysTheAnswer(String answer) {
        Map<String, Rival> rivals = Map.of(
                "already_completed",
                (engine, connection, task) -> engine.completeTask(connection, task, "{}"),
                "run_failed",
                (engine, connection, task) -> execute(String.format(
                        "select flowbench.fail_run('%s', 'any', '%s', 'no more')", task.flowRun(), task.step())),
                "unknown",
                (engine, connection, task) -> execute(String.format(
                        "delete from flowbench.step_tasks where run_id = '%s' and step_slug = '%s'",
                        task.flowRun(), task.step())));
        Iteration iteration = new Iteration(
                new HighFrequency(SMALL.with(Setting.WORKERS, 2)), DATABASE, engineWithARival(1, rivals.get(answer)));

        assertThatThrownBy(iteration::run)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("was answered " + answer)
                .hasMessageContaining("somebody else at work");
        assertThat(outcomes(iteration)).containsKey(answer);
        assertThat(iteration.warnings()).singleElement().asString().contains("refused ", answer);
    }

    @Test
    void aTaskThatTheEngineFailsInsteadOfCompletingItEndsTheIterationToo() {
        FlowEngine engine = new ReferenceEngine();
        FlowEngine failing = (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(),
                new Class<?>[] {FlowEngine.class},
                (proxy, method, arguments) ->
                        method.getName().equals("completeTask") ? Outcome.FAILED : method.invoke(engine, arguments));

        assertThatThrownBy(() -> new Iteration(new HighFrequency(SMALL), DATABASE, failing).run())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("was answered failed: the engine failed the task");
    }

    /** Hands the tasks of the first claim out once more to whoever claims next, as an engine may whose claims overlap. */
    private static FlowEngine engineThatHandsTasksToTwo() {
        FlowEngine engine = new ReferenceEngine();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        Queue<Object> again = new ConcurrentLinkedQueue<>();
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(), new Class<?>[] {FlowEngine.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("claim")) {
                        return method.invoke(engine, arguments);
                    }
                    Object twice = again.poll();
                    if (twice != null) {
                        return twice;
                    }
                    Object tasks = method.invoke(engine, arguments);
                    if (isFirst.getAndSet(false)) {
                        again.add(tasks);
                    }
                    return tasks;
                });
    }

    @ParameterizedTest
    @CsvSource({"1, single", "2, single", "1, batch", "2, batch"})
    void aTaskThatTwoWorkersHoldIsCompletedOnceAndNoneIsForgotten(int workers, String mode) throws SQLException {
        Settings settings = SMALL.with(Setting.WORKERS, workers).with(Setting.COMPLETION_MODE, mode);
        Iteration iteration = new Iteration(new HighFrequency(settings), DATABASE, engineThatHandsTasksToTwo()).run();

        assertThat(iteration.reading(Metric.STEPS_COMPLETED)).isEqualTo(40);
        assertThat(iteration.reading(Metric.COMPLETIONS_REFUSED)).isEqualTo(10);
        assertThat(iteration.warnings()).singleElement().asString().contains("10 already_completed");
    }

    @Test
    void aTaskThatComesBackIsClaimedAgain() throws SQLException {
        Rival rival = (engine, connection, task) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "update flowbench.step_tasks set status = 'queued', started_at = null, visible_at = now()"
                                + " where step_slug = '" + task.step() + "'");
            }
        };
        Iteration iteration = new Iteration(
                        new HighFrequency(SMALL.with(Setting.WORKERS, 1)), DATABASE, engineWithARival(3, rival))
                .run();

        assertThat(outcomes(iteration)).isEqualTo(Map.of("ok", 40L, "not_claimed", 3L));
        assertThat(iteration.reading(Metric.STEPS_COMPLETED)).isEqualTo(40);
        assertThat(iteration.reading(Metric.COMPLETIONS_REFUSED)).isEqualTo(3);
        assertThat(iteration.warnings()).singleElement().asString().contains("3 not_claimed");
    }

    private static Map<String, Long> outcomes(Iteration iteration) {
        return iteration
                .operations("complete_task")
                .collect(Collectors.groupingBy(Operation::outcome, Collectors.counting()));
    }

    private static long claims(Iteration iteration) {
        return iteration
                .operations("claim")
                .filter(o -> o.outcome().equals("ok"))
                .count();
    }

    @Test
    void allFlowRunsStartBeforeTheFirstTaskIsCompletedUnlessProcessingIsLimited() throws SQLException {
        Settings oneWorker = SMALL.with(Setting.WORKERS, 1);

        assertThat(startsBeforeTheFirstCompletion(concurrentFlows(oneWorker))).isEqualTo(6);
        assertThat(startsBeforeTheFirstCompletion(
                        concurrentFlows(oneWorker.with(Setting.CONCURRENT_FLOW_PROCESSING, 2))))
                .isEqualTo(2);
    }

    private static long startsBeforeTheFirstCompletion(Iteration iteration) {
        long first = iteration
                .operations("complete_task")
                .mapToLong(Operation::startedNs)
                .min()
                .orElseThrow();
        return iteration
                .operations("start_flow")
                .filter(o -> o.startedNs() < first)
                .count();
    }

    @Test
    void neverMoreFlowRunsAreInProgressThanAllowed() throws SQLException {
        Iteration iteration = concurrentFlows(SMALL.with(Setting.WORKERS, 4)
                .with(Setting.CONCURRENT_FLOWS, 12)
                .with(Setting.STEPS_PER_FLOW, 1)
                .with(Setting.CONCURRENT_FLOW_PROCESSING, 3));

        List<Operation> starts = new ArrayList<>(iteration
                .operations("start_flow")
                .sorted(java.util.Comparator.comparingLong(Operation::startedNs))
                .toList());
        List<Long> ends = iteration
                .operations("complete_task")
                .map(o -> o.startedNs() + o.acquireNs() + o.latencyNs())
                .sorted()
                .toList();
        for (int i = 3; i < starts.size(); i++) {
            assertThat(starts.get(i).startedNs())
                    .as("start %d waits for the end of flow run %d", i + 1, i - 2)
                    .isGreaterThanOrEqualTo(ends.get(i - 3));
        }
    }

    @Test
    void poolSizeIsWhatWorkersWaitFor() throws SQLException {
        Settings settings = SMALL.with(Setting.WORKERS, 6)
                .with(Setting.CONCURRENT_FLOWS, 60)
                .with(Setting.DATABASE_URL, TestServer.url(DATABASE, "postgres"));

        assertThat(mostCallsAtOnce(settings.with(Setting.POOL_SIZE, 1))).isEqualTo(1);
        assertThat(mostCallsAtOnce(settings.with(Setting.POOL_SIZE, 6))).isGreaterThan(1);
    }

    private static int mostCallsAtOnce(Settings settings) throws SQLException {
        try (Database database = Database.open(settings)) {
            List<Operation> calls = new Iteration(new ConcurrentFlows(settings), database)
                    .run().operations().stream()
                            .filter(o -> o.phase() == Phase.EXECUTE)
                            .toList();
            return calls.stream()
                    .mapToInt(at -> (int) calls.stream()
                            .filter(o -> o.startedNs() + o.acquireNs() <= at.startedNs() + at.acquireNs())
                            .filter(o ->
                                    o.startedNs() + o.acquireNs() + o.latencyNs() > at.startedNs() + at.acquireNs())
                            .count())
                    .max()
                    .orElseThrow();
        }
    }

    @Test
    void anExecutePhaseThatTakesTooLongFailsTheIterationWithTheSettingToRaise() {
        assertThatThrownBy(() ->
                        highFrequency(SMALL.with(Setting.STEP_COUNT, 2000).with(Setting.MAX_COMPLETION_TIME_MS, 1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("longer than MAX_COMPLETION_TIME_MS=1")
                .hasMessageContaining("of 2000 steps were completed");
    }

    /** Somebody else claims the first task of each run and never completes it. */
    private static FlowEngine engineWithAThief() {
        FlowEngine engine = new ReferenceEngine();
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(), new Class<?>[] {FlowEngine.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(engine, arguments);
                    if (method.getName().equals("startFlow")) {
                        engine.claim((Connection) arguments[0], (String) arguments[1], 1, new UUID(0, 99));
                    }
                    return result;
                });
    }

    @Test
    void aWorkerThatFindsNoTaskGivesUpAfterAsManyPollsAsAllowed() {
        Settings settings = SMALL.with(Setting.WORKERS, 1).with(Setting.POLLING_TIMEOUT_MS, 5);
        for (int retries : List.of(0, 3)) {
            Scenario scenario = new HighFrequency(settings.with(Setting.POLLING_RETRIES, retries));
            assertThatThrownBy(() -> new Iteration(scenario, DATABASE, engineWithAThief()).run())
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("no task in " + (retries + 1) + " polls of 5 ms")
                    .hasMessageContaining("while 1 were not completed");
        }
    }

    @Test
    void pollingTimeoutIsHowLongOnePollGoesOnAsking() {
        Settings settings = SMALL.with(Setting.WORKERS, 1).with(Setting.POLLING_RETRIES, 0);
        assertThat(emptyClaims(settings.with(Setting.POLLING_TIMEOUT_MS, 1))).isLessThan(4);
        assertThat(emptyClaims(settings.with(Setting.POLLING_TIMEOUT_MS, 200))).isGreaterThan(6);
    }

    private static long emptyClaims(Settings settings) {
        Iteration iteration = new Iteration(new HighFrequency(settings), DATABASE, engineWithAThief());
        assertThatThrownBy(iteration::run).isInstanceOf(UserException.class);
        return iteration
                .operations("claim")
                .filter(o -> o.outcome().equals("empty"))
                .count();
    }

    @Test
    void anEventThatIsMissingIsWaitedForAsLongAsAllowedAndSaid() throws SQLException {
        Settings settings = SMALL.with(Setting.EVENT_CHANNEL, "none").with(Setting.MAX_DRAIN_TIME_MS, 50);
        Iteration iteration = new Iteration(new HighFrequency(settings), DATABASE)
                .before(Phase.DRAIN, () -> execute("DELETE FROM flowbench.events WHERE event = 'run:completed'"))
                .run();

        assertThat(iteration.warnings()).containsExactly("81 of 82 expected events were written.");
        assertThat(iteration.duration(Phase.DRAIN))
                .isBetween(TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.SECONDS.toNanos(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "notify", "wal"})
    void everyEventIsDeliveredOnTheChannelThatWasChosen(String channel) throws SQLException {
        for (Iteration iteration : List.of(
                highFrequency(SMALL.with(Setting.EVENT_CHANNEL, channel)),
                concurrentFlows(SMALL.with(Setting.EVENT_CHANNEL, channel)))) {
            double expected = iteration.reading(Metric.EVENTS_EXPECTED);
            assertThat(iteration.events())
                    .hasSize((int) expected)
                    .allMatch(event -> event.outcome() == EventOutcome.DELIVERED)
                    .allMatch(event -> event.channel().equals(channel));
            assertThat(iteration.reading(Metric.EVENTS_DELIVERED)).isEqualTo(expected);
            assertThat(iteration.reading(Metric.DELIVERED_SHARE)).isEqualTo(100);
            assertThat(iteration.reading(Metric.deliveredShare(EventType.STEP_COMPLETED)))
                    .isEqualTo(100);
            double seconds = iteration.duration(Phase.EXECUTE) / 1e9;
            assertThat(iteration.reading(Metric.EVENTS_PER_SECOND) * seconds)
                    .as("what had arrived when the execute phase ended, on the denominator of steps per second")
                    .isBetween(0.0, expected + 1e-6)
                    .satisfies(
                            arrived -> assertThat(arrived - Math.rint(arrived)).isCloseTo(0, within(1e-6)));
            assertThat(iteration.warnings()).isEmpty();
        }
    }

    @Test
    void oneOf202IsWhatASubscriptionToTheRunAfterItsStartSees() throws SQLException {
        Settings old = SMALL.with(Setting.WORKERS, 1)
                .with(Setting.EVENT_SUBSCRIPTION, "after")
                .with(Setting.EVENT_LEVEL, "run");

        Iteration one = highFrequency(old.with(Setting.STEP_COUNT, 100));
        assertThat(one.reading(Metric.EVENTS_DELIVERED)).isEqualTo(1);
        assertThat(one.reading(Metric.EVENTS_EXPECTED)).isEqualTo(202);
        assertThat(one.reading(Metric.EVENTS_WRITTEN)).isEqualTo(202);
        assertThat(causes(one))
                .isEqualTo(Map.of(EventCause.BEFORE_SUBSCRIPTION, 101L, EventCause.NOT_LISTENED_FOR, 100L));
        assertThat(one.warnings())
                .contains("1 of 202 expected events were delivered in time: 0 late, 0 recovered, 201 missing (101"
                        + " before_subscription, 100 not_listened_for).");

        Iteration many = concurrentFlows(old.with(Setting.CONCURRENT_FLOWS, 20).with(Setting.STEPS_PER_FLOW, 4));
        assertThat(many.reading(Metric.EVENTS_DELIVERED)).isEqualTo(20);
        assertThat(many.reading(Metric.EVENTS_EXPECTED)).isEqualTo(200);
        assertThat(causes(many))
                .isEqualTo(Map.of(EventCause.BEFORE_SUBSCRIPTION, 100L, EventCause.NOT_LISTENED_FOR, 80L));
    }

    private static Map<EventCause, Long> causes(Iteration iteration) {
        return iteration.events().stream()
                .flatMap(event -> event.cause().stream())
                .collect(Collectors.groupingBy(cause -> cause, Collectors.counting()));
    }

    @Test
    void whatWasInjectedOnPurposeStandsBesideWhatWasReported() throws SQLException {
        // One worker: what two write at the same time is in no order that could be broken.
        Iteration iteration = highFrequency(SMALL.with(Setting.WORKERS, 1)
                .with(Setting.STEP_COUNT, 200)
                .with(Setting.EVENT_FAULTS, "drop:5%,duplicate:5%,reorder:5%"));

        assertThat(iteration.reading(Metric.fault("dropped", "events")))
                .isPositive()
                .isEqualTo(iteration.reading(Metric.EVENTS_MISSING) + iteration.reading(Metric.EVENTS_RECOVERED));
        assertThat(iteration.reading(Metric.fault("duplicated", "events")))
                .isPositive()
                .isEqualTo(iteration.reading(Metric.EVENTS_DUPLICATE));
        assertThat(iteration.reading(Metric.fault("reordered", "events")))
                .isPositive()
                .isEqualTo(iteration.reading(Metric.EVENTS_OUT_OF_ORDER));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theSeedDecidesWhatTheTasksPutOut() throws SQLException {
        Settings oneWorker = SMALL.with(Setting.WORKERS, 1);

        List<String> first = outputs(oneWorker.with(Setting.SEED, 7));
        assertThat(first).hasSize(40).isEqualTo(outputs(oneWorker.with(Setting.SEED, 7)));
        assertThat(first).isNotEqualTo(outputs(oneWorker.with(Setting.SEED, 8)));
    }

    private static List<String> outputs(Settings settings) throws SQLException {
        List<String> outputs = new ArrayList<>();
        new Iteration(new HighFrequency(settings), DATABASE)
                .before(Phase.CLEANUP, () -> {
                    try (Connection connection = DATABASE.pool().getConnection();
                            Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery(
                                    "SELECT output FROM flowbench.step_states ORDER BY step_slug")) {
                        while (row.next()) {
                            outputs.add(row.getString(1));
                        }
                    }
                })
                .run();
        return outputs;
    }

    @Test
    void aRefusedCallIsAmongTheOperationsWithItsSqlState() {
        Iteration iteration = new Iteration(new HighFrequency(SMALL), DATABASE)
                .before(Phase.EXECUTE, () -> execute("DELETE FROM flowbench.steps; DELETE FROM flowbench.flows"));

        assertThatThrownBy(iteration::run).isInstanceOf(SQLException.class);
        assertThat(iteration.operations("start_flow")).singleElement().satisfies(o -> {
            assertThat(o.outcome()).isEqualTo("error");
            assertThat(o.sqlstate()).hasSize(5);
        });
    }
}
