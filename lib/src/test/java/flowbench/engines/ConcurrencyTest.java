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
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that die, forget and fail, on many runs at once: whatever they do, each task completes exactly once. */
@Tag("server")
class ConcurrencyTest {
    private static final int WORKERS = 8;
    private static final int RUNS = 200;
    private static final long SEED = 20261123;

    private final FlowEngine engine = new ReferenceEngine();
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private String url;

    @Test
    @Timeout(60)
    void everyTaskCompletesExactlyOnceWhateverTheWorkersDo() throws Exception {
        try (Bench bench = new Bench()) {
            url = bench.connection.getMetaData().getURL();
            FlowDefinition flow = FlowDefinition.diamond("diamond");
            engine.createFlow(bench.connection, "diamond");
            for (Step step : flow.steps()) {
                engine.addStep(bench.connection, "diamond", step.withRetries(30, 0));
            }
            List<UUID> flowRuns = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                flowRuns.add(bench.start("diamond", "{}"));
            }

            ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
            try {
                List<Callable<Void>> work = new ArrayList<>();
                for (int i = 0; i < WORKERS; i++) {
                    Random random = new Random(SEED + i);
                    work.add(() -> work(random));
                }
                for (Future<Void> worker : workers.invokeAll(work)) {
                    worker.get();
                }
            } finally {
                workers.shutdownNow();
            }

            assertThat(deaths.get()).isPositive();
            assertThat(bench.texts("select distinct status || remaining_steps from flowbench.runs"))
                    .containsExactly("completed0");
            assertThat(bench.texts("select distinct status from flowbench.step_tasks"))
                    .containsExactly("completed");
            assertThat(bench.text("select count(*) from flowbench.step_tasks")).isEqualTo("800");
            // A worker that dies in a call cannot know whether it has committed.
            assertThat(completions.get()).isBetween(4 * RUNS - deaths.get(), 4 * RUNS);
            assertThat(engine.outbox().read(bench.connection, flowRuns)).hasSize(RUNS * 10);
            for (UUID flowRun : flowRuns) {
                List<String> events = bench.events(flowRun);
                assertThat(events)
                        .hasSize(10)
                        .doesNotHaveDuplicates()
                        .startsWith("run:started", "a:started", "a:completed");
                assertThat(events).endsWith("d:started", "d:completed", "run:completed");
            }
            assertThat(engine.leftovers(bench.connection)).doesNotContainKey("flowbench.queue");
            engine.deleteFlow(bench.connection, "diamond");
            assertThat(engine.leftovers(bench.connection)).isEmpty();
        }
    }

    /** Works until no run is left; each time it dies, a successor takes over what it had claimed. */
    private Void work(Random random) throws SQLException {
        List<UUID> dead = new ArrayList<>();
        while (true) {
            UUID worker = new UUID(random.nextLong(), random.nextLong());
            try (Connection connection = connect()) {
                for (UUID predecessor : dead) {
                    makeVisible(connection, predecessor);
                }
                dead.clear();
                while (!broken.get() && runsAreLeft(connection)) {
                    for (Task task : engine.claim(connection, "diamond", 1 + random.nextInt(5), worker)) {
                        handle(connection, task, worker, random);
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
                update flowbench.queue q
                set visible_at = clock_timestamp()
                from flowbench.step_tasks t
                where t.message_id = q.message_id and t.last_worker_id = ?
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
