package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.OutlierIterations.Flag;
import flowbench.analysis.OutlierIterations.Odd;
import flowbench.resources.ExampleTelemetry;
import flowbench.runfolder.Metric;
import flowbench.runfolder.ProbeMetric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.UserException;
import flowbench.statistics.TukeyFences.Outlier;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlierIterationsTest {
    @TempDir
    Path data;

    private RunFolder run() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, new double[] {501, 502, 503, 504, 505}, new double[] {
            506, 507, 250, 508, 509
        });
        ExampleRun.append(run, Metric.WAL_BYTES_PER_STEP, new double[] {1000, 1010, 1020, 1030, 1040}, new double[] {
            1050, 1060, 4140, 1070, 1080
        });
        // Flagged in another iteration, never 0 in one, and what throughput is made of.
        ExampleRun.append(run, Metric.DEAD_TUPLES_PER_STEP, new double[] {3, 3.1, 3.2, 9, 3.3}, new double[] {
            3.4, 3.5, 3.6, 3.7, 3.8
        });
        ExampleRun.append(run, Metric.SERVER_WARNINGS, new double[] {0, 0, 0, 0, 0}, new double[] {0, 0, 2, 0, 0});
        ExampleRun.append(run, Metric.FLOW_RUNS_PER_SECOND, new double[] {5, 5.1, 5.2, 5.3, 5.4}, new double[] {
            5.5, 5.6, 1, 5.7, 5.8
        });
        return run;
    }

    @Test
    void whatElseIsFlaggedInAnOutlierIterationIsListedAgainstTheMedian() {
        OutlierIterations iterations = OutlierIterations.of(run());

        assertThat(iterations.iterations()).hasSize(1);
        Odd odd = iterations.iterations().get(0);
        assertThat(odd.throughput().fork()).isEqualTo(2);
        assertThat(odd.throughput().iteration()).isEqualTo(3);
        assertThat(odd.throughput().low()).isTrue();
        assertThat(odd.others())
                .extracting(flag -> flag.metric().name())
                .containsExactly("wal_bytes_per_step", "server_warnings");
        Flag wal = odd.others().get(0);
        // The median of 1000, 1010, … 1080 and 4140 is 1045.
        assertThat(wal.median()).isEqualTo(1045);
        assertThat(wal.ratio()).hasValue(4140 / 1045.0);
        assertThat(wal.outlier()).isEqualTo(Outlier.SEVERE);
        assertThat(wal.agreed()).hasValue(true);
        assertThat(odd.others().get(1).ratio()).isEmpty();
        assertThat(odd.others().get(1).agreed()).isEmpty();
    }

    @Test
    void itIsShownAsATableOfTheWidthOfATerminal() {
        OutlierIterations iterations = OutlierIterations.of(run());

        assertThat(iterations.table().rowCount()).isEqualTo(3);
        assertThat(iterations.table().doubleColumn("ratio").isMissing(2)).isTrue();
        assertThat(iterations.table().stringColumn("mad_outlier").isMissing(2)).isTrue();
        assertThat(iterations.table().stringColumn("side").asList()).containsExactly("low", "high", "high");
        assertThat(iterations.toString())
                .contains("1 of 10")
                .containsPattern("wal_bytes_per_step +bytes/step +4140 +1045 +3.962 +high severe +yes");
        assertThat(iterations.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void aRunWithoutOutliersOrWithoutThroughputSaysSo() {
        RunFolder calm = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(calm, Metric.STEPS_PER_SECOND, new double[] {1, 2, 3, 4, 5});

        assertThat(OutlierIterations.of(calm).toString()).contains("Of the 5 measured iterations none is an outlier");
        assertThat(OutlierIterations.of(calm).table().rowCount()).isZero();
        assertThatThrownBy(() -> OutlierIterations.of(ExampleRun.empty(data, Instant.EPOCH)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("No throughput was measured");
    }

    @Test
    void whatTheProbesSawOfThatIterationIsHeldAgainstTheOthersToo(@TempDir Path folder) {
        ExampleTelemetry telemetry = new ExampleTelemetry(folder).busy(ProbeMetric.IO_PRESSURE, .1);
        for (int iteration = 1; iteration <= 9; iteration++) {
            telemetry.iteration(iteration, 1 + .001 * iteration);
        }
        RunFolder run = telemetry.iteration(10, 3);

        assertThat(OutlierIterations.of(run).iterations())
                .singleElement()
                .satisfies(odd -> assertThat(odd.others())
                        .extracting(flag -> flag.metric().name())
                        .contains("io_pressure_share"));
        assertThat(Summary.of(run).warnings())
                .filteredOn(warning -> warning.type() == Warning.Type.OUTLIER_ITERATIONS)
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence())
                        .startsWith(
                                "Iterations whose throughput is an outlier (1 of 10): fork 1, iteration 10 with 3000 steps/s"
                                        + " against a median of ")
                        .contains("execute io_pressure_share 30 % against 10"));
    }

    @Test
    void aRoundTripThatNobodyMeasuredInTheOthersIsNoReason(@TempDir Path folder) {
        ExampleTelemetry telemetry = new ExampleTelemetry(folder);
        for (int iteration = 1; iteration <= 9; iteration++) {
            telemetry.iteration(iteration, 1 + .001 * iteration);
        }
        RunFolder run = telemetry.gauge(ProbeMetric.ROUND_TRIP, 130_000).iteration(10, 3);

        assertThat(OutlierIterations.of(run).iterations())
                .singleElement()
                .satisfies(odd -> assertThat(odd.others())
                        .extracting(flag -> flag.metric().name())
                        .isNotEmpty()
                        .doesNotContain("round_trip_ns"));
    }
}
