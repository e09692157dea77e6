package flowbench.engines;

import static flowbench.engine.Step.map;
import static flowbench.engine.Step.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Outcome;
import flowbench.engine.RunState;
import flowbench.engine.Task;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What pgflow 0.8.1 announces for the same shapes, measured on it, is what the reference engine must announce. */
@Tag("server")
class EventsTest {
    private Bench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench();
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        bench.engine.deleteFlow(bench.connection, "shape");
        assertThat(bench.engine.leftovers(bench.connection)).isEmpty();
        bench.close();
    }

    @Test
    void independentStepsAreAnnouncedAtTheStartAllTogether() throws SQLException {
        FlowDefinition flow = FlowDefinition.independentSteps("shape", 20);
        assertThat(eventsAfterStart(flow, "{}")).hasSize(21);
        assertThat(eventsAfterWork(flow, "{}", Map.of())).hasSize(42);
    }

    @Test
    void aChainAnnouncesOneStepAfterTheOther() throws SQLException {
        FlowDefinition flow = FlowDefinition.chain("shape", 3);
        assertThat(eventsAfterStart(flow, "{}")).containsExactly("run:started", "s1:started");
        assertThat(eventsAfterWork(flow, "{}", Map.of()))
                .containsExactly(
                        "run:started",
                        "s1:started",
                        "s1:completed",
                        "s2:started",
                        "s2:completed",
                        "s3:started",
                        "s3:completed",
                        "run:completed");
    }

    @Test
    void aDiamondAnnouncesTenEvents() throws SQLException {
        assertThat(eventsAfterWork(FlowDefinition.diamond("shape"), "{}", Map.of()))
                .containsExactly(
                        "run:started",
                        "a:started",
                        "a:completed",
                        "b:started",
                        "c:started",
                        "b:completed",
                        "c:completed",
                        "d:started",
                        "d:completed",
                        "run:completed");
    }

    @Test
    void theSizeOfAMapDoesNotMatter() throws SQLException {
        FlowDefinition flow = new FlowDefinition("shape", List.of(map("m"), single("z", "m")));
        assertThat(eventsAfterStart(flow, "[1,2,3,4,5]")).hasSize(2);
        assertThat(eventsAfterWork(flow, "[1,2,3,4,5]", Map.of()))
                .containsExactly(
                        "run:started", "m:started", "m:completed", "z:started", "z:completed", "run:completed");
    }

    @Test
    void anEmptyRootMapAnnouncesNoStart() throws SQLException {
        FlowDefinition flow = new FlowDefinition("shape", List.of(map("m"), single("z", "m")));
        assertThat(eventsAfterStart(flow, "[]")).hasSize(3);
        assertThat(eventsAfterWork(flow, "[]", Map.of()))
                .containsExactly("run:started", "m:completed", "z:started", "z:completed", "run:completed");
    }

    @Test
    void aRunOfOnlyAnEmptyMapIsOverWhenItStarts() throws SQLException {
        FlowDefinition flow = new FlowDefinition("shape", List.of(map("m")));
        assertThat(eventsAfterStart(flow, "[]")).containsExactly("run:started", "m:completed", "run:completed");
    }

    @Test
    void aMapInTheMiddleAnnouncesLikeAnyStep() throws SQLException {
        FlowDefinition flow = new FlowDefinition("shape", List.of(single("a"), map("m", "a"), single("z", "m")));
        assertThat(eventsAfterStart(flow, "{}")).hasSize(2);
        assertThat(eventsAfterWork(flow, "{}", Map.of("a", "[1,2,3]")))
                .hasSize(8)
                .endsWith("m:completed", "z:started", "z:completed", "run:completed");
    }

    @Test
    void emptyMapsCompleteOneAfterTheOtherInOneCall() throws SQLException {
        FlowDefinition flow =
                new FlowDefinition("shape", List.of(single("a"), map("m", "a"), map("n", "m"), single("z", "a", "n")));
        assertThat(eventsAfterWork(flow, "{}", Map.of("a", "[]")))
                .containsExactly(
                        "run:started",
                        "a:started",
                        "a:completed",
                        "m:completed",
                        "n:completed",
                        "z:started",
                        "z:completed",
                        "run:completed");
    }

    @Test
    void nothingIsAnnouncedAfterARunHasFailed() throws SQLException {
        UUID flowRun = start(
                new FlowDefinition("shape", List.of(single("a").withRetries(1, 0), single("b", "a"), single("c"))),
                "{}");
        Task a = bench.claimOne("shape");
        Task c = bench.claimOne("shape");
        assertThat(bench.engine.failTask(bench.connection, a, "no")).isEqualTo(Outcome.FAILED);
        assertThat(bench.engine.completeTask(bench.connection, c, "{}")).isEqualTo(Outcome.RUN_FAILED);
        assertThat(bench.events(flowRun))
                .containsExactly("run:started", "a:started", "c:started", "a:failed", "run:failed");
        assertThat(bench.queueLength()).isZero();
    }

    @Test
    void anOutputThatCannotFeedAMapFailsTheRun() throws SQLException {
        UUID flowRun = start(new FlowDefinition("shape", List.of(single("a"), map("m", "a"))), "{}");
        Outcome outcome = bench.engine.completeTask(bench.connection, bench.claimOne("shape"), "{}");
        assertThat(outcome).isEqualTo(Outcome.FAILED);
        assertThat(bench.events(flowRun)).containsExactly("run:started", "a:started", "a:failed", "run:failed");
    }

    @Test
    void aRootMapRefusesAnInputThatIsNoArray() {
        assertThatThrownBy(() -> start(new FlowDefinition("shape", List.of(map("m"))), "{}"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("must be an array");
    }

    @Test
    void everyTaskGetsItsInput() throws SQLException {
        start(new FlowDefinition("shape", List.of(single("a"), map("m", "a"), single("z", "a", "m"))), "{\"k\": 1}");
        Task a = bench.claimOne("shape");
        assertThat(a.inputJson()).isEqualTo("{\"k\": 1}");
        bench.engine.completeTask(bench.connection, a, "[7, 8]");
        List<Task> elements = bench.claim("shape", 10);
        assertThat(elements).extracting(Task::inputJson).containsExactly("7", "8");
        bench.engine.completeTask(bench.connection, elements.get(1), "80");
        bench.engine.completeTask(bench.connection, elements.get(0), "70");
        assertThat(bench.claimOne("shape").inputJson()).isEqualTo("{\"a\": [7, 8], \"m\": [70, 80]}");
    }

    private UUID start(FlowDefinition flow, String input) throws SQLException {
        bench.engine.define(bench.connection, flow);
        return bench.start(flow.flow(), input);
    }

    private List<String> eventsAfterStart(FlowDefinition flow, String input) throws SQLException {
        List<String> events = bench.events(start(flow, input));
        bench.engine.deleteFlow(bench.connection, flow.flow());
        return events;
    }

    private List<String> eventsAfterWork(FlowDefinition flow, String input, Map<String, String> outputs)
            throws SQLException {
        UUID flowRun = start(flow, input);
        bench.workOff(flow.flow(), outputs);
        List<String> events = bench.events(flowRun);
        assertThat(bench.engine.outbox().read(bench.connection, List.of(flowRun)))
                .hasSameSizeAs(events);
        assertThat(bench.engine.readRun(bench.connection, flowRun))
                .isEqualTo(new RunState(RunState.Status.COMPLETED, 0));
        assertThat(bench.queueLength()).isZero();
        return events;
    }
}
