package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.analysis.Resources;
import flowbench.engine.FlowEngine;
import flowbench.engines.TestEngine;
import flowbench.resources.Bottleneck;
import flowbench.resources.Bottleneck.Kind;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that is built to be held up by one thing: that is what is named, with the evidence. */
@Tag("server")
class KnownBottleneckTest {
    private static final long CLIENT_CPU_NS = 5_000_000;

    @TempDir
    Path data;

    private static final Map<TestEngine, String> DATABASES = new EnumMap<>(TestEngine.class);

    private static synchronized String database(TestEngine engine) throws SQLException {
        if (!DATABASES.containsKey(engine)) {
            DATABASES.put(
                    engine,
                    TestEngine.databaseForBenchmarks("held_up_" + engine.name().toLowerCase(Locale.ROOT)));
        }
        return DATABASES.get(engine);
    }

    private Settings settings(TestEngine engine, int workers, int steps) throws SQLException {
        return engine.settings()
                .with(Setting.DATABASE_URL, database(engine))
                .with(Setting.DATA_DIR, data)
                .with(Setting.EVENT_CHANNEL, "none")
                // Often enough for looks that say something in a second.
                .with(Setting.SAMPLE_INTERVAL_MS, 10)
                .with(Setting.WORKERS, workers)
                .with(Setting.STEP_COUNT, steps)
                .with(Setting.WARMUP_ITERATIONS, 0)
                .with(Setting.MEASURED_ITERATIONS, 2);
    }

    @Test
    void manyWorkersOnOneRunWaitForTheLockOnItsRow() throws SQLException {
        Bottleneck named = bottleneck(settings(TestEngine.PGFLOW, 8, 300), TestEngine.PGFLOW.engine());

        assertThat(named.kind()).contains(Kind.ROW_LOCK);
        assertThat(named.sentence())
                .startsWith("Bound by the lock on one run's row (pgflow.runs): the workers spend ")
                .contains("Lock:transactionid");
    }

    @Test
    void oneWorkerWaitsUntilEachCommitIsOnDisk() throws SQLException {
        // Each completion is a commit; with more of them a worker waits for the disk even where the disk is quick.
        FlowEngine engine = before(TestEngine.REFERENCE.engine(), KnownBottleneckTest::commitTwentyTimes);
        Bottleneck named = bottleneck(settings(TestEngine.REFERENCE, 1, 100), engine);

        assertThat(named.kind()).contains(Kind.WAL_FLUSH);
        assertThat(named.sentence())
                .startsWith("Bound by WAL flush: the workers spend ")
                .containsIgnoringCase("WalSync");
    }

    @Test
    void manyWorkersWithOneConnectionWaitForThePool() throws SQLException {
        Settings settings = settings(TestEngine.REFERENCE, 8, 300).with(Setting.POOL_SIZE, 1);
        Bottleneck named = bottleneck(settings, TestEngine.REFERENCE.engine());

        assertThat(named.kind()).contains(Kind.POOL);
        assertThat(named.sentence())
                .contains("waiting for one of 1 connection;")
                .endsWith("Raise POOL_SIZE.");
    }

    @Test
    void workersThatComputeAreTheClientsBottleneck() throws SQLException {
        FlowEngine engine = before(TestEngine.REFERENCE.engine(), connection -> compute());
        Bottleneck named = bottleneck(settings(TestEngine.REFERENCE, 4, 200), engine);

        assertThat(named.kind()).contains(Kind.CLIENT);
        assertThat(named.sentence())
                .startsWith("Bound by the client: ")
                .contains("of the workers' time passes on its side");
    }

    @Test
    void aServerThatSleepsIsNamedByItsSleep() throws SQLException {
        FlowEngine engine = before(TestEngine.REFERENCE.engine(), connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(0.02)");
            }
        });
        Bottleneck named = bottleneck(settings(TestEngine.REFERENCE, 2, 100), engine);

        assertThat(named.kind()).contains(Kind.SLEEP);
        assertThat(named.sentence())
                .startsWith("Bound by a pause that the server makes: the workers spend ")
                .contains("Timeout:PgSleep");
    }

    private static void commitTwentyTimes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    do $$
                    begin
                        for i in 1..20 loop
                            perform pg_logical_emit_message(true, 'flowbench', '');
                            commit;
                        end loop;
                    end $$""");
        }
    }

    @FunctionalInterface
    private interface Delay {
        void on(Connection connection) throws SQLException;
    }

    /** An engine that does something else before each completion. */
    private static FlowEngine before(FlowEngine engine, Delay delay) {
        return (FlowEngine) Proxy.newProxyInstance(
                FlowEngine.class.getClassLoader(), new Class<?>[] {FlowEngine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("completeTask")) {
                        delay.on((Connection) arguments[0]);
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void compute() {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long end = thread.getCurrentThreadCpuTime() + CLIENT_CPU_NS;
        while (thread.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    private Bottleneck bottleneck(Settings settings, FlowEngine engine) throws SQLException {
        return measured(settings, engine).bottleneck();
    }

    private Resources measured(Settings settings, FlowEngine engine) throws SQLException {
        return Resources.of(OneProcess.measure(data, settings, engine));
    }
}
