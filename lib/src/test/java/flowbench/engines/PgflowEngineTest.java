package flowbench.engines;

import static flowbench.engine.Step.map;
import static flowbench.engine.Step.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowNames;
import flowbench.engine.Outcome;
import flowbench.engine.RunState;
import flowbench.engine.Task;
import flowbench.engine.WrittenEvent;
import flowbench.realtime.Await;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** pgflow behind the interface of an engine: what it answers, and what it leaves. What it announces: ExpectedEventsTest. */
@Tag("server")
class PgflowEngineTest {
    private static final String FLOW = FlowNames.prefix("0e57", 1, 1) + 1;

    private Bench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench(TestEngine.PGFLOW);
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        // No bench where there is no npm.
        if (bench != null) {
            bench.engine.deleteFlow(bench.connection, FLOW);
            bench.engine.unregister(bench.connection, List.of(Bench.WORKER));
            assertThat(bench.engine.leftovers(bench.connection)).isEmpty();
            bench.close();
        }
    }

    private UUID start(flowbench.engine.Step... steps) throws SQLException {
        bench.engine.define(bench.connection, new FlowDefinition(FLOW, List.of(steps)));
        return bench.start(FLOW, "{\"k\": 1}");
    }

    @Test
    void itIsInstalledOnceAndKnowsItsVersion() throws SQLException {
        bench.engine.install(bench.connection);
        assertThat(bench.engine.version(bench.connection)).isEqualTo("0.8.1");
        assertThat(PgflowVersion.of(bench.connection)).isEqualTo(new PgflowVersion("0.8 or 0.9", false));
        assertThat(bench.text("select extversion from pg_extension where extname = 'pgmq'"))
                .isEqualTo("1.11.1");
    }

    @Test
    void aFlowIsWorkedOffWithTheInputsThatPgflowGives() throws SQLException {
        UUID flowRun = start(single("a"), map("m", "a"), single("z", "a", "m"));
        Task a = bench.claimOne(FLOW);
        assertThat(a.inputJson()).isEqualTo("{\"run\": {\"k\": 1}}");
        assertThat(a.attempt()).isEqualTo(1);
        bench.engine.completeTask(bench.connection, a, "[7, 8]");
        assertThat(bench.claim(FLOW, 10)).extracting(Task::inputJson).containsExactly("7", "8");
        assertThat(bench.claim(FLOW, 10)).isEmpty();
        assertThat(bench.engine.readRun(bench.connection, flowRun)).isEqualTo(new RunState(RunState.Status.STARTED, 2));
    }

    @Test
    void aTaskThatNobodyClaimedIsNotCompleted() throws SQLException {
        UUID flowRun = start(single("a"));
        Task unclaimed = new Task(flowRun, "a", 0, "{}", 1, 1);
        assertThat(bench.engine.completeTask(bench.connection, unclaimed, "{}")).isEqualTo(Outcome.NOT_CLAIMED);
        assertThat(bench.engine.failTask(bench.connection, unclaimed, "no")).isEqualTo(Outcome.NOT_CLAIMED);
        assertThat(bench.engine.readRun(bench.connection, flowRun).remainingSteps())
                .isEqualTo(1);
    }

    @Test
    void aTaskIsCompletedOnceAlthoughItIsAnnouncedTwice() throws SQLException {
        UUID flowRun = start(single("a"), single("b"));
        Task task = bench.claimOne(FLOW);
        assertThat(bench.engine.completeTask(bench.connection, task, "{}")).isEqualTo(Outcome.COMPLETED);
        assertThat(bench.engine.completeTask(bench.connection, task, "{}")).isEqualTo(Outcome.ALREADY_COMPLETED);
        assertThat(bench.engine.failTask(bench.connection, task, "no")).isEqualTo(Outcome.ALREADY_COMPLETED);
        assertThat(bench.events(flowRun))
                .filteredOn(event -> event.endsWith(":completed"))
                .hasSize(2)
                .containsOnly(task.step() + ":completed");
    }

    @Test
    void theOrderOfItsEventsIsKnownAlsoWhereRowsAreNotNumbered() throws SQLException {
        UUID flowRun = start(single("a"), single("b"), single("c"), single("z", "a", "b", "c"));
        while (bench.engine.readRun(bench.connection, flowRun).remainingSteps() > 0) {
            bench.engine.completeTask(bench.connection, bench.claimOne(FLOW), "{}");
        }
        List<WrittenEvent> numbered = bench.engine.outbox().read(bench.connection, List.of(flowRun));
        List<WrittenEvent> ofAProject = TestEngine.ofAProject().outbox().read(bench.connection, List.of(flowRun));
        assertThat(ofAProject)
                .extracting(WrittenEvent::key)
                .hasSize(10)
                .isEqualTo(numbered.stream().map(WrittenEvent::key).toList());
        assertThat(ofAProject).extracting(WrittenEvent::sequence).doesNotHaveDuplicates();
    }

    @Test
    void aTaskOfAFailedRunIsNotCompleted() throws SQLException {
        start(single("a").withRetries(1, 0), single("b"));
        Map<String, Task> tasks = bench.claim(FLOW, 2).stream().collect(Collectors.toMap(Task::step, task -> task));
        assertThat(bench.engine.failTask(bench.connection, tasks.get("a"), "no"))
                .isEqualTo(Outcome.FAILED);
        assertThat(bench.engine.completeTask(bench.connection, tasks.get("b"), "{}"))
                .isEqualTo(Outcome.RUN_FAILED);
        assertThat(bench.engine.failTask(bench.connection, tasks.get("b"), "no"))
                .isEqualTo(Outcome.RUN_FAILED);
    }

    @Test
    void anOutputThatCannotFeedAMapFailsTheRun() throws SQLException {
        UUID flowRun = start(single("a"), map("m", "a"));
        assertThat(bench.engine.completeTask(bench.connection, bench.claimOne(FLOW), "{}"))
                .isEqualTo(Outcome.FAILED);
        assertThat(bench.engine.readRun(bench.connection, flowRun).status()).isEqualTo(RunState.Status.FAILED);
    }

    @Test
    void severalTasksAreCompletedInOneCallEachWithItsOwnOutcome() throws SQLException {
        UUID flowRun = start(single("a"), single("b"), single("c"));
        List<Task> tasks = bench.claim(FLOW, 2);
        Task twice = tasks.get(0);
        bench.engine.completeTask(bench.connection, twice, "{}");
        Task unclaimed = new Task(flowRun, "c", 0, "{}", 1, 1);
        assertThat(bench.engine.completeTasks(
                        bench.connection, List.of(unclaimed, tasks.get(1), twice), List.of("{}", "{}", "{}")))
                .containsExactly(Outcome.NOT_CLAIMED, Outcome.COMPLETED, Outcome.ALREADY_COMPLETED);
    }

    @Test
    void aTaskThatIsGivenTwiceIsCompletedByTheFirst() throws SQLException {
        start(single("a"), single("b"));
        List<Task> tasks = bench.claim(FLOW, 2);
        Task twice = tasks.get(0);
        assertThat(bench.engine.completeTasks(
                        bench.connection, List.of(twice, tasks.get(1), twice), List.of("{}", "{}", "{}")))
                .containsExactly(Outcome.COMPLETED, Outcome.COMPLETED, Outcome.ALREADY_COMPLETED);
    }

    @Test
    void aTaskThatIsGivenTwiceFailsItsRunOnce() throws SQLException {
        start(single("a"), map("m", "a"));
        Task twice = bench.claimOne(FLOW);
        assertThat(bench.engine.completeTasks(bench.connection, List.of(twice, twice), List.of("{}", "{}")))
                .containsExactly(Outcome.FAILED, Outcome.RUN_FAILED);
    }

    /** pgflow 0.8.1 means to hide it for the timeout of its step and 2 s more, in a part of a statement that nothing runs. */
    @Test
    void aMessageThatIsHandedOutIsHiddenForTwoSecondsWhateverTheTimeoutOfItsStep() throws SQLException {
        start(single("a").withTimeout(600));
        bench.claimOne(FLOW);
        assertThat(bench.text("select vt < clock_timestamp() + interval '3 s' from pgmq.q_" + FLOW))
                .isEqualTo("t");

        bench.update("update pgmq.q_" + FLOW + " set vt = clock_timestamp()");
        assertThat(bench.claim(FLOW, 1)).as("read again, but started already").isEmpty();
        assertThat(bench.text("select read_ct from pgmq.q_" + FLOW)).isEqualTo("2");
    }

    @Test
    void claimsThatOverlapGiveOneTaskToTwoWorkersAndTheSecondIsRefused() throws Exception {
        UUID flowRun = start(single("a"));
        // The first call of a claim, and as if the 2 s were over for which it hides the message.
        long message = Long.parseLong(bench.text("select msg_id from pgmq.read(?, 0, 1)", FLOW));
        try (Connection other = TestEngine.PGFLOW.database().connect()) {
            int pid = other.unwrap(PGConnection.class).getBackendPID();
            bench.connection.setAutoCommit(false);
            bench.text("select msg_id from pgflow.start_tasks(?, array[?]::bigint[], ?)", FLOW, message, Bench.WORKER);
            Future<List<Task>> second =
                    Executors.newSingleThreadExecutor().submit(() -> bench.engine.claim(other, FLOW, 1, Bench.WORKER));
            Await.until(
                    "the second waits for the first",
                    () -> bench.text("select count(*) from pg_locks where pid = ? and not granted", pid)
                            .equals("1"));
            bench.connection.commit();
            bench.connection.setAutoCommit(true);

            Task task = second.get().get(0);
            assertThat(task.message()).isEqualTo(message);
            assertThat(bench.engine.completeTask(bench.connection, task, "{}")).isEqualTo(Outcome.COMPLETED);
            assertThat(bench.engine.completeTask(other, task, "{}")).isEqualTo(Outcome.ALREADY_COMPLETED);
        }
        assertThat(bench.events(flowRun)).filteredOn("a:completed"::equals).hasSize(2);
    }

    @Test
    void aTaskThatDoesNotExistIsUnknown() throws SQLException {
        Task nothing = new Task(UUID.randomUUID(), "a", 0, "{}", 1, 1);
        assertThat(bench.engine.completeTask(bench.connection, nothing, "{}")).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aFailedTaskIsTriedAgainAsOftenAsItsStepSays() throws SQLException {
        start(single("a").withRetries(2, 0));
        assertThat(bench.engine.failTask(bench.connection, bench.claimOne(FLOW), "no"))
                .isEqualTo(Outcome.RETRYING);
        Task again = bench.claimOne(FLOW);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(bench.engine.failTask(bench.connection, again, "no")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void anEventThatTheServerCouldNotWriteIsAWarningOnTheConnection() throws SQLException {
        start(single("a"));
        Task task = bench.claimOne(FLOW);
        bench.update("alter table realtime.messages add constraint none check (event not like 'step:%') not valid");
        try {
            assertThat(bench.engine.completeTask(bench.connection, task, "{}")).isEqualTo(Outcome.COMPLETED);
            SQLWarning warning = bench.connection.getWarnings();
            assertThatObject(warning.getNextWarning()).isNull();
            assertThat(warning.getMessage()).contains("ErrorSendingBroadcastMessage");
        } finally {
            bench.update("alter table realtime.messages drop constraint none");
            bench.connection.clearWarnings();
        }
    }

    @Test
    void deletingAFlowTakesItsQueueItsArchiveAndItsMessages() throws SQLException {
        UUID flowRun = start(single("a"), single("b"));
        bench.engine.completeTask(bench.connection, bench.claimOne(FLOW), "{}");
        assertThat(bench.engine.leftovers(bench.connection))
                .containsEntry("pgflow.step_tasks", 2L)
                .containsEntry("pgmq.meta", 1L)
                .containsEntry("realtime.messages", 4L);
        bench.engine.deleteFlow(bench.connection, FLOW);
        assertThat(bench.texts("select relname from pg_class where relname like '%" + FLOW + "%'"))
                .isEmpty();
        assertThat(bench.engine.outbox().read(bench.connection, List.of(flowRun)))
                .isEmpty();
    }

    @Test
    void aNameThatPgmqCannotTakeIsRefusedBeforehand() {
        String name = "x".repeat(48);
        assertThatThrownBy(() -> bench.engine.createFlow(bench.connection, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("48 characters");
    }

    @Test
    void whereItMustBeInstalledAlreadyItsAbsenceIsOneSentence() throws SQLException {
        String url = TestEngine.databaseForBenchmarks("without_pgflow");
        try (Connection connection = TestEngine.connect(url)) {
            assertThatThrownBy(() -> PgflowEngine.installed().install(connection))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("pgflow is not installed in the database at DATABASE_URL");
        }
    }
}
