package flowbench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Ratio;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ScalingTest {
    private static final double QUIET = .002;
    private static final double NOISY = .1;

    @TempDir
    Path data;

    private ExampleScaling points(int rounds) {
        return new ExampleScaling(data, rounds);
    }

    private static Scaling scaling(ExampleScaling points) {
        List<RunFolder> runs = new ArrayList<>(points.runs());
        Collections.reverse(runs);
        return Scaling.of(runs, Settings.of(Map.of(), Map.of()));
    }

    private static ExampleScaling workers(ExampleScaling points, double apart, double... throughputs) {
        for (int i = 0; i < throughputs.length; i++) {
            points.point(50, 5, 1 << i, 0, throughputs[i], apart);
        }
        return points;
    }

    private static ExampleScaling pools(ExampleScaling points, double apart, double... throughputs) {
        for (int i = 0; i < throughputs.length; i++) {
            points.point(50, 5, 4, i + 1, throughputs[i], apart);
        }
        return points;
    }

    @Test
    void throughputStopsGrowingAtTheSmallestNumberThatIsNotSlowerThanAnyOther() {
        Scaling scaling = scaling(workers(points(5), QUIET, 500, 990, 1000, 800));

        assertThat(scaling.workerFindings())
                .singleElement()
                .asString()
                .startsWith("50 × 5: throughput stops growing at 2 workers: 9")
                .contains("not slower than any other by more than 5 %; × 0.9", "of the fastest, 4: ")
                .contains(" Slower than the fastest: 1 × 0.50", "Beyond the fastest it falls: 8 × 0.80");
        assertThat(scaling.poolFindings()).isEmpty();
    }

    @Test
    void whereItGrowsToTheEndOrDoesNotFallThatIsSaid() {
        assertThat(scaling(workers(points(5), QUIET, 500, 900, 1300)).workerFindings())
                .singleElement()
                .asString()
                .startsWith("50 × 5: throughput grows up to the most that were measured, 4 workers: ");
        assertThat(scaling(workers(points(5), QUIET, 500, 900, 890)).workerFindings())
                .singleElement()
                .asString()
                .contains("stops growing at 2 workers: ", "the fastest.", "does not fall: 4 × 0.98");
    }

    @Test
    void roundsThatAreTooFewOrTooNoisyDecideNothingAndSaySo() {
        assertThat(scaling(pools(points(5), NOISY, 900, 990, 1000, 995, 1001)).poolFindings())
                .singleElement()
                .asString()
                .startsWith("Which POOL_SIZE does for 50 × 5, 4 workers is not decided by these 5 rounds.")
                .contains(
                        "POOL_SIZE=2 × ", "raise RUNS; about ", " would decide if the ratios stay. Until then choose ");
        assertThat(scaling(pools(points(1), QUIET, 500, 1000)).poolFindings())
                .singleElement()
                .asString()
                .contains("is not decided by one round", "raise RUNS.")
                .doesNotContain("choose");
        assertThat(scaling(workers(points(5), NOISY, 900, 990, 1000, 995)).workerFindings())
                .singleElement()
                .asString()
                .contains("where throughput stops growing with workers is not decided", "raise RUNS; about ")
                .doesNotContain("choose");
    }

    @Test
    void aSizeIsNotRecommendedBecauseItHappenedToBeTheFastest() {
        // The smallest has the highest mean, and nothing shows that a larger one is not faster.
        assertThat(scaling(pools(points(3), NOISY, 1000, 990, 980)).poolFindings())
                .singleElement()
                .asString()
                .startsWith("Which POOL_SIZE does for 50 × 5, 4 workers is not decided by these 3 rounds.");
    }

    @Test
    void whichSizeIsTheFastestIsAskedOfTheMeansThatTheRatiosAreOf() {
        // One lucky round lifts the arithmetic mean of four above that of two, and leaves it slower in the ratio.
        ExampleScaling points = points(3);
        points.point(50, 5, 2, 0, 1000, 0, 1, 1, 1).point(50, 5, 4, 0, 1000, 0, .5, .5, 2.3);

        assertThat(scaling(points).workerFindings())
                .singleElement()
                .asString()
                .contains("The fastest was 2 workers, ", "; of it 4 × 0.8");
    }

    @Test
    void theSmallestPoolThatDoesIsNamedBesideTheConnectionsThatAreAtWork() {
        ExampleScaling points = points(5);
        points.point(50, 5, 4, 1, 300, QUIET).calls("complete_task", 40, 1);
        points.point(50, 5, 4, 2, 600, QUIET).calls("complete_task", 40, 2);
        points.point(50, 5, 4, 3, 1000, QUIET).calls("complete_task", 40, 3);
        points.point(50, 5, 4, 4, 1003, QUIET).calls("complete_task", 40, 4);
        points.point(50, 5, 4, 0, 1001, QUIET).calls("complete_task", 40, 4);
        Scaling scaling = scaling(points);

        assertThat(scaling.poolFindings())
                .singleElement()
                .asString()
                .startsWith("POOL_SIZE=3 does for 50 × 5, 4 workers: ")
                .contains("of the fastest, POOL_SIZE=4: ", "Slower than the fastest: POOL_SIZE=1 × 0.")
                .contains("With POOL_SIZE=3 there are ", " or fewer for 95 % of the time, 3 at most");
        assertThat(scaling.lines(Dimension.CONNECTIONS).get(0).points())
                .extracting(ScalingPoint::connections)
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void theGainOverOneWorkerIsPairedByRoundWhereRoundsAreEnough() {
        Scaling five = scaling(workers(points(5), QUIET, 500, 1000));
        Ratio paired = five.row(new ScalingPoint(50, 5, 2, 0), Metric.STEPS_PER_SECOND)
                .flatMap(Scaling.Row::toOneWorker)
                .orElseThrow();
        Scaling three = scaling(workers(points(3), QUIET, 500, 1000));

        assertThat(paired.method()).isEqualTo(Ratio.Method.PAIRED);
        assertThat(paired.interval().orElseThrow().high()).isLessThan(2.02);
        assertThat(five.replication()).isEqualTo("2 points of 5 forks; ratios paired by round");
        assertThat(three.replication()).isEqualTo("2 points of 3 forks; ratios Welch over forks");
        assertThat(five.row(new ScalingPoint(50, 5, 1, 0), Metric.STEPS_PER_SECOND)
                        .flatMap(Scaling.Row::toOneWorker))
                .isEmpty();
    }

    @Test
    void processorTimeAndThroughputAreShownTogetherWhereTheRunHasIt() {
        ExampleScaling points = points(5);
        points.point(50, 5, 4, 0, 1000, QUIET).processor(.4, 1.1);
        Scaling scaling = scaling(points);
        Scaling.Row busy = scaling.row(new ScalingPoint(50, 5, 4, 0), PointValues.CPUS_BUSY)
                .orElseThrow();

        assertThat(busy.value()).isCloseTo(1.5, within(.01));
        assertThat(busy.interval()).isPresent();
        assertThat(scaling.toString()).contains("Processor time and throughput", "2500", "909");
        assertThat(scaling(points(5).point(50, 5, 4, 0, 1000, QUIET)).toString())
                .doesNotContain("Processor time and throughput");
    }

    @Test
    void aQuantileThatAForkHasTooFewCallsForIsThatOfAllForksWithoutAnInterval() {
        ExampleScaling points = points(5);
        points.point(50, 5, 4, 0, 1000, QUIET).calls("complete_task", 400, 4).calls("claim", 80, 4);
        Scaling scaling = scaling(points);
        ScalingPoint point = scaling.points().get(0);

        assertThat(scaling.row(point, Scaling.latency("complete_task", .99)))
                .get()
                .satisfies(row -> assertThat(row.value()).isCloseTo(396.01e6, within(1e4)));
        assertThat(scaling.row(point, Scaling.latency("claim", .99))).get().satisfies(row -> {
            assertThat(row.value()).isBetween(79e6, 80e6);
            assertThat(row.interval()).isEmpty();
        });
    }

    @Test
    void linesDifferInOneThingAlone() {
        ExampleScaling points = points(1);
        points.point(1, 1000, 4, 0, 900, 0).point(10, 100, 4, 0, 900, 0).point(200, 5, 4, 0, 900, 0);
        points.point(50, 5, 4, 0, 900, 0).point(50, 20, 4, 0, 900, 0).point(50, 5, 8, 0, 900, 0);
        Scaling scaling = scaling(points);

        assertThat(scaling.lines(Dimension.WORKERS))
                .extracting(Scaling.Line::name)
                .containsExactly("50 × 5");
        assertThat(scaling.lines(Dimension.FLOW_RUNS))
                .extracting(Scaling.Line::name)
                .containsExactly("… × 5, 4 workers");
        assertThat(scaling.lines(Dimension.FLOW_RUNS_OF_THE_SAME_WORK))
                .singleElement()
                .satisfies(line -> assertThat(line.points())
                        .extracting(ScalingPoint::flowRuns)
                        .containsExactly(1, 10, 50, 200));
        assertThat(scaling.lines(Dimension.STEPS))
                .extracting(Scaling.Line::name)
                .containsExactly("50 × …, 4 workers");
        assertThat(scaling.lines(Dimension.CONNECTIONS)).isEmpty();
    }

    @Test
    void theTableHasEveryPointAndMetric() {
        Table table = scaling(workers(points(5), QUIET, 500, 1000)).table();

        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.intColumn("workers").asObjectArray()).containsExactly(1, 2);
        assertThat(table.intColumn("connections").asObjectArray()).containsExactly(2, 3);
        assertThat(table.doubleColumn("ratio").isMissing(0)).isTrue();
        assertThat(table.doubleColumn("ratio").getDouble(1)).isBetween(1.98, 2.02);
        assertThat(table.stringColumn("ratio_method").get(1)).isEqualTo("paired by round");
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        ExampleScaling unlike = points(1).point(50, 5, 4, 0, 900, 0);
        unlike.set("server version", "17.5").point(50, 5, 8, 0, 900, 0);
        ExampleScaling queue = points(1).set("scenario", "bare-queue").point(50, 5, 8, 0, 900, 0);
        RunFolder nothing = new SimulatedRuns(data, 1)
                .set("scenario", "concurrent-flows")
                .set("CONCURRENT_FLOWS", "50")
                .set("STEPS_PER_FLOW", "5")
                .set("POOL_SIZE", "0")
                .empty(List.of());

        assertThatThrownBy(() -> scaling(unlike))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("differ in more than flow runs, steps, workers and connections");
        assertThatThrownBy(() -> scaling(queue))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is of bare-queue");
        assertThatThrownBy(() -> Scaling.of(List.of(nothing)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no steps_per_second");
        assertThatThrownBy(() -> Scaling.of(List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no run");
    }

    @Test
    void thatOthersUsedTheProcessorsIsSaidOnceOfAllPoints() {
        ExampleScaling points = points(2).point(50, 5, 1, 0, 500, QUIET).busy(.95);
        assertThat(scaling(points).warnings())
                .as("client and server need them all themselves")
                .isEmpty();

        points.point(50, 5, 2, 0, 900, QUIET)
                .busy(.25)
                .point(50, 5, 4, 0, 950, QUIET)
                .busy(.5);

        assertThat(scaling(points).warnings())
                .containsExactly(
                        "Others used the processors while 2 of 3 runs were measured: where it was most, they were busy"
                                + " 100 % of the time, 1.50 of 2 processors with neither the client nor the server's processes. What"
                                + " is measured then is this machine: measure again when nothing else runs.");
        assertThat(scaling(points).toString()).contains("! Others used the processors");
    }
}
