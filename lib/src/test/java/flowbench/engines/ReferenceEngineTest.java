package flowbench.engines;

import static flowbench.engine.Step.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Outcome;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.engine.Task;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class ReferenceEngineTest {
    private static final String FLOW = "one";
    private static final String CONTRADICTIONS = "select c::text from flowbench.contradictions c";

    private Bench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench();
        bench.engine.define(
                bench.connection, new FlowDefinition(FLOW, List.of(single("a").withRetries(3, 5), single("b", "a"))));
    }

    @AfterEach
    void close() throws SQLException {
        bench.engine.deleteFlow(bench.connection, FLOW);
        bench.close();
    }

    @Test
    void aTaskThatNobodyClaimedIsNotCompleted() throws SQLException {
        Task unclaimed = new Task(start(), "a", 0, "{}", 0, 1);
        assertThat(complete(unclaimed)).isEqualTo(Outcome.NOT_CLAIMED);
        assertThat(fail(unclaimed)).isEqualTo(Outcome.NOT_CLAIMED);
    }

    @Test
    void completingTwiceIsToldAndAnnouncesNothing() throws SQLException {
        UUID flowRun = start();
        Task a = bench.claimOne(FLOW);
        assertThat(complete(a)).isEqualTo(Outcome.COMPLETED);
        List<String> events = bench.events(flowRun);
        assertThat(complete(a)).isEqualTo(Outcome.ALREADY_COMPLETED);
        assertThat(fail(a)).isEqualTo(Outcome.ALREADY_COMPLETED);
        assertThat(bench.events(flowRun)).isEqualTo(events);
        assertThat(bench.engine.readRun(bench.connection, flowRun).remainingSteps())
                .isEqualTo(1);
    }

    @Test
    void aTaskThatDoesNotExistIsUnknown() throws SQLException {
        assertThat(complete(new Task(new UUID(4, 2), "a", 0, "{}", 0, 1))).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aWorkerWhoseTaskWasClaimedAgainIsStale() throws SQLException {
        start();
        Task late = bench.claimOne(FLOW);
        assertThat(bench.claim(FLOW, 1)).isEmpty();
        makeVisible();
        Task again = bench.claimOne(FLOW);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(complete(late)).isEqualTo(Outcome.STALE);
        assertThat(fail(late)).isEqualTo(Outcome.STALE);
        assertThat(complete(again)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aBatchIsAnsweredTaskByTaskInItsOrder() throws SQLException {
        UUID flowRun = start();
        UUID failing = start();
        List<Task> claimed = bench.claim(FLOW, 2);
        Task a = claimed.get(0);
        Task failed = claimed.get(1);
        assertThat(a.flowRun()).isEqualTo(flowRun);
        bench.update("update flowbench.steps set opt_max_attempts = 1");
        assertThat(fail(failed)).isEqualTo(Outcome.FAILED);
        Task unclaimed = new Task(start(), "a", 0, "{}", 0, 1);
        Task stale = new Task(flowRun, "a", 0, "{}", 0, 2);
        Task unknown = new Task(new UUID(4, 2), "a", 0, "{}", 0, 1);

        assertThat(bench.engine.completeTasks(
                        bench.connection,
                        List.of(unclaimed, stale, a, unknown, a, failed),
                        List.of("0", "1", "2", "3", "4", "5")))
                .containsExactly(
                        Outcome.NOT_CLAIMED,
                        Outcome.ALREADY_COMPLETED,
                        Outcome.COMPLETED,
                        Outcome.UNKNOWN,
                        Outcome.ALREADY_COMPLETED,
                        Outcome.RUN_FAILED);
        assertThat(bench.events(flowRun)).containsExactly("run:started", "a:started", "a:completed", "b:started");
        assertThat(bench.text("select output from flowbench.step_states where run_id = ? and step_slug = 'a'", flowRun))
                .isEqualTo("2");
        assertThat(failing).isEqualTo(failed.flowRun());
    }

    @Test
    void aClaimHidesATaskForTheTimeoutAndTwoSecondsMore() throws SQLException {
        start();
        bench.claimOne(FLOW);
        assertThat(bench.text("""
                        select round(extract(epoch from visible_at - started_at)) from flowbench.step_tasks
                        """)).isEqualTo("62");
    }

    @Test
    void everyFailureDoublesTheDelayUntilTheLastOneFailsTheRun() throws SQLException {
        UUID flowRun = start();
        for (int delay : new int[] {10, 20}) {
            assertThat(fail(bench.claimOne(FLOW))).isEqualTo(Outcome.RETRYING);
            assertThat(bench.claim(FLOW, 1)).isEmpty();
            assertThat(bench.text("""
                            select count(*)
                            from flowbench.step_tasks
                            where visible_at > clock_timestamp() + make_interval(secs => ? - 5)
                                and visible_at <= clock_timestamp() + make_interval(secs => ?)
                            """, delay, delay)).isEqualTo("1");
            makeVisible();
        }
        assertThat(fail(bench.claimOne(FLOW))).isEqualTo(Outcome.FAILED);
        assertThat(bench.events(flowRun)).containsExactly("run:started", "a:started", "a:failed", "run:failed");
        assertThat(bench.engine.readRun(bench.connection, flowRun)).isEqualTo(new RunState(RunState.Status.FAILED, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update flowbench.runs set remaining_steps = 0",
                "update flowbench.runs set status = 'completed', completed_at = now(), output = '{}'",
                "insert into flowbench.events (flow_run, step, event, payload)"
                        + " select flow_run, step, event, payload from flowbench.events",
                "delete from flowbench.steps",
                "insert into flowbench.flows values ('run', 1, 1, 1)",
                "select flowbench.add_step('one', 'c', '{nowhere}')",
                "select flowbench.add_step('one', 'c', '{c}')",
                "select flowbench.add_step('one', 'c', '{a,b}', step_type => 'map')"
            })
    void whatCannotBeIsRefused(String statement) throws SQLException {
        start();
        // Class 23: integrity constraint violation.
        assertThatThrownBy(() -> bench.connection.createStatement().execute(statement))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("23"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update flowbench.step_tasks set status = 'completed'",
                "update flowbench.step_tasks set status = 'started', started_at = now()",
                "update flowbench.step_states set remaining_tasks = 2 where step_slug = 'a'",
                "update flowbench.step_states set remaining_tasks = 0 where step_slug = 'a'",
                "update flowbench.step_states set status = 'started' where step_slug = 'b'",
                "update flowbench.countdowns set remaining = 1 where counted = 'steps'",
                "delete from flowbench.step_states where step_slug = 'a'",
                "delete from flowbench.runs"
            })
    void whatCannotBeIsSeen(String statement) throws SQLException {
        start();
        assertThat(bench.texts(CONTRADICTIONS)).isEmpty();
        bench.connection.setAutoCommit(false);
        try {
            bench.update(statement);
            assertThat(bench.texts(CONTRADICTIONS)).isNotEmpty();
        } finally {
            bench.connection.rollback();
            bench.connection.setAutoCommit(true);
        }
    }

    @Test
    void aClaimReadsTheHeadOfTheQueueAndNothingElse() throws SQLException {
        FlowDefinition wide = FlowDefinition.independentSteps("wide", 1000);
        // Planned first when the queue is empty and vacuumed, which is when a planner prefers to scan it.
        bench.update("vacuum (analyze) flowbench.step_tasks");
        for (int i = 0; i < 12; i++) {
            bench.claim("wide", 10);
        }
        bench.engine.define(bench.connection, wide);
        bench.start("wide", "{}");
        // In one transaction, so that the session reports nothing in between; what it has not reported yet counts
        // before.
        bench.connection.setAutoCommit(false);
        try {
            long scans = counted("sum(seq_scan)");
            long rows = counted("sum(idx_tup_fetch) filter (where relname = 'step_tasks')");
            assertThat(bench.claim("wide", 10)).hasSize(10);
            assertThat(counted("sum(seq_scan)")).isEqualTo(scans);
            assertThat(counted("sum(idx_tup_fetch) filter (where relname = 'step_tasks')"))
                    .isLessThanOrEqualTo(rows + 30);
        } finally {
            bench.connection.rollback();
            bench.connection.setAutoCommit(true);
            bench.engine.deleteFlow(bench.connection, "wide");
        }
    }

    @ParameterizedTest
    @MethodSource("flowsOfManySteps")
    void aRunReadsAsManyRowsForEachStepHoweverManyStepsThereAre(IntFunction<FlowDefinition> ofSteps)
            throws SQLException {
        long few = rowsReadForAStep(ofSteps, 20);
        long many = rowsReadForAStep(ofSteps, 150);

        assertThat(many).isLessThanOrEqualTo(few + few / 2);
    }

    static List<Named<IntFunction<FlowDefinition>>> flowsOfManySteps() {
        return List.of(
                Named.of("independent", n -> FlowDefinition.independentSteps("large", n)),
                Named.of("chain", n -> FlowDefinition.chain("large", n)),
                Named.of("fan", n -> {
                    List<Step> steps = new ArrayList<>(List.of(Step.single("first")));
                    IntStream.rangeClosed(1, n - 2).forEach(i -> steps.add(Step.single("s" + i, "first")));
                    steps.add(Step.single(
                            "last", steps.stream().skip(1).map(Step::slug).toArray(String[]::new)));
                    return new FlowDefinition("large", steps);
                }));
    }

    private long rowsReadForAStep(IntFunction<FlowDefinition> ofSteps, int steps) throws SQLException {
        // A session plans at its first calls, and for what was there at the last vacuum: next to nothing.
        bench.engine.define(bench.connection, FlowDefinition.independentSteps("one_more", 1));
        for (String table : bench.engine.tables()) {
            bench.update("vacuum (analyze) " + table);
        }
        bench.update("discard plans");
        bench.engine.define(bench.connection, ofSteps.apply(steps));
        long before = rowsRead();
        bench.start("large", "{}");
        bench.workOff("large", Map.of());
        long read = rowsRead() - before;
        bench.engine.deleteFlow(bench.connection, "large");
        bench.engine.deleteFlow(bench.connection, "one_more");
        return read / steps;
    }

    private long rowsRead() throws SQLException {
        bench.text("select pg_stat_force_next_flush()");
        return Long.parseLong(bench.text("""
                select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)
                from pg_stat_user_tables
                where schemaname = 'flowbench'
                """));
    }

    private long counted(String aggregate) throws SQLException {
        return Long.parseLong(bench.text(
                "select coalesce(" + aggregate + ", 0) from pg_stat_xact_user_tables where schemaname = 'flowbench'"));
    }

    @Test
    void deletingAFlowTouchesNoOther() throws SQLException {
        bench.engine.define(bench.connection, FlowDefinition.diamond("other"));
        bench.start("other", "{}");
        bench.workOff("other", Map.of());
        start();
        bench.engine.deleteFlow(bench.connection, FLOW);
        assertThat(bench.engine.leftovers(bench.connection))
                .isEqualTo(Map.of(
                        "flowbench.flows", 1L,
                        "flowbench.steps", 4L,
                        "flowbench.deps", 4L,
                        "flowbench.runs", 1L,
                        "flowbench.step_states", 4L,
                        "flowbench.step_tasks", 4L,
                        "flowbench.events", 10L));
        bench.engine.deleteFlow(bench.connection, "other");
        assertThat(bench.engine.leftovers(bench.connection)).isEmpty();
    }

    @Test
    void theTablesItNamesAreAllThatFlowsFill() throws SQLException {
        assertThat(bench.engine.tables()).containsExactlyInAnyOrderElementsOf(bench.texts("""
                        select schemaname || '.' || tablename
                        from pg_tables
                        where schemaname = 'flowbench' and tablename <> 'benchmark_allowed'
                        """));
    }

    private UUID start() throws SQLException {
        return bench.start(FLOW, "{}");
    }

    private Outcome complete(Task task) throws SQLException {
        return bench.engine.completeTask(bench.connection, task, "{}");
    }

    private Outcome fail(Task task) throws SQLException {
        return bench.engine.failTask(bench.connection, task, "no");
    }

    /** Lets the time of every hidden message pass. */
    private void makeVisible() throws SQLException {
        bench.update("update flowbench.step_tasks set visible_at = clock_timestamp()");
    }
}
