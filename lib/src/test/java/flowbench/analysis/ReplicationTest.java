package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.UserException;
import flowbench.statistics.ReplicationPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:00:00Z");
    /** The worked example of Kalibera and Jones with two levels: T₁² 12.7222, T₂² .38194, half-width 4.6887. */
    private static final double[][] WORKED = {{9, 5, 8, 3}, {10, 6, 7, 11}, {1, 12, 2, 4}};

    @TempDir
    Path data;

    /** Forks of 2 s of process, 3 s of database, two warm-up iterations and measured ones of 4 s each. */
    private RunFolder timed(int secondsBetween, double[]... forks) {
        RunFolder run = ExampleRun.empty(data, BEGIN);
        Instant end = BEGIN;
        for (int fork = 1; fork <= forks.length; fork++) {
            Instant ready = end.plusSeconds(2 + 3 + (fork == 2 ? secondsBetween : 0));
            Manifest manifest = run.manifest();
            run.update(manifest.withFork(
                    "1",
                    manifest.server(),
                    manifest.machine(),
                    new Manifest.Fork(fork, 1, ready.toString(), 3_000_000_000L)));
            List<Sample> samples = new ArrayList<>();
            double[] values = forks[fork - 1];
            for (int i = 0; i < 2 + values.length; i++) {
                samples.add(new Sample(
                        fork,
                        i + 1,
                        i < 2 ? Kind.WARMUP : Kind.MEASURED,
                        Phase.EXECUTE,
                        Metric.STEPS_PER_SECOND,
                        i < 2 ? 1000 : values[i - 2],
                        ready.plusSeconds(4L * i)));
            }
            run.append(samples, List.of(), List.of(), List.of());
            end = ready.plusSeconds(4L * (2 + values.length));
        }
        return run;
    }

    @Test
    void noiseAndCostsOfARunGiveItsPlans() {
        Replication replication = Replication.of(timed(0, WORKED));

        assertThat(replication.betweenForks().orElseThrow()).isCloseTo(.38194 / 13.10416, within(1e-5));
        assertThat(replication.costs()).hasValue(new Replication.Costs(13e9, 4e9));
        ReplicationPlan plan = replication.plan(.05).orElseThrow();
        assertThat(plan.cost()).isCloseTo(plan.forks() * (13e9 + plan.iterations() * 4e9), within(1.0));
        assertThat(plan.expected()).isLessThanOrEqualTo(.05);
        assertThat(replication.table().rowCount()).isEqualTo(3);
        assertThat(replication.table().doubleColumn("expected").get(0)).isEqualTo(plan.expected());
        assertThat(replication.toString().replaceAll("\\s+", " "))
                .contains("execute steps_per_second: 3 forks × 4 iterations")
                .contains("2.91 % between forks, 97.1 % between iterations; the interval is ±72.1 % of the mean")
                .contains("A fork costs 13.00 s (process, database, warm-up), an iteration 4.000 s")
                .containsPattern(
                        "To reach ±2 % run \\d+ forks of \\d+ iterations, about [0-9.]+ hours: RUNS=\\d+ MEASURED")
                // NIST: chi-square with 2 degrees of freedom, 7.378 and .0506
                .contains("lies between 0.27 and 39.5 times");
        assertThat(replication.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void theSummaryHasTheNoiseInOneLine() {
        assertThat(Summary.of(timed(0, WORKED)).toString().replaceAll("\\s+", " "))
                .contains("Noise of execute steps_per_second: 2.91 % between forks, 97.1 % between iterations")
                .containsPattern(
                        "To reach ±5 % run \\d+ forks of \\d+ iterations, about .*, a rough guide from 3 forks\\.");
        assertThat(Summary.of(timed(0, WORKED[0], WORKED[1])).toString()).doesNotContain("Noise of");
    }

    @Test
    void anotherRunsForkInBetweenIsNoCostOfTheProcess() {
        assertThat(Replication.of(timed(100, WORKED)).costs()).hasValue(new Replication.Costs(13e9, 4e9));
    }

    @Test
    void aForkThatWasCutShortIsLeftOut() {
        Replication replication = Replication.of(timed(0, WORKED[0], WORKED[1], WORKED[2], new double[] {100}));

        assertThat(replication.betweenForks().orElseThrow()).isCloseTo(.38194 / 13.10416, within(1e-5));
        assertThat(replication.toString().replaceAll("\\s+", " "))
                .contains("3 forks × 4 iterations; left out, since not all of their iterations are there: 1");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(Replication.of(timed(0, WORKED[0], WORKED[1])).toString())
                .contains("! Of 2 forks nobody can say how much forks differ; it takes RUNS=3 or more.");
        assertThat(Replication.of(timed(0, WORKED[0], WORKED[1])).components()).isEmpty();
        assertThat(Replication.of(timed(0, new double[] {1}, new double[] {2}, new double[] {3}))
                        .toString())
                .contains("MEASURED_ITERATIONS=2 or more");
        assertThat(Replication.of(timed(0, new double[] {7, 7}, new double[] {7, 7}, new double[] {7, 7}))
                        .toString())
                .contains("All values are the same")
                .doesNotContain("NaN");
        // A negative T₂²: the fork means are closer to each other than the iterations explain.
        assertThat(Replication.of(timed(0, new double[] {1, 9}, new double[] {2, 8}, new double[] {3, 8}))
                        .toString())
                .contains("0 % between forks, 100 % between iterations")
                .contains("their own noise counts as 0");
    }

    @Test
    void withoutTimesThereIsNoiseButNoPlan() {
        RunFolder run = ExampleRun.empty(data, BEGIN);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, WORKED);
        Replication replication = Replication.of(run);

        assertThat(replication.components()).isPresent();
        assertThat(replication.costs()).isEmpty();
        assertThat(replication.plan(.02)).isEmpty();
        assertThat(replication.table().rowCount()).isZero();
        assertThat(replication.toString()).contains("What a fork costs is not in this run folder");
        assertThat(Replication.of(ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1))
                        .costs())
                .isEmpty();
    }

    @Test
    void anyMetricMayBeAskedForAndAnUnknownOneIsNamed() {
        RunFolder run = ExampleRun.of(data, ExampleRun.Shape.DEFAULT, 1);

        assertThat(Replication.of(run, "duration_ns").toString()).contains("execute duration: 3 forks × 5 iterations");
        assertThatThrownBy(() -> Replication.of(run, "speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\" was not measured");
        assertThatThrownBy(() -> Replication.of(run).plan(0))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> Replication.of(ExampleRun.empty(data, BEGIN)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("No throughput was measured");
    }
}
