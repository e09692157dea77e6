package flowbench.comparison;

import static flowbench.comparison.ExampleEngines.flows;
import static flowbench.comparison.ExampleEngines.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleEvents;
import flowbench.comparison.EngineComparison.Condition;
import flowbench.comparison.EngineComparison.Layer;
import flowbench.comparison.EngineComparison.Row;
import flowbench.runfolder.Event;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class EngineComparisonTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final double[] A = {90, 95, 88, 101};
    private static final double[] B = {110, 112, 105, 118};

    @TempDir
    Path data;

    private ExampleEngines examples;

    @BeforeEach
    void begin() {
        examples = new ExampleEngines(data);
    }

    private static EngineComparison compared(List<RunFolder> first, Collection<RunFolder> second) {
        List<RunFolder> all = new ArrayList<>(first);
        all.addAll(second);
        Collections.shuffle(all, new Random(1));
        return EngineComparison.of(all);
    }

    private static EngineComparison compared(List<RunFolder> runs) {
        return compared(runs, List.of());
    }

    private static List<RunFolder> all(List<RunFolder> first, List<RunFolder> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private List<RunFolder> highFrequency(String engine, double... stepsPerSecond) {
        return examples.rounds("high-frequency", engine, steps(1000, 4), stepsPerSecond);
    }

    private static Row row(EngineComparison comparison, String engine, Metric metric) {
        return comparison.rows(metric).stream()
                .filter(row -> row.engine().equals(engine))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void roundsOfTwoEnginesArePairedInTheOrderOfTime() {
        EngineComparison comparison = compared(highFrequency("pgflow", A), highFrequency("reference", B));
        Row pgflow = row(comparison, "pgflow", Metric.STEPS_PER_SECOND);
        Ratio ratio = pgflow.toBase().orElseThrow();

        // scipy 1.17: d = log(a/b); exp(mean(d)), exp(mean(d) ± t.ppf(.975, 3) · std(d, ddof=1) / 2)
        assertThat(ratio.method()).isEqualTo(Ratio.Method.PAIRED);
        assertThat(ratio.value()).isEqualTo(0.8399859784419512, CLOSE);
        assertThat(ratio.interval().orElseThrow().low()).isEqualTo(0.8142699485025485, CLOSE);
        assertThat(ratio.interval().orElseThrow().high()).isEqualTo(0.8665141643464124, CLOSE);
        assertThat(pgflow.value()).isEqualTo(93.5);
        assertThat(pgflow.n()).isEqualTo(4);
        assertThat(comparison.base()).isEqualTo("reference");
        assertThat(row(comparison, "reference", Metric.STEPS_PER_SECOND).toBase())
                .isEmpty();
        assertThat(comparison.replication())
                .isEqualTo("each engine under each condition 4 rounds, 4 forks; ratios paired by round");
    }

    @Test
    void whatAStepCostsIsComparedTheSameWay() {
        EngineComparison comparison = compared(highFrequency("pgflow", A), highFrequency("reference", B));

        Ratio wal =
                row(comparison, "pgflow", Metric.WAL_BYTES_PER_STEP).toBase().orElseThrow();
        assertThat(wal.value()).isEqualTo(1 / 0.8399859784419512, CLOSE);
        assertThat(wal.interval().orElseThrow().high()).isEqualTo(1 / 0.8142699485025485, CLOSE);
        Ratio dead =
                row(comparison, "pgflow", Metric.DEAD_TUPLES_PER_STEP).toBase().orElseThrow();
        assertThat(dead.value()).isEqualTo(1, CLOSE);
        // The same in every round: that tells nothing of its error.
        assertThat(dead.interval()).isEmpty();
        assertThat(row(comparison, "pgflow", Metric.HOT_UPDATE_SHARE).toBase()).isEmpty();
    }

    @Test
    void unequallyManyRoundsAreComparedByTheirForks() {
        Row pgflow = row(
                compared(highFrequency("pgflow", A), highFrequency("reference", 110, 112, 105)),
                "pgflow",
                Metric.STEPS_PER_SECOND);
        Ratio ratio = pgflow.toBase().orElseThrow();

        // scipy 1.17: ttest_ind(log(a), log(b), equal_var=False).confidence_interval(.95)
        assertThat(ratio.method()).isEqualTo(Ratio.Method.WELCH);
        assertThat(ratio.value()).isEqualTo(0.8568915717483884, CLOSE);
        assertThat(ratio.interval().orElseThrow().low()).isEqualTo(0.7793573199783386, within(1e-9));
    }

    @Test
    void aConditionIsAScenarioASizeAndANumberOfWorkers() {
        EngineComparison comparison = compared(
                all(
                        examples.rounds("concurrent-flows", "reference", flows(50, 5), A),
                        examples.rounds("high-frequency", "reference", steps(1000, 8), A)),
                all(
                        examples.rounds("high-frequency", "reference", steps(100, 4), A),
                        all(
                                examples.rounds("bare-queue", "reference", steps(1000, 1), B),
                                highFrequency("reference", A))));

        assertThat(comparison.rows().stream().map(Row::condition).distinct().map(Condition::toString))
                .containsExactly(
                        "1 × 100, 4 workers",
                        "1 × 1000, 4 workers",
                        "1 × 1000, 8 workers",
                        "50 × 5, 4 workers",
                        "1000 messages, 1 worker");
    }

    @Test
    void theWorkflowLayerIsHeldAgainstAsManyMessagesByAsManyWorkers() {
        EngineComparison comparison = compared(
                all(highFrequency("pgflow", A), examples.rounds("concurrent-flows", "pgflow", flows(200, 5), A)),
                all(
                        examples.rounds("high-frequency", "pgflow", steps(1000, 8), A),
                        examples.rounds("bare-queue", "pgflow", steps(1000, 4), B)));
        List<Layer> layers = comparison.layers();

        assertThat(layers)
                .extracting(layer -> layer.condition().toString())
                .containsExactly("1 × 1000, 4 workers", "200 × 5, 4 workers");
        assertThat(layers).allSatisfy(layer -> {
            assertThat(layer.engine()).isEqualTo("pgflow");
            assertThat(layer.stepsPerSecond()).isEqualTo(93.5);
            assertThat(layer.messagesPerSecond()).isEqualTo(111.25);
            assertThat(layer.share().orElseThrow().value()).isEqualTo(0.8399859784419512, CLOSE);
            assertThat(layer.share().orElseThrow().method()).isEqualTo(Ratio.Method.PAIRED);
        });
        assertThat(comparison.base())
                .as("where the reference engine was not measured")
                .isEqualTo("pgflow");
    }

    @Test
    void quantilesAreOfAllCallsAndTheirRatiosOfTheRounds() {
        List<RunFolder> pgflow = highFrequency("pgflow", A);
        List<RunFolder> reference = highFrequency("reference", B);
        pgflow.forEach(run -> ExampleEngines.calls(run, "complete_task", 100));
        reference.forEach(run -> ExampleEngines.calls(run, "complete_task", 199));
        EngineComparison comparison = compared(pgflow, reference);

        Row median = row(comparison, "pgflow", EngineRounds.latency("complete_task", .5));
        assertThat(median.n()).isEqualTo(400);
        assertThat(median.value()).isEqualTo(50.5e6);
        assertThat(median.toBase().orElseThrow().value()).isEqualTo(50.5 / 100, CLOSE);
        Row p99 = row(comparison, "pgflow", EngineRounds.latency("complete_task", .99));
        assertThat(p99.value()).isBetween(99e6, 100e6);
        assertThat(p99.toBase()).as("no round has the 368 calls that p99 needs").isEmpty();
        assertThat(comparison.rows(EngineRounds.latency("claim", .5))).isEmpty();
    }

    @Test
    void aQuantileThatTheCallsAreTooFewForIsNotThere() {
        List<RunFolder> runs = highFrequency("pgflow", A);
        runs.forEach(run -> ExampleEngines.calls(run, "claim", 10));
        EngineComparison comparison = compared(runs);

        assertThat(comparison.rows(EngineRounds.latency("claim", .5))).hasSize(1);
        assertThat(comparison.rows(EngineRounds.latency("claim", .99))).isEmpty();
    }

    @Test
    void eventsAreAddedUpOverRounds() {
        List<RunFolder> runs = highFrequency("pgflow", 100, 101);
        for (RunFolder run : runs) {
            List<Event> events = ExampleEvents.ofRun(50, 2, new Random(1));
            ExampleEvents.append(run, 1, Kind.MEASURED, 100, events);
        }

        assertThat(compared(runs).events()).singleElement().satisfies(announced -> {
            assertThat(announced.events().expected()).isEqualTo(204);
            assertThat(announced.events().delivered()).isEqualTo(204);
        });
    }

    @Test
    void savedRunsGiveTheSameTablesWhenTheyAreReadAgain() {
        List<RunFolder> runs = new ArrayList<>(highFrequency("pgflow", A));
        runs.addAll(highFrequency("reference", B));
        runs.addAll(examples.rounds("bare-queue", "pgflow", steps(1000, 4), B));
        runs.forEach(run -> ExampleEngines.calls(run, "claim", 40));
        EngineComparison measured = EngineComparison.of(runs);
        EngineComparison again = EngineComparison.of(RunFolder.all(data));
        Table table = again.table();

        assertThat(again.toString()).isEqualTo(measured.toString());
        assertThat(table.print()).isEqualTo(measured.table().print());
        assertThat(again.layerTable().print()).isEqualTo(measured.layerTable().print());
        assertThat(again.toString().lines()).allMatch(line -> line.length() <= 120);
        assertThat(again.toString())
                .contains("÷ reference", "1 × 1000, 4 workers", "1000 messages, 4 workers", "EVENT_CHANNEL=poll");
        Table ratios = table.where(table.stringColumn("metric")
                .isEqualTo("steps_per_second")
                .and(table.stringColumn("engine").isEqualTo("pgflow")));
        assertThat(ratios.doubleColumn("ratio").get(0)).isEqualTo(0.8399859784419512, CLOSE);
        assertThat(ratios.stringColumn("base").get(0)).isEqualTo("reference");
        assertThat(ratios.intColumn("rounds").get(0)).isEqualTo(4);
        assertThat(again.layerTable().doubleColumn("ratio").get(0)).isEqualTo(0.8399859784419512, CLOSE);
    }

    @Test
    void oneRoundIsShownWithoutAnInterval() {
        EngineComparison comparison = compared(highFrequency("pgflow", 90), highFrequency("reference", 110));

        assertThat(row(comparison, "pgflow", Metric.STEPS_PER_SECOND).interval())
                .isEmpty();
        assertThat(row(comparison, "pgflow", Metric.STEPS_PER_SECOND).toBase().orElseThrow())
                .satisfies(ratio -> assertThat(ratio.interval()).isEmpty());
        assertThat(comparison.replication()).contains("1 round, 1 fork, within one process");
    }

    @Test
    void whatCannotBeComparedIsRefusedWithTheRun() {
        RunFolder run = highFrequency("pgflow", 90).get(0);

        assertThatThrownBy(() -> EngineComparison.of(List.of())).isInstanceOf(UserException.class);
        assertThatThrownBy(
                        () -> compared(List.of(run), examples.rounds("high-frequency", "reference", batches("7"), 90)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("different conditions");
        assertThatThrownBy(() ->
                        compared(List.of(run), examples.rounds("high-frequency", "reference", listened("wal"), 90)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("listened to and completed in one way");
        assertThatThrownBy(() -> compared(
                        List.of(run),
                        examples.rounds(
                                "high-frequency",
                                "reference",
                                Map.of("STEP_COUNT", "1000", "COMPLETION_MODE", "batch"),
                                90)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("completed in one way");
        assertThatThrownBy(() ->
                        compared(List.of(run, examples.empty("high-frequency", "pgflow", "2", steps(1000, 4), 0))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("each in one version");
        assertThatThrownBy(() -> compared(examples.rounds("event-stream", "reference", steps(1000, 4), 90)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is of event-stream");
        assertThatThrownBy(() -> compared(List.of(examples.empty("bare-queue", "pgflow", steps(1000, 4)))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds neither");
        assertThatThrownBy(() -> compared(examples.rounds("high-frequency", "reference", Map.of(), 90)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not say its STEP_COUNT");
    }

    private static Map<String, String> batches(String size) {
        return Map.of("STEP_COUNT", "1000", "COMPLETION_BATCH_SIZE", size);
    }

    private static Map<String, String> listened(String channel) {
        return Map.of("STEP_COUNT", "1000", "EVENT_CHANNEL", channel);
    }

    @ParameterizedTest
    @CsvSource({
        "high-frequency, POOL_SIZE, 2",
        "bare-queue, POOL_SIZE, 2",
        "concurrent-flows, POOL_SIZE, 2",
        "concurrent-flows, CONCURRENT_FLOW_PROCESSING, 10"
    })
    void runsWithOtherConnectionsOrFlowRunsAtATimeAreNoRoundsOfOneCondition(
            String scenario, String setting, String value) {
        Map<String, String> size = new TreeMap<>(flows(50, 5));
        size.putAll(steps(1000, 4));
        List<RunFolder> runs = examples.rounds(scenario, "pgflow", size, A);
        size.put(setting, value);
        List<RunFolder> others = examples.rounds(scenario, "reference", size, B);

        assertThatThrownBy(() -> compared(runs, others))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("as many connections and flow runs at a time");
        assertThat(compared(others).conditions()).contains(setting + "=" + value);
    }

    @Test
    void howManyFlowRunsAreInProgressMeansNothingWhereThereIsOne() {
        Map<String, String> size = new TreeMap<>(steps(1000, 4));
        size.put("CONCURRENT_FLOW_PROCESSING", "10");

        assertThat(compared(highFrequency("pgflow", A), examples.rounds("high-frequency", "reference", size, B))
                        .rows(Metric.STEPS_PER_SECOND))
                .hasSize(2);
    }

    @Test
    void aBareQueueThatFinishesOneByOneIsNoFloorOfABatch() {
        Map<String, String> batch = new TreeMap<>(steps(1000, 4));
        batch.put("COMPLETION_MODE", "batch");
        List<RunFolder> runs = examples.rounds("high-frequency", "pgflow", batch, A);

        assertThatThrownBy(() -> compared(runs, examples.rounds("bare-queue", "pgflow", steps(1000, 4), B)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("completed in one way");
    }

    @Test
    void theBareQueueMayBeListenedToByNobody() {
        Map<String, String> nobody = Map.of("STEP_COUNT", "1000", "EVENT_CHANNEL", "none");

        assertThat(compared(highFrequency("pgflow", A), examples.rounds("bare-queue", "pgflow", nobody, B))
                        .layers())
                .hasSize(1);
    }
}
