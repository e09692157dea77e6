package flowbench.events;

import static flowbench.engine.Step.map;
import static flowbench.engine.Step.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Outcome;
import flowbench.engine.Task;
import flowbench.engine.WrittenEvent;
import flowbench.engines.Bench;
import flowbench.engines.TestEngine;
import flowbench.runfolder.EventType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a flow's shape says must be announced is what the engine writes, shape by shape, on the real server. */
@Tag("server")
@ParameterizedClass
@EnumSource(TestEngine.class)
class ExpectedEventsTest {
    @Parameter
    private TestEngine which;

    private static final FlowDefinition MAP_AND_SINGLE = flow(map("m"), single("z", "m"));

    private Bench bench;

    @BeforeEach
    void open() throws SQLException {
        bench = new Bench(which);
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        // None where there is no npm.
        if (bench == null) {
            return;
        }
        bench.engine.deleteFlow(bench.connection, "shape");
        bench.engine.unregister(bench.connection, List.of(Bench.WORKER));
        assertThat(bench.engine.leftovers(bench.connection)).isEmpty();
        bench.close();
    }

    private static FlowDefinition flow(flowbench.engine.Step... steps) {
        return new FlowDefinition("shape", List.of(steps));
    }

    @Test
    void independentStepsAnnounceTwoEventsEachAndTwoOfTheRun() throws SQLException {
        FlowDefinition flow = FlowDefinition.independentSteps("shape", 100);
        ExpectedEvents expected = ExpectedEvents.ofCompletion(flow);

        assertThat(expected.count()).isEqualTo(202);
        assertThat(expected.count(EventType.RUN_STARTED)).isEqualTo(1);
        assertThat(expected.count(EventType.RUN_COMPLETED)).isEqualTo(1);
        assertThat(expected.count(EventType.STEP_STARTED)).isEqualTo(100);
        assertThat(expected.count(EventType.STEP_COMPLETED)).isEqualTo(100);
        assertThat(writtenBy(flow, "{}", Map.of())).hasSameElementsAs(expected.names());
    }

    @Test
    void aChainAndADiamondToo() throws SQLException {
        for (FlowDefinition flow : List.of(FlowDefinition.chain("shape", 7), FlowDefinition.diamond("shape"))) {
            ExpectedEvents expected = ExpectedEvents.ofCompletion(flow);

            assertThat(expected.count()).isEqualTo(2 + 2 * flow.steps().size());
            assertThat(writtenBy(flow, "{}", Map.of())).hasSameElementsAs(expected.names());
        }
    }

    @Test
    void theSizeOfAMapDoesNotMatter() throws SQLException {
        ExpectedEvents expected = ExpectedEvents.ofCompletion(MAP_AND_SINGLE);

        assertThat(expected.count()).isEqualTo(6);
        for (String input : List.of("[1]", "[1,2,3,4,5]")) {
            assertThat(writtenBy(MAP_AND_SINGLE, input, Map.of())).hasSameElementsAs(expected.names());
        }
    }

    @Test
    void anEmptyMapCompletesWithoutHavingStarted() throws SQLException {
        ExpectedEvents expected = ExpectedEvents.ofCompletion(MAP_AND_SINGLE, Set.of("m"));

        assertThat(expected.names())
                .containsExactly(
                        "run:started", "run:completed", "step:m:completed", "step:z:started", "step:z:completed");
        assertThat(writtenBy(MAP_AND_SINGLE, "[]", Map.of())).hasSameElementsAs(expected.names());
        FlowDefinition alone = flow(map("m"));
        assertThat(writtenBy(alone, "[]", Map.of()))
                .hasSameElementsAs(
                        ExpectedEvents.ofCompletion(alone, Set.of("m")).names());
    }

    @Test
    void whatMapsOverAnEmptyMapIsEmptyToo() throws SQLException {
        FlowDefinition flow = flow(single("a"), map("m", "a"), map("n", "m"), single("z", "a", "n"));
        ExpectedEvents expected = ExpectedEvents.ofCompletion(flow, Set.of("m"));

        assertThat(expected.count()).isEqualTo(8);
        assertThat(expected.contains("n", EventType.STEP_STARTED)).isFalse();
        assertThat(writtenBy(flow, "{}", Map.of("a", "[]"))).hasSameElementsAs(expected.names());
    }

    @Test
    void failuresThatAreTriedAgainAnnounceNothing() throws SQLException {
        FlowDefinition flow = flow(single("a").withRetries(3, 0), single("b", "a"));
        UUID flowRun = start(flow, "{}");
        assertThat(bench.engine.failTask(bench.connection, bench.claimOne("shape"), "no"))
                .isEqualTo(Outcome.RETRYING);
        assertThat(bench.engine.failTask(bench.connection, bench.claimOne("shape"), "no"))
                .isEqualTo(Outcome.RETRYING);
        bench.workOff("shape", Map.of());

        assertThat(written(flowRun))
                .hasSameElementsAs(ExpectedEvents.ofCompletion(flow).names());
    }

    @Test
    void afterAStepHasFailedForGoodNothingMoreIsExpected() throws SQLException {
        FlowDefinition flow =
                flow(single("first"), single("a", "first").withRetries(1, 0), single("b", "a"), single("c", "first"));
        UUID flowRun = start(flow, "{}");
        bench.engine.completeTask(bench.connection, bench.claimOne("shape"), "{}");
        Task a = bench.claimOne("shape");
        Task c = bench.claimOne("shape");
        assertThat(bench.engine.failTask(bench.connection, a, "no")).isEqualTo(Outcome.FAILED);
        assertThat(bench.engine.completeTask(bench.connection, c, "{}")).isEqualTo(Outcome.RUN_FAILED);

        ExpectedEvents expected = ExpectedEvents.ofFailure(flow, Set.of(), Set.of("first"), "a");
        assertThat(expected.count(EventType.RUN_FAILED)).isEqualTo(1);
        assertThat(expected.count(EventType.STEP_FAILED)).isEqualTo(1);
        assertThat(expected.names())
                .containsExactly(
                        "run:started",
                        "run:failed",
                        "step:first:started",
                        "step:first:completed",
                        "step:a:started",
                        "step:a:failed",
                        "step:c:started");
        assertThat(written(flowRun)).hasSameElementsAs(expected.names());
    }

    @Test
    void anOutputThatCannotFeedAMapIsAFailureOfTheStepThatGaveIt() throws SQLException {
        FlowDefinition flow = flow(single("a"), map("m", "a"));
        UUID flowRun = start(flow, "{}");
        assertThat(bench.engine.completeTask(bench.connection, bench.claimOne("shape"), "{}"))
                .isEqualTo(Outcome.FAILED);

        assertThat(written(flowRun))
                .hasSameElementsAs(
                        ExpectedEvents.ofFailure(flow, Set.of(), Set.of(), "a").names());
    }

    @Test
    void aStepThatTheFlowDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> ExpectedEvents.ofCompletion(MAP_AND_SINGLE, Set.of("z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[z]");
        assertThatThrownBy(() -> ExpectedEvents.ofFailure(MAP_AND_SINGLE, Set.of(), Set.of(), "q"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no step q");
    }

    @Test
    void theStateOfARunTellsOfItsEndings() throws SQLException {
        FlowDefinition flow = FlowDefinition.diamond("shape");
        UUID flowRun = start(flow, "{}");
        bench.engine.completeTask(bench.connection, bench.claimOne("shape"), "{}");
        assertThat(bench.engine.endings(bench.connection, List.of(flowRun)))
                .extracting(key -> key.step() + " " + key.type())
                .containsExactly("a step:completed");

        bench.workOff("shape", Map.of());
        assertThat(bench.engine.endings(bench.connection, List.of(flowRun)))
                .extracting(key -> key.step() + " " + key.type())
                .containsExactlyInAnyOrder(
                        " run:completed",
                        "a step:completed",
                        "b step:completed",
                        "c step:completed",
                        "d step:completed");
    }

    private UUID start(FlowDefinition flow, String input) throws SQLException {
        bench.engine.define(bench.connection, flow);
        return bench.start(flow.flow(), input);
    }

    private List<String> writtenBy(FlowDefinition flow, String input, Map<String, String> outputs) throws SQLException {
        UUID flowRun = start(flow, input);
        bench.workOff(flow.flow(), outputs);
        List<String> written = written(flowRun);
        bench.engine.deleteFlow(bench.connection, flow.flow());
        return written;
    }

    /** Each name as often as it was written. */
    private List<String> written(UUID flowRun) throws SQLException {
        String[] names = bench.engine.outbox().read(bench.connection, List.of(flowRun)).stream()
                .map(WrittenEvent::key)
                .map(key -> key.step().isEmpty()
                        ? key.type().toString()
                        : key.type().toString().replace(":", ":" + key.step() + ":"))
                .toArray(String[]::new);
        assertThat(names).doesNotHaveDuplicates();
        return Arrays.asList(names);
    }
}
