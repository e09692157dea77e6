package flowbench.engines;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Outcome;
import flowbench.engine.Step;
import flowbench.engine.Task;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that die, forget and fail, on many runs at once: whatever they do, each task completes exactly once. */
@Tag("server")
class ConcurrencyTest {
    private static final int WORKERS = 8;
    private static final int RUNS = 200;
    private static final int MOST_AT_ONCE = 5;
    private static final int WIDTH = 300;
    private static final int MAP_SIZE = 40;
    private static final int COUNTDOWNS = 300;
    private static final int COUNTED = 64;
    private static final String MAP_INPUT = Collections.nCopies(MAP_SIZE, 1).toString();
    private static final long SEED = 20261123;

    private final FlowEngine engine = new ReferenceEngine();
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private Bench bench;
    private String url;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench();
        url = bench.connection.getMetaData().getURL();
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        try (Bench closed = bench) {
            for (String flow : closed.texts("select flow_slug from flowbench.flows")) {
                engine.deleteFlow(closed.connection, flow);
            }
            assertThat(engine.leftovers(closed.connection)).isEmpty();
        }
    }

    @Test
    @Timeout(60)
    void everyTaskCompletesExactlyOnceWhateverTheWorkersDo() throws Exception {
        define(FlowDefinition.diamond("diamond"), 30);
        List<UUID> flowRuns = start("diamond", RUNS, "{}");

        allWork(random -> work("diamond", random));

        assertThat(deaths.get()).isPositive();
        assertThatAllCompleted(RUNS * 4);
        assertThat(engine.outbox().read(bench.connection, flowRuns)).hasSize(RUNS * 10);
        for (UUID flowRun : flowRuns) {
            List<String> events = bench.events(flowRun);
            assertThat(events)
                    .hasSize(10)
                    .doesNotHaveDuplicates()
                    .startsWith("run:started", "a:started", "a:completed");
            assertThat(events).endsWith("d:started", "d:completed", "run:completed");
        }
    }

    @Test
    @Timeout(60)
    void aWideRunCompletesExactlyOnceWhateverTheWorkersDo() throws Exception {
        define(wide("wide", WIDTH), 30);
        List<UUID> flowRuns = start("wide", 1, MAP_INPUT);

        allWork(random -> work("wide", random));

        assertThat(deaths.get()).isPositive();
        assertThatAllCompleted(WIDTH + MAP_SIZE + 1);
        List<String> events = bench.events(flowRuns.get(0));
        assertThat(events).hasSize(2 + 2 * (WIDTH + 2)).doesNotHaveDuplicates().startsWith("run:started");
        assertThat(events).endsWith("last:started", "last:completed", "run:completed");
        for (int i = 1; i <= WIDTH; i++) {
            assertThat(events).containsSubsequence("s" + i + ":started", "s" + i + ":completed", "last:started");
        }
    }

    /**
     * A part that somebody empties between the look at it and its lock is held for nothing: whoever then waits for all parts
     * must have given it back. Commits that wait for no disk make that happen often.
     */
    @Test
    @Timeout(60)
    void whoeverCountsTheLastStepsWaitsInNoCircleAndOneOfAllFindsTheEnd() throws Exception {
        List<UUID> flowRuns =
                Stream.generate(UUID::randomUUID).limit(COUNTDOWNS).toList();
        try (PreparedStatement insert = bench.connection.prepareStatement(
                "insert into flowbench.countdowns select ?, 'steps', part, remaining from flowbench.parts_of(?)")) {
            for (UUID flowRun : flowRuns) {
                insert.setObject(1, flowRun);
                insert.setInt(2, COUNTED);
                insert.execute();
            }
        }
        AtomicInteger ends = new AtomicInteger();
        Map<UUID, AtomicInteger> left =
                flowRuns.stream().collect(Collectors.toMap(run -> run, run -> new AtomicInteger(COUNTED)));
        allWork(random -> {
            try (Connection connection = connect();
                    PreparedStatement count =
                            connection.prepareStatement("select flowbench.count_down(?, 'steps', 1)")) {
                execute(connection, "set synchronous_commit = off");
                for (UUID flowRun : flowRuns) {
                    while (left.get(flowRun).getAndDecrement() > 0) {
                        count.setObject(1, flowRun);
                        try (ResultSet row = count.executeQuery()) {
                            row.next();
                            ends.addAndGet(row.getBoolean(1) ? 1 : 0);
                        }
                    }
                }
                return null;
            }
        });

        assertThat(ends).hasValue(COUNTDOWNS);
        assertThat(bench.texts("select sum(remaining)::text from flowbench.countdowns"))
                .containsExactly("0");
        execute(bench.connection, "delete from flowbench.countdowns");
    }

    @Test
    @Timeout(60)
    void aTaskIsNotTriedAgainWhenItsRunFailsMeanwhile() throws Exception {
        FlowDefinition flow = new FlowDefinition(
                "racing",
                List.of(Step.single("a").withRetries(1, 0), Step.single("b").withRetries(2, 0)));
        engine.define(bench.connection, flow);
        UUID flowRun = start("racing", 1, "{}").get(0);
        Map<String, Task> tasks = engine.claim(bench.connection, "racing", 2, Bench.WORKER).stream()
                .collect(Collectors.toMap(Task::step, task -> task));
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try (Connection gate = connect();
                Connection first = connect();
                Connection second = connect()) {
            execute(gate, "select pg_advisory_lock(flowbench.lock_of_run('" + flowRun + "'))");
            Future<Outcome> ends = workers.submit(() -> engine.failTask(first, tasks.get("a"), "no"));
            awaitWaiting(1);
            Future<Outcome> triesAgain = workers.submit(() -> engine.failTask(second, tasks.get("b"), "no"));
            awaitWaiting(2);
            execute(gate, "select pg_advisory_unlock_all()");

            assertThat(ends.get()).isEqualTo(Outcome.FAILED);
            assertThat(triesAgain.get()).isEqualTo(Outcome.RUN_FAILED);
            assertThat(engine.claim(bench.connection, "racing", 1, Bench.WORKER))
                    .isEmpty();
        } finally {
            workers.shutdown();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void awaitWaiting(int howMany) throws SQLException {
        while (Integer.parseInt(bench.text("select count(*) from pg_locks where locktype = 'advisory' and not granted"))
                < howMany) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(60)
    void nothingHappensToARunAfterItHasFailed() throws Exception {
        define(wide("wide", WIDTH / 10), 2);
        List<UUID> flowRuns = start("wide", 30, MAP_INPUT);

        allWork(random -> {
            try (Connection connection = connect()) {
                completeOrFail(connection, random);
                return null;
            }
        });

        assertThat(bench.texts("select status from flowbench.runs")).contains("failed", "completed");
        assertThat(bench.texts("select c::text from flowbench.contradictions c"))
                .isEmpty();
        assertThat(bench.queueLength()).isZero();
        for (UUID flowRun : flowRuns) {
            List<String> events = bench.events(flowRun);
            assertThat(events).doesNotHaveDuplicates();
            assertThat(events.get(events.size() - 1)).isIn("run:failed", "run:completed");
            assertThat(events.stream().filter(event -> event.equals("run:failed") || event.equals("run:completed")))
                    .hasSize(1);
        }
        assertThat(bench.texts("""
                        select st.step_slug
                        from flowbench.step_states st
                        full join (select * from flowbench.events where event like 'step:%:completed') e
                            on e.flow_run = st.run_id and e.step = st.step_slug
                        where (e.event is not null) <> (st.status = 'completed')
                        """))
                .as("steps that completed without an event, or the other way about")
                .isEmpty();
        assertThat(bench.texts("""
                        select t.step_slug
                        from flowbench.runs r
                        join flowbench.step_tasks t on t.run_id = r.run_id
                        where t.completed_at > r.failed_at
                        """))
                .as("tasks that completed after the run had failed")
                .isEmpty();
        assertThat(bench.texts("""
                        select e.event
                        from flowbench.runs r
                        join flowbench.events e on e.flow_run = r.run_id
                        where e.written_at > r.failed_at and not e.event like '%:failed'
                        """)).as("events after the run had failed").isEmpty();
    }

    /** Many steps side by side, a map beside them, and a step that waits for all. */
    private static FlowDefinition wide(String flow, int width) {
        List<Step> steps =
                new ArrayList<>(FlowDefinition.independentSteps(flow, width).steps());
        steps.add(Step.map("m"));
        steps.add(Step.single("last", steps.stream().map(Step::slug).toArray(String[]::new)));
        return new FlowDefinition(flow, steps);
    }

    private void define(FlowDefinition flow, int attempts) throws SQLException {
        engine.createFlow(bench.connection, flow.flow());
        for (Step step : flow.steps()) {
            engine.addStep(bench.connection, flow.flow(), step.withRetries(attempts, 0));
        }
    }

    private List<UUID> start(String flow, int runs, String input) throws SQLException {
        List<UUID> flowRuns = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            flowRuns.add(bench.start(flow, input));
        }
        return flowRuns;
    }

    private void assertThatAllCompleted(int tasks) throws SQLException {
        assertThat(bench.texts("select distinct status || remaining_steps from flowbench.runs"))
                .containsExactly("completed0");
        assertThat(bench.texts("select distinct status from flowbench.step_tasks"))
                .containsExactly("completed");
        assertThat(bench.text("select count(*) from flowbench.step_tasks")).isEqualTo(String.valueOf(tasks));
        // A worker that dies in a call cannot know whether it has committed.
        assertThat(completions.get()).isBetween(tasks - MOST_AT_ONCE * deaths.get(), tasks);
        assertThat(bench.queueLength()).isZero();
        assertThat(bench.texts("select c::text from flowbench.contradictions c"))
                .isEmpty();
    }

    /** What one worker does until the work is over. */
    private interface Work {
        Void by(Random random) throws SQLException;
    }

    private static void allWork(Work work) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Random random = new Random(SEED + i);
                all.add(() -> work.by(random));
            }
            for (Future<Void> worker : workers.invokeAll(all)) {
                worker.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    /** Works until no run is left; each time it dies, a successor takes over what it had claimed. */
    private Void work(String flow, Random random) throws SQLException {
        List<UUID> dead = new ArrayList<>();
        while (true) {
            UUID worker = new UUID(random.nextLong(), random.nextLong());
            try (Connection connection = connect()) {
                for (UUID predecessor : dead) {
                    makeVisible(connection, predecessor);
                }
                dead.clear();
                while (!broken.get() && runsAreLeft(connection)) {
                    List<Task> tasks = engine.claim(connection, flow, 1 + random.nextInt(MOST_AT_ONCE), worker);
                    if (random.nextInt(3) == 0) {
                        completeAll(connection, tasks, random);
                    } else {
                        for (Task task : tasks) {
                            handle(connection, task, worker, random);
                        }
                    }
                    // Whatever it still has, it has forgotten.
                    makeVisible(connection, worker);
                }
                return null;
            } catch (SQLException e) {
                // Class 57: terminated. Class 08: the connection is gone. Anything else, a deadlock too, is a fault.
                if (!e.getSQLState().startsWith("57") && !e.getSQLState().startsWith("08")) {
                    broken.set(true);
                    throw e;
                }
                deaths.incrementAndGet();
                dead.add(worker);
            }
        }
    }

    /** All in one call, in any order. */
    private void completeAll(Connection connection, List<Task> tasks, Random random) throws SQLException {
        List<Task> shuffled = new ArrayList<>(tasks);
        Collections.shuffle(shuffled, random);
        List<Outcome> outcomes = engine.completeTasks(connection, shuffled, Collections.nCopies(shuffled.size(), "{}"));
        assertThat(outcomes).hasSameSizeAs(shuffled);
        completions.addAndGet(Collections.frequency(outcomes, Outcome.COMPLETED));
    }

    /** Completes most tasks, one by one or together, and fails a few, until every run has ended. */
    private void completeOrFail(Connection connection, Random random) throws SQLException {
        UUID worker = new UUID(random.nextLong(), random.nextLong());
        while (runsAreLeft(connection)) {
            List<Task> tasks = engine.claim(connection, "wide", 1 + random.nextInt(2 * MOST_AT_ONCE), worker);
            if (random.nextBoolean()) {
                completeAll(connection, tasks, random);
            } else {
                for (Task task : tasks) {
                    if (random.nextInt(8) == 0) {
                        engine.failTask(connection, task, "seeded");
                    } else {
                        engine.completeTask(connection, task, "{}");
                    }
                }
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("ApplicationName", "flowbench-worker");
        return DriverManager.getConnection(url, properties);
    }

    private void handle(Connection connection, Task task, UUID worker, Random random) throws SQLException {
        int chance = random.nextInt(100);
        if (chance < 2) {
            // Dies inside the transaction that completes the task.
            connection.setAutoCommit(false);
            engine.completeTask(connection, task, "{}");
            terminate(connection);
        } else if (chance < 4) {
            // Another worker dies, wherever it is.
            terminateAnyWorker(connection, random);
            complete(connection, task);
        } else if (chance < 8) {
            // Too late: somebody else may claim the task before it is completed here.
            makeVisible(connection, worker);
            complete(connection, task);
        } else if (chance < 18) {
            engine.failTask(connection, task, "seeded");
        } else if (chance >= 24) {
            complete(connection, task);
        }
        // Else: forgotten.
    }

    private void complete(Connection connection, Task task) throws SQLException {
        if (engine.completeTask(connection, task, "{}") == Outcome.COMPLETED) {
            completions.incrementAndGet();
        }
    }

    private static boolean runsAreLeft(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select exists (select from flowbench.runs where status = 'started')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Lets the time pass for what a worker has claimed, whether it still works on it or not. */
    private static void makeVisible(Connection connection, UUID worker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                update flowbench.step_tasks
                set visible_at = clock_timestamp()
                where message_id is not null and last_worker_id = ?
                """)) {
            statement.setObject(1, worker);
            statement.executeUpdate();
        }
    }

    private static void terminate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        }
    }

    private static void terminateAnyWorker(Connection connection, Random random) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select pg_terminate_backend(pid)
                from (
                    select pid
                    from pg_stat_activity
                    where application_name = 'flowbench-worker' and pid <> pg_backend_pid()
                    order by pid
                    offset ? limit 1
                ) victim
                """)) {
            statement.setInt(1, random.nextInt(WORKERS - 1));
            statement.execute();
        }
    }
}
