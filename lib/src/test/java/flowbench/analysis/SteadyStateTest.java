package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Better;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.ProjectFolder;
import flowbench.settings.UserException;
import flowbench.statistics.Course;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class SteadyStateTest {
    @TempDir
    Path data;

    private static double[] fork(int n, Random random, IntToDoubleFunction level) {
        double factor = Math.exp(.05 * random.nextGaussian());
        return IntStream.rangeClosed(1, n)
                .mapToDouble(i -> factor * level.applyAsDouble(i) * (1 + .01 * random.nextGaussian()))
                .toArray();
    }

    private RunFolder run(int forks, int warmup, int measured, IntToDoubleFunction level) {
        Random random = new Random(forks * 1000 + warmup * 100 + measured);
        return run(
                Metric.STEPS_PER_SECOND,
                warmup,
                IntStream.range(0, forks)
                        .mapToObj(i -> fork(warmup + measured, random, level))
                        .toArray(double[][]::new));
    }

    private RunFolder run(Metric metric, int warmup, double[]... forks) {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, metric, warmup, forks);
        return run;
    }

    private static double[] whole(double[] values) {
        return Arrays.stream(values).map(Math::rint).toArray();
    }

    private static String flat(Object shown) {
        return shown.toString().replaceAll("\\s+", " ");
    }

    @Test
    void aFlatRunIsSteadyAndItsWarmUpIsLongEnough() {
        SteadyState state = SteadyState.of(run(3, 5, 20, i -> 500));

        assertThat(state.verdict()).isEqualTo(Course.Type.FLAT);
        assertThat(state.warnings()).isEmpty();
        assertThat(state.enough()).hasValue(5);
        assertThat(state.autocorrelation()).isPresent();
        assertThat(flat(state))
                .contains("flat; nothing shows that the warm-up of 5 iterations was too short.")
                .contains("fork course warm-up measured steady from segments outliers 1 flat 5 20 1 1 0")
                .contains("Drift of measured iterations: ")
                .contains("Lag-1 autocorrelation");
        assertThat(state.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void theAutocorrelationIsToldWithAsHowManyIndependentValuesTheIterationsCount() {
        double[] rising = IntStream.range(0, 12).mapToDouble(i -> 100 + i).toArray();
        SteadyState state = SteadyState.of(run(Metric.STEPS_PER_SECOND, 0, rising));

        // Of 1 to 12 by hand: r = 107.25 / 143 = .75; without its bias .75 + 1/12, of which 12 · .1667 / 1.8333 = 1.091
        assertThat(state.toString())
                .contains("Lag-1 autocorrelation of measured iterations: 0.83 (n = 12, effective n = 1.1).");
        assertThat(state.table().doubleColumn("autocorrelation").get(0)).isCloseTo(.75, within(1e-12));
        assertThat(state.table().doubleColumn("effective_n").get(0)).isCloseTo(12 / 11.0, within(1e-12));
    }

    @Test
    void whereNothingVariesThereIsNeitherAutocorrelationNorAnEffectiveNumber() {
        SteadyState state = SteadyState.of(run(Metric.STEPS_PER_SECOND, 0, new double[] {5, 5, 5, 5}));

        assertThat(state.toString()).doesNotContain("Lag-1", "effective n");
        assertThat(state.table().doubleColumn("effective_n").isMissing(0)).isTrue();
    }

    @Test
    void aWarmUpThatEndsBeforeTheMeasuredIterationsIsNoCauseForAWarning() {
        SteadyState state = SteadyState.of(run(3, 5, 20, i -> i <= 4 ? 300 : 500));

        assertThat(state.verdict()).isEqualTo(Course.Type.WARM_UP);
        assertThat(state.forks())
                .allSatisfy(fork -> assertThat(fork.course().steadyFrom()).hasValue(5));
        assertThat(state.warnings()).isEmpty();
        assertThat(state.iterations().get(0).kind()).isEqualTo(Kind.WARMUP);
        assertThat(state.iterations().get(0).effect().share()).isBetween(-.5, -.2);
    }

    @Test
    void aWarmUpThatIsTooShortIsWarnedOfAndToldWhatWouldDo() {
        RunFolder run = run(3, 2, 20, i -> i <= 6 ? 300 : 500);
        SteadyState state = SteadyState.of(run);

        assertThat(state.enough()).hasValue(6);
        assertThat(state.warnings()).extracting(Warning::type).containsExactly(Warning.Type.WARMUP_TOO_SHORT);
        assertThat(state.warnings().get(0).sentence())
                .startsWith(
                        "Warm-up too short: steps_per_second of all 3 forks was steady only from iteration 7 on, and"
                                + " 2 iterations were left out; WARMUP_ITERATIONS=6 would do. ");
        assertThat(Summary.of(run).warnings()).extracting(Warning::type).contains(Warning.Type.WARMUP_TOO_SHORT);
        assertThat(flat(state)).contains("fork 1: mean of iterations 1–6 ");
    }

    @Test
    void forksTooShortToBeJudgedAreWarnedOfTogether() {
        SteadyState state = SteadyState.of(run(5, 2, 5, i -> i <= 3 ? 300 : 500));

        assertThat(state.verdict()).isEqualTo(Course.Type.TOO_FEW);
        assertThat(state.enough()).hasValue(3);
        assertThat(state.warnings()).extracting(Warning::type).containsExactly(Warning.Type.WARMUP_TOO_SHORT);
        assertThat(state.warnings().get(0).sentence())
                .containsPattern("the first measured iteration was (39|40|41)\\.\\d % lower than of those after it")
                .contains("over 5 forks", "WARMUP_ITERATIONS=3 would do");
        assertThat(flat(state)).contains("too few iterations to tell by one fork: 10 are needed.");
    }

    @Test
    void whereNoWarmUpWouldDoThatIsSaid() {
        SteadyState state = SteadyState.of(run(5, 1, 5, i -> 100 * i));

        assertThat(state.enough()).isEmpty();
        assertThat(state.warnings().get(0).type()).isEqualTo(Warning.Type.WARMUP_TOO_SHORT);
        assertThat(state.warnings().get(0).sentence())
                .contains("no WARMUP_ITERATIONS among the iterations that there are would do");
    }

    @Test
    void aSlowDownAmongMeasuredIterationsIsWarnedOf() {
        SteadyState state = SteadyState.of(run(2, 2, 28, i -> i <= 12 ? 600 : 500));

        assertThat(state.verdict()).isEqualTo(Course.Type.SLOW_DOWN);
        assertThat(state.warnings()).extracting(Warning::type).containsExactly(Warning.Type.SLOW_DOWN);
        assertThat(state.warnings().get(0).sentence())
                .contains("all 2 forks got worse", "from iteration 13 on", "WARMUP_ITERATIONS=12 would do");
    }

    @Test
    void ofADurationASlowDownIsARise() {
        SteadyState state = SteadyState.of(
                run(Metric.DURATION, 0, whole(fork(30, new Random(1), i -> i <= 12 ? 5e8 : 6e8))), "duration_ns");

        assertThat(state.verdict()).isEqualTo(Course.Type.SLOW_DOWN);
        assertThat(flat(state))
                .containsPattern("fork 1: mean of iterations 1–12 \\d{3}\\.\\d ms, 13–30 \\d{3}\\.\\d ms");
    }

    @Test
    void withoutASteadyStateNoWarmUpWouldDo() {
        SteadyState state = SteadyState.of(run(1, 2, 38, i -> 500 + 20 * i));

        assertThat(state.verdict()).isEqualTo(Course.Type.NO_STEADY_STATE);
        assertThat(state.enough()).isEmpty();
        assertThat(state.warnings()).extracting(Warning::type).containsExactly(Warning.Type.NO_STEADY_STATE);
        assertThat(state.warnings().get(0).sentence()).contains("of the one fork", "of 40 iterations");
    }

    @Test
    void oneForkThatGoesAnotherWayMakesTheRunInconsistentAndIsNamed() {
        Random random = new Random(9);
        SteadyState state = SteadyState.of(run(
                Metric.STEPS_PER_SECOND,
                2,
                fork(30, random, i -> 500),
                fork(30, random, i -> i <= 10 ? 400 : 500),
                fork(30, random, i -> 500)));

        assertThat(state.verdict()).isEqualTo(Course.Type.INCONSISTENT);
        assertThat(flat(state)).contains("inconsistent: 2 flat, 1 warm-up.");
        assertThat(state.warnings()).hasSize(1);
        assertThat(state.warnings().get(0).sentence())
                .contains("of fork 2 of 3 was steady only from iteration 11", "WARMUP_ITERATIONS=10 would do");
    }

    @Test
    void eachWarningNamesTheWarmUpThatWouldMendIt() {
        Random random = new Random(10);
        SteadyState state = SteadyState.of(run(
                Metric.STEPS_PER_SECOND,
                2,
                fork(30, random, i -> i <= 5 ? 350 : 500),
                fork(30, random, i -> i <= 18 ? 500 : 420)));

        assertThat(state.enough()).hasValue(18);
        assertThat(state.warnings())
                .extracting(Warning::type)
                .containsExactly(Warning.Type.SLOW_DOWN, Warning.Type.WARMUP_TOO_SHORT);
        assertThat(state.warnings().get(0).sentence()).contains("fork 2 of 2", "WARMUP_ITERATIONS=18 would do");
        assertThat(state.warnings().get(1).sentence()).contains("fork 1 of 2", "WARMUP_ITERATIONS=5 would do");
        assertThat(state.iterations()).hasSize(10);
    }

    @Test
    void aFirstMeasuredIterationThatIsBetterThanTheOthersIsASlowDown() {
        SteadyState state = SteadyState.of(run(5, 2, 5, i -> i <= 3 ? 700 : 500));

        assertThat(state.warnings()).extracting(Warning::type).containsExactly(Warning.Type.SLOW_DOWN);
        assertThat(state.warnings().get(0).sentence()).contains("higher than of those after it", "get worse");
    }

    @Test
    void aDriftIsWarnedOfWhereNothingElseExplainsIt() {
        SteadyState state = SteadyState.of(run(10, 2, 6, i -> 500 + 10 * i));

        assertThat(state.drift().orElseThrow().perValue()).isBetween(.015, .022);
        assertThat(state.warnings()).hasSize(1);
        assertThat(state.warnings().get(0).type()).isIn(Warning.Type.DRIFT, Warning.Type.WARMUP_TOO_SHORT);
    }

    @Test
    void theTableHasARowForEachForkAndMissesWhatIsUndefined() {
        SteadyState state = SteadyState.of(run(2, 2, 20, i -> i <= 6 ? 300 : 500));
        Table table = state.table();

        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.intColumn("fork").asList()).containsExactly(1, 2);
        assertThat(table.stringColumn("course").asList()).containsOnly("warm-up");
        assertThat(table.intColumn("steady_from").asList()).containsOnly(7);
        assertThat(table.intColumn("enough").asList()).containsOnly(6);
        assertThat(table.doubleColumn("start").get(0))
                .isEqualTo(state.start().orElseThrow().share());
        assertThat(state.segments().rowCount()).isEqualTo(4);
        assertThat(state.segments().intColumn("first").asList()).containsExactly(1, 7, 1, 7);

        SteadyState few = SteadyState.of(run(1, 0, 2, i -> 500));
        assertThat(few.table().intColumn("steady_from").isMissing(0)).isTrue();
        assertThat(few.table().doubleColumn("start").isMissing(0)).isTrue();
        assertThat(few.table().doubleColumn("drift").isMissing(0)).isTrue();
        assertThat(few.segments().rowCount()).isZero();
        assertThat(flat(few))
                .contains("too few iterations to tell")
                .doesNotContain("NaN")
                .doesNotContain("Drift");
    }

    @Test
    void constantValuesOneIterationAndZerosAreNoTrouble() {
        double[] zeros = new double[12];
        double[] ones = IntStream.range(0, 12).mapToDouble(i -> 1).toArray();

        for (double[] fork : List.of(zeros, ones, new double[] {1})) {
            SteadyState state = SteadyState.of(run(Metric.STEPS_PER_SECOND, 0, fork, fork));
            assertThat(state.warnings()).isEmpty();
            assertThat(state.toString()).doesNotContain("NaN");
        }
    }

    @Test
    void aMetricThatWasNotMeasuredAndARunWithoutMeasuredRowsAreNamed() {
        RunFolder run = run(1, 0, 5, i -> 500);
        RunFolder other = run(ExampleRun.metric("things"), 0, new double[] {1, 2, 3});
        RunFolder empty = ExampleRun.empty(data, Instant.EPOCH);

        assertThatThrownBy(() -> SteadyState.of(run, "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\" was not measured")
                .hasMessageContaining("it has steps_per_second.");
        assertThat(SteadyState.of(other).forks()).hasSize(1);
        assertThatThrownBy(() -> SteadyState.of(empty)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> SteadyState.of(empty, "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Nothing measured in " + empty.path());
        assertThat(SteadyState.of(other, "things").forks()).hasSize(1);
    }

    @ParameterizedTest
    // forks, warm-up, measured, trials
    @CsvSource({"3, 2, 5, 1000", "1, 2, 28, 600", "3, 5, 20, 300", "10, 2, 5, 500", "10, 5, 20, 100"})
    void flatRunsAreWarnedOfInAboutSixPercentOfCasesOrFewer(int forks, int warmup, int measured, int trials) {
        Random random = new Random(forks * 1000 + measured);
        Metric metric = new Metric(Metric.STEPS_PER_SECOND.name(), "steps/s", Better.HIGHER);
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        int warned = 0;
        for (int trial = 0; trial < trials; trial++) {
            List<Sample> samples = new ArrayList<>();
            for (int fork = 1; fork <= forks; fork++) {
                double level = 500 * Math.exp(.05 * random.nextGaussian());
                for (int i = 1; i <= warmup + measured; i++) {
                    Kind kind = i <= warmup ? Kind.WARMUP : Kind.MEASURED;
                    double value = level * (1 + .05 * random.nextGaussian());
                    samples.add(new Sample(fork, i, kind, Phase.EXECUTE, metric, value, Instant.EPOCH));
                }
            }
            warned += SteadyState.warnings(run.manifest(), samples).isEmpty() ? 0 : 1;
        }

        assertThat((double) warned / trials).isLessThan(.06 + 3 * Math.sqrt(.06 * .94 / trials));
    }

    @Test
    void theExamplesOfTheProjectWarmUpInTheirFirstIterations() {
        Path examples = ProjectFolder.locate().resolve("data/examples/default");
        SteadyState flows = SteadyState.of(RunFolder.open(examples.resolve("20261126T074301Z-concurrent-flows-70d5")));
        SteadyState one = SteadyState.of(RunFolder.open(examples.resolve("20261126T074226Z-high-frequency-4363")));

        // Of the first iteration every fork was slower than later, by two fifths; of the first measured one none
        // certainly.
        for (SteadyState state : List.of(flows, one)) {
            assertThat(state.iterations().get(0).effect().notable()).isTrue();
            assertThat(state.iterations().get(0).effect().share()).isBetween(-.45, -.35);
            assertThat(state.start().orElseThrow().notable()).isFalse();
        }
        assertThat(flows.verdict()).isEqualTo(Course.Type.FLAT);
        assertThat(flows.warnings()).isEmpty();
        assertThat(one.warnings()).singleElement().asString().contains("fork 2 of 3 still changed");
    }
}
