package flowbench.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.Database;
import flowbench.database.TestServer;
import flowbench.runfolder.IterationStart;
import flowbench.runfolder.Kind;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.ProbeReading;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.postgresql.PGConnection;

/** What each probe sees of this process, of this machine, and of a real server. */
@Tag("server")
@Timeout(60)
class ProbesTest {
    /** Probes whose metrics are not named beforehand, or that are not of a look. */
    private static final Set<String> OTHERS =
            Set.of(ProbeMetric.WAITS, ProbeMetric.ROW_LOCKS, ProbeMetric.PHASE, ProbeMetric.TELEMETRY);

    private final Database database = TestServer.database();
    private final MeasuredThreads threads = new MeasuredThreads();
    private final List<String> warnings = new ArrayList<>();
    private final Readings readings = new Readings(new IterationStart(1, 1, Kind.MEASURED, System.nanoTime()));

    @Test
    @EnabledOnOs(OS.LINUX)
    void everythingThatHasANameIsRead() {
        try (ProbeConnection connection = new ProbeConnection(database, warnings::add)) {
            List<Probe> all = List.of(
                    new ClientProbe(),
                    new MachineProbe(),
                    new PressureProbe(),
                    new ThreadsProbe(threads),
                    new ProcessesProbe(new ServerProcesses(database::serverProcess)),
                    new ResidentMemoryProbe(new ServerProcesses(database::serverProcess)),
                    new PoolProbe(database),
                    new ProcessorWaitProbe(threads),
                    new ActivityProbe(connection),
                    new RoundTripProbe(connection),
                    new StatisticsProbe(connection));
            all.forEach(probe -> probe.read(readings.at(System.nanoTime())));
        }

        assertThat(readings.all().stream().map(ProbeReading::metric).collect(Collectors.toSet()))
                .containsAll(named());
        assertThat(warnings).isEmpty();
    }

    private static List<ProbeMetric> named() {
        return Arrays.stream(ProbeMetric.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == ProbeMetric.class)
                .map(ProbesTest::value)
                .filter(metric -> !OTHERS.contains(metric.probe()))
                .toList();
    }

    private static ProbeMetric value(Field field) {
        try {
            return (ProbeMetric) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAThreadAllocatedIsKnownWhenItHasEnded() throws InterruptedException {
        long before = threads.allocatedBytes();
        Thread thread = threads.newThread(() -> fill(10_000_000));
        thread.start();
        thread.join();

        assertThat(threads.allocatedBytes() - before).isBetween(10_000_000L, 50_000_000L);
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void whatAThreadOfOthersHadAllocatedStaysKnownWhenItHasEnded() throws InterruptedException {
        CountDownLatch filled = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            fill(100_000_000);
            filled.countDown();
            awaitUninterrupted(seen);
        });
        thread.start();
        filled.await();
        long before = threads.allocatedBytes();
        seen.countDown();
        thread.join();

        assertThat(threads.allocatedBytes()).isGreaterThanOrEqualTo(before);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void howLongThreadsWaitedForAProcessorIsKnownWhenTheyHaveEnded() throws InterruptedException {
        int count = 4 * Runtime.getRuntime().availableProcessors();
        long before = threads.waitedForProcessorNs().orElseThrow();
        List<Thread> competing = IntStream.range(0, count)
                .mapToObj(i -> threads.newThread(() -> compute(50_000_000)))
                .toList();
        competing.forEach(Thread::start);
        for (Thread thread : competing) {
            thread.join();
        }

        // Of four that compete for one processor, three wait while it computes for the first.
        assertThat(threads.waitedForProcessorNs().orElseThrow() - before).isGreaterThan(count * 50_000_000L);
    }

    private static void compute(long cpuNs) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long end = thread.getCurrentThreadCpuTime() + cpuNs;
        while (thread.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void fill(int bytes) {
        assertThat(new byte[bytes]).hasSize(bytes);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theServersProcessorTimeIsThatOfAllItsProcessesThoseThatEndedIncluded() throws SQLException {
        ServerProcesses processes = new ServerProcesses(database::serverProcess);
        ProcessesProbe probe = new ProcessesProbe(processes);
        probe.housekeeping().read(readings.at(System.nanoTime()));
        probe.read(readings.at(System.nanoTime()));
        long process;
        long cpuNs;
        try (Connection gone = database.connect()) {
            process = number(gone, "select pg_backend_pid()");
            execute(gone, "select sum(sqrt(i)) from generate_series(1, 3000000) i");
            try (LinuxProcess backend = new LinuxProcess(process)) {
                cpuNs = backend.scheduled().orElseThrow().cpuNs();
            }
        }
        await(() -> ProcessHandle.of(process).isEmpty());
        probe.all().read(readings.at(System.nanoTime()));

        // Its server tells it in whole hundredths of a second, apart for the program and for the system.
        assertThat(latest(ProbeMetric.SERVER_CPU)).isGreaterThan(cpuNs - 2 * LinuxProcess.TICK_NS);
        assertThat(processes.list().housekeepers()).hasSizeGreaterThan(3);
        assertThat(processes.list().others()).isNotEmpty();
        assertThat(latest(ProbeMetric.SERVER_PROCESSES))
                .isEqualTo(processes.list().housekeepers().size()
                        + processes.list().others().size());
    }

    @Test
    void thePoolCountsWhatIsInUseAndHowOftenItWas() throws SQLException {
        PoolProbe probe = new PoolProbe(database);
        probe.read(readings.at(System.nanoTime()));
        try (Connection one = database.pool().getConnection();
                Connection two = database.pool().getConnection()) {
            assertThat(one).isNotEqualTo(two);
            probe.read(readings.at(System.nanoTime()));
        }

        assertThat(latest(ProbeMetric.POOL_ACTIVE)).isEqualTo(2);
        assertThat(latest(ProbeMetric.POOL_IDLE)).isEqualTo(latest(ProbeMetric.POOL_TOTAL) - 2);
        assertThat(latest(ProbeMetric.POOL_ACQUIRED)).isEqualTo(2);
        assertThat(latest(ProbeMetric.POOL_ACQUIRE_TIME)).isPositive();
    }

    @Test
    void aBackendOfThePoolIsSeenInItsWait() throws Exception {
        look(connection -> execute(connection, "select pg_sleep(60)"), this::sleeps);

        assertThat(latest(ProbeMetric.wait("Timeout:PgSleep"))).isEqualTo(1);
        assertThat(latest(ProbeMetric.wait(ProbeMetric.IDLE))).isPositive();
    }

    private boolean sleeps() throws SQLException {
        return count("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == 1;
    }

    @Test
    void aParallelWorkerIsNoBackendOfThePool() throws Exception {
        look(
                connection -> {
                    execute(connection, "set debug_parallel_query = on");
                    try {
                        execute(connection, "select pg_sleep(60)");
                    } finally {
                        execute(connection, "reset debug_parallel_query");
                    }
                },
                this::sleeps);

        // Only the one that waits for the worker.
        assertThat(readings.latest(ProbeMetric.wait("Timeout:PgSleep"))).isEmpty();
        assertThat(readings.all().stream()
                        .filter(reading -> reading.metric().probe().equals(ProbeMetric.WAITS))
                        .filter(reading -> !reading.metric().name().equals(ProbeMetric.IDLE))
                        .mapToDouble(ProbeReading::value)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void theTableIsNamedOnWhoseRowALockIsWaitedFor() throws Exception {
        try (Connection holder = database.connect()) {
            execute(holder, "create table if not exists public.locked as select 1 as n");
            holder.setAutoCommit(false);
            execute(holder, "update public.locked set n = n + 1");
            look(connection -> execute(connection, "update public.locked set n = n + 1"), this::waitsForARow);
            holder.rollback();
        }

        assertThat(latest(ProbeMetric.wait("Lock:transactionid"))).isEqualTo(1);
        assertThat(latest(ProbeMetric.LOCK_WAITS)).isEqualTo(1);
        assertThat(latest(ProbeMetric.rowLock("locked"))).isEqualTo(1);
    }

    private boolean waitsForARow() throws SQLException {
        return count("select count(*) from pg_stat_activity where wait_event = 'transactionid'") == 1;
    }

    /** Looks at the server while a backend of the pool does something, once it is seen to do it. */
    private void look(Call call, Condition seen) throws Exception {
        try (Connection connection = database.pool().getConnection();
                ProbeConnection observer = new ProbeConnection(database, warnings::add)) {
            Thread worker = new Thread(() -> {
                try {
                    call.on(connection);
                } catch (SQLException e) {
                    // It is cancelled when it was seen.
                }
            });
            worker.start();
            await(seen);
            new ActivityProbe(observer).read(readings.at(System.nanoTime()));
            connection.unwrap(PGConnection.class).cancelQuery();
            worker.join();
        }
    }

    @Test
    void aConnectionThatIsKilledIsOpenedAgainAndCounted() throws SQLException {
        try (ProbeConnection connection = new ProbeConnection(database, warnings::add)) {
            ActivityProbe server = new ActivityProbe(connection);
            server.read(readings.at(System.nanoTime()));
            count("select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where application_name ="
                    + " 'flowbench-observer'");
            server.read(readings.at(System.nanoTime()));
            assertThat(latest(ProbeMetric.CONNECTION_ERRORS)).isEqualTo(1);
            assertThat(latest(ProbeMetric.RECONNECTS)).isZero();

            server.read(readings.at(System.nanoTime()));
        }
        assertThat(latest(ProbeMetric.RETRIES)).isEqualTo(1);
        assertThat(latest(ProbeMetric.RECONNECTS)).isEqualTo(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatTheServerRefusesOneProbeIsToldOfOnceAndTheOthersAreReadOn() {
        try (ProbeConnection connection = new ProbeConnection(database, warnings::add)) {
            ProbeConnection.Question refused = connection.question("the moon");
            for (int i = 0; i < 3; i++) {
                assertThat(refused.call(open -> number(open, "select n from the_moon")))
                        .isEmpty();
            }
            assertThat(refused.call(open -> 1)).isEmpty();
            new ActivityProbe(connection).read(readings.at(System.nanoTime()));
            new RoundTripProbe(connection).read(readings.at(System.nanoTime()));
            new StatisticsProbe(connection).read(readings.at(System.nanoTime()));
        }

        assertThat(latest(ProbeMetric.WAL)).isNotNegative();
        assertThat(latest(ProbeMetric.ROUND_TRIP)).isPositive();
        assertThat(latest(ProbeMetric.COMMITS)).isNotNegative();
        assertThat(latest(ProbeMetric.CONNECTION_ERRORS)).isZero();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("does not let the moon be read")
                .contains("the_moon");
    }

    @Test
    void aCallThatTheServerEndsIsNoErrorOfTheConnection() {
        try (ProbeConnection connection = new ProbeConnection(database, warnings::add)) {
            ProbeConnection.Question ended = connection.question("the moon");
            for (int i = 0; i < 2; i++) {
                assertThat(ended.call(
                                open -> number(open, "select pg_sleep(60) from pg_cancel_backend(pg_backend_pid())")))
                        .isEmpty();
            }
            assertThat(ended.call(open -> number(open, "select 7"))).contains(7L);
            connection.count(readings.at(System.nanoTime()));
            new ActivityProbe(connection).read(readings.at(System.nanoTime()));
        }

        assertThat(latest(ProbeMetric.CONNECTION_ERRORS)).isZero();
        assertThat(latest(ProbeMetric.RETRIES)).isZero();
        assertThat(warnings).singleElement().asString().contains("ended a call that reads the moon");
    }

    /** Something that a connection is used for. */
    @FunctionalInterface
    private interface Call {
        void on(Connection connection) throws SQLException;
    }

    /** Something that will be true. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(Condition condition) throws SQLException {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            return number(connection, query);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private double latest(ProbeMetric metric) {
        return readings.latest(metric).orElseThrow();
    }
}
