package flowbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flowbench.analysis.ExampleRun.Shape;
import flowbench.runfolder.Better;
import flowbench.runfolder.Event;
import flowbench.runfolder.EventCause;
import flowbench.runfolder.EventOutcome;
import flowbench.runfolder.EventType;
import flowbench.runfolder.Kind;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.Operation;
import flowbench.runfolder.Phase;
import flowbench.runfolder.Precision;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Bootstrap;
import flowbench.statistics.Estimate;
import flowbench.statistics.IntervalMethod;
import flowbench.statistics.OrderStatisticInterval;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

class SummaryTest {
    private static final Shape SMALL = new Shape(3, 2, 5, 50);

    @TempDir
    Path data;

    @Test
    void itSaysItsUnitOfReplicationAndFitsATerminal() {
        Summary summary = Summary.of(ExampleRun.of(data, SMALL, 1), ExampleRun.of(data, new Shape(1, 0, 4, 50), 2));

        assertThat(summary.replication())
                .containsExactly(
                        "3 forks × 5 iterations; interval over 3 fork means",
                        "1 fork × 4 iterations; interval over 4 iterations, within one process");
        assertThat(summary.toString().lines()).allMatch(line -> line.length() <= 120);
        assertThat(summary.toString()).doesNotContain("E8").doesNotContain("NaN");
        assertThat(summary.warnings()).extracting(Warning::type).contains(Warning.Type.FEW_FORKS);
    }

    @Test
    void warmUpIsLeftOut() {
        assertThat(Summary.of(ExampleRun.of(data, SMALL, 1))
                        .estimate("steps_per_second")
                        .n())
                .isEqualTo(15);
    }

    @Test
    void aRunThatWentOnUntilItWasPreciseSaysSoAndWhatThatCosts() {
        RunFolder run = ExampleRun.of(data, SMALL, 1);
        run.update(run.manifest()
                .withPrecision(
                        new Precision(.02, 10, 3600, 14, OptionalDouble.of(.0175), Precision.Ending.NARROW_ENOUGH)));
        RunFolder stopped = ExampleRun.of(data, SMALL, 2);
        stopped.update(stopped.manifest()
                .withPrecision(
                        new Precision(.02, 10, 3600, 22, OptionalDouble.of(.0305), Precision.Ending.TIME_LIMIT)));

        assertThat(Summary.of(run).toString())
                .contains("\nPRECISION: went on until ±2 %: reached ±1.8 % after 14 forks\n");
        assertThat(Summary.of(run).warnings())
                .filteredOn(warning -> warning.type() == Warning.Type.STOPPED_WHEN_NARROW)
                .extracting(Warning::sentence)
                .singleElement()
                .asString()
                .contains("about 93.5 % instead of 95 % (simulated, with 10 forks at least); RUNS=20 or more");
        assertThat(Summary.of(stopped).toString())
                .contains(
                        "\nPRECISION: stopped by PRECISION_TIME_LIMIT_S=3600 at ±3.1 % after 22 forks, before ±2 %\n");
        assertThat(Summary.of(stopped).warnings())
                .extracting(Warning::type)
                .doesNotContain(Warning.Type.STOPPED_WHEN_NARROW);
    }

    @Test
    void theTableHasEveryDigitAndMissesWhatIsUndefined() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, ExampleRun.metric("exact"), new double[] {1.0 / 3});
        Table table = Summary.of(run).table();

        assertThat(table.doubleColumn("mean").getDouble(0)).isEqualTo(1.0 / 3);
        assertThat(table.doubleColumn("sd").isMissing(0)).isTrue();
        assertThat(table.doubleColumn("interval_low").isMissing(0)).isTrue();
        assertThat(table.intColumn("n").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(table.stringColumn("replication").get(0)).isEqualTo("within one process");
        assertThat(Summary.of(run).toString()).contains("–");
    }

    @Test
    void warningsThatDifferOnlyInTheirNumbersAreSaidOnce() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, new double[] {1, 1}, new double[] {1, 1}, new double[] {1, 1});
        for (String sentence :
                List.of("Iteration 1: 5 are missing.", "Mind the gap.", "Iteration 2: 17 are missing.")) {
            run.update(run.manifest().withWarning(sentence));
        }

        assertThat(Summary.of(run).warnings())
                .extracting(Warning::sentence)
                .containsExactly("Iteration 1: 5 are missing. (And 1 more like it.)", "Mind the gap.");
    }

    @Test
    void aWideSpreadOutliersAndDriftAreWarnedOf() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(
                run,
                Metric.STEPS_PER_SECOND,
                new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 100},
                new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

        assertThat(Summary.of(run).warnings())
                .extracting(Warning::type)
                .containsExactly(
                        Warning.Type.WIDE_SPREAD,
                        Warning.Type.OUTLIERS,
                        Warning.Type.NO_STEADY_STATE,
                        Warning.Type.OUTLIER_ITERATIONS);
        assertThat(Summary.of(run).toString().replaceAll("\\s+", " "))
                .contains("steps_per_second 1 high severe (MAD: 1 of 1).")
                .contains("clean normal data of 30 values 34 %");

        RunFolder drifting = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(drifting, Metric.STEPS_PER_SECOND, new double[] {
            100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111
        });
        assertThat(Summary.of(drifting).warnings()).extracting(Warning::type).contains(Warning.Type.AUTOCORRELATION);
        // Lag-1 autocorrelation of 1 to 12 is .75: 12 · .25 / 1.75 = 1.7
        assertThat(Summary.of(drifting).toString().replaceAll("\\s+", " "))
                .contains("steps_per_second 0.83, so that 12 values count as 1.1.");
    }

    /** Forks of values that are log-normal around 100. */
    private static double[][] forks(int forks, int iterations) {
        Random random = new Random(7);
        double[][] values = new double[forks][iterations];
        for (double[] fork : values) {
            Arrays.setAll(fork, i -> 100 * Math.exp(.3 * random.nextGaussian()));
        }
        return values;
    }

    @Test
    void aBootstrapIntervalIsGivenFromTwentyForksAndRefusedBelow() {
        RunFolder enough = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(enough, Metric.STEPS_PER_SECOND, forks(20, 3));
        RunFolder few = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(few, Metric.STEPS_PER_SECOND, forks(19, 3));
        double[] means = Arrays.stream(forks(20, 3))
                .mapToDouble(values -> Estimate.of(values).mean())
                .toArray();
        Summary bca = Summary.of(enough, few).with(IntervalMethod.BCA, 5);

        assertThat(bca.row("steps_per_second").interval())
                .isEqualTo(Bootstrap.withDefaults().withSeed(5).bca(means));
        assertThat(bca.rows().get(1).interval()).isEmpty();
        assertThat(bca.table().doubleColumn("interval_low").get(0))
                .isEqualTo(bca.row("steps_per_second").interval().orElseThrow().low());
        assertThat(bca.table().doubleColumn("interval_low").isMissing(1)).isTrue();
        assertThat(bca.table().stringColumn("interval_method").get(0)).isEqualTo("bootstrap BCa");
        assertThat(bca.warnings()).extracting(Warning::type).containsOnlyOnce(Warning.Type.FEW_REPLICATES);
        assertThat(bca.toString().replaceAll("\\s+", " "))
                .contains("95 % bootstrap BCa interval of the mean (bootstrap of 10000 resamples, seed 5)")
                .contains("of 19 it would be too narrow; it takes RUNS=20 or more, or INTERVAL=t.")
                .contains("cluster bootstrap");
        assertThat(bca.with(IntervalMethod.T)
                        .table()
                        .doubleColumn("interval_low")
                        .asList())
                .isEqualTo(Summary.of(enough, few)
                        .table()
                        .doubleColumn("interval_low")
                        .asList());
        assertThat(bca.with(IntervalMethod.T).warnings())
                .extracting(Warning::type)
                .doesNotContain(Warning.Type.FEW_REPLICATES);
    }

    @Test
    void theSettingIntervalChoosesTheIntervalOfOneForksIterations() {
        RunFolder enough = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(enough, Metric.STEPS_PER_SECOND, forks(1, 20));
        RunFolder few = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(few, Metric.STEPS_PER_SECOND, forks(1, 19));
        Settings settings = Settings.of(Map.of("INTERVAL", "percentile", "SEED", "9"), Map.of());

        assertThat(Summary.of(enough).with(settings).row("steps_per_second").interval())
                .isEqualTo(Bootstrap.withDefaults().withSeed(9).percentile(forks(1, 20)[0]));
        assertThat(Summary.of(few).with(settings).row("steps_per_second").interval())
                .isEmpty();
        assertThat(Summary.of(few).with(settings).toString().replaceAll("\\s+", " "))
                .contains("of the one fork, and of 19 it would be too narrow; it takes MEASURED_ITERATIONS=20 or more");
        assertThat(Summary.of(enough).with(Settings.of(Map.of(), Map.of())).toString())
                .isEqualTo(Summary.of(enough).toString());
    }

    @Test
    void valuesThatAreAllTheSameHaveNoIntervalByAnyMethodAndThatIsSaid() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, ExampleRun.metric("constant"), new double[25]);

        for (IntervalMethod method : IntervalMethod.values()) {
            Summary summary = Summary.of(run).with(method);

            assertThat(summary.row("constant").interval()).isEmpty();
            assertThat(summary.toString())
                    .contains("All values are the same, so there is no interval: execute constant.")
                    .doesNotContain("NaN");
        }
    }

    @Test
    void quantilesHaveATableOfTheirOwnThatSaysWhatTheRefusedOnesNeed() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, Metric.STEPS_PER_SECOND, forks(1, 71));
        ExampleRun.append(run, ExampleRun.metric("constant"), new double[71]);
        Summary summary = Summary.of(run);
        Table table = summary.table();

        assertThat(table.doubleColumn("median_low").get(0))
                .isEqualTo(OrderStatisticInterval.of(.5, forks(1, 71)[0])
                        .orElseThrow()
                        .low());
        assertThat(table.doubleColumn("p90").isMissing(0)).isFalse();
        assertThat(table.doubleColumn("p90_high").isMissing(0)).isFalse();
        assertThat(table.doubleColumn("p95").isMissing(0)).isTrue();
        assertThat(table.doubleColumn("p95_low").isMissing(0)).isTrue();
        assertThat(summary.quantiles().table().rowCount()).isEqualTo(8);
        assertThat(summary.quantiles().table().intColumn("needed").asList())
                .containsExactly(6, 36, 72, 368, 6, 36, 72, 368);
        assertThat(summary.quantiles().toString())
                .containsPattern("steps_per_second +steps/s +71 +71 +median ")
                .containsPattern("71 +p90 ")
                .contains("fewer independent values than this are there: p95 72, p99 368.")
                .doesNotContain("constant");
        assertThat(Summary.of(ExampleRun.of(data, SMALL, 1))
                        .quantiles()
                        .toString()
                        .lines())
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void anIntervalThatReachesBelowZeroIsWrittenInFullAndExplained() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, ExampleRun.metric("varied"), new double[] {1, 1}, new double[] {25, 25});
        ExampleRun.append(run, ExampleRun.metric("signed"), new double[] {-1, -1}, new double[] {25, 25});
        ExampleRun.append(run, ExampleRun.metric("steady"), new double[] {10, 10}, new double[] {11, 11});
        String text = Summary.of(run).toString().replaceAll("\\s+", " ");

        // R: t.test(c(1, 25))$conf.int is -139.4745 to 165.4745
        assertThat(text).contains("-139.5", "165.5");
        assertThat(text).contains("low is below 0, as no value is: execute varied. Student's t reaches");
    }

    @Test
    void theTableCountsOutliersBySideAndTheirSecondOpinion() {
        RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
        ExampleRun.append(run, ExampleRun.metric("one"), new double[] {30, 1, 2, 3, 4, 5, 6, 7, 8, 9, -30});
        ExampleRun.append(run, ExampleRun.metric("two"), new double[] {1, 1, 1, 1, 9});
        Table table = Summary.of(run).table();

        assertThat(table.intColumn("severe_low").asList()).containsExactly(1, 0);
        assertThat(table.intColumn("severe_high").asList()).containsExactly(1, 1);
        assertThat(table.intColumn("mild_low").asList()).containsExactly(0, 0);
        assertThat(table.intColumn("mad_agrees").get(0)).isEqualTo(2);
        assertThat(table.intColumn("mad_agrees").isMissing(1)).isTrue();
        assertThat(table.doubleColumn("effective_n").isMissing(0)).isFalse();
    }

    @Test
    void noSummaryOfRandomValuesHoldsWhatIsNoNumber() {
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            double scale = Math.pow(10, i % 3 == 0 ? random.nextInt(500) - 250 : random.nextInt(8) - 4);
            int ties = 1 + random.nextInt(5);
            RunFolder run = ExampleRun.empty(data, Instant.EPOCH);
            double[][] forks = new double[1 + random.nextInt(25)][1 + random.nextInt(4)];
            for (double[] fork : forks) {
                Arrays.setAll(fork, k -> scale * (random.nextBoolean() ? ties : random.nextGaussian()));
            }
            ExampleRun.append(run, new Metric("own", "units", Better.HIGHER), forks);
            // A throughput is neither negative nor larger than anything can be.
            ExampleRun.append(
                    run,
                    Metric.STEPS_PER_SECOND,
                    Arrays.stream(forks)
                            .map(fork -> Arrays.stream(fork)
                                    .map(value -> Math.min(1e17, Math.abs(value)))
                                    .toArray())
                            .toArray(double[][]::new));
            Summary summary = Summary.of(run).with(IntervalMethod.values()[i % 3]);

            for (Table table : List.of(
                    summary.table(),
                    summary.quantiles().table(),
                    Replication.of(run, "own").table())) {
                for (Column<?> column : table.columnsOfType(ColumnType.DOUBLE)) {
                    assertThat(((DoubleColumn) column).removeMissing().asDoubleArray())
                            .doesNotContain(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
                }
            }
            for (String name : List.of("mean", "median", "min", "max")) {
                assertThat(summary.table().doubleColumn(name).isMissing(0)).isFalse();
            }
            assertThat(summary.toString()
                            + summary.quantiles()
                            + Replication.of(run, "own")
                            + OutlierIterations.of(run))
                    .doesNotContain("NaN", "Infinity", "∞");
        }
    }

    @Test
    void whatTheManifestWarnsOfAndAnUnfinishedRunAreSaid() {
        RunFolder run = ExampleRun.of(data, SMALL, 1);
        run.update(run.manifest()
                .withWarning("The server is not durable: fsync is off.")
                .sealed(Manifest.Status.INTERRUPTED, "", "Ctrl-C in fork 3"));

        assertThat(Summary.of(run).toString())
                .contains("not complete")
                .contains("Ctrl-C in fork 3")
                .contains("fsync is off");
    }

    @Test
    void aFailedIterationIsPartOfNoResultAndIsWarnedOf() {
        RunFolder run = ExampleRun.of(data, SMALL, 1);
        Summary before = Summary.of(run);
        String steady = SteadyState.of(run, "duration_ns").toString();
        String operations = Operations.of(run).toString();

        // In places that nothing else has, and with values that would stand out.
        List<Sample> samples = new ArrayList<>();
        List<Operation> calls = new ArrayList<>();
        for (int iteration : new int[] {8, 9}) {
            for (Metric metric : List.of(Metric.DURATION, Metric.CONNECTION_ERRORS, Metric.RECONNECTS)) {
                samples.add(new Sample(1, iteration, Kind.FAILED, Phase.EXECUTE, metric, 1e15, Instant.EPOCH));
            }
            calls.add(new Operation(
                    1, iteration, Kind.FAILED, Phase.EXECUTE, "claim", 1, 0, 0, 1, 1_000_000_000, "error", "57P01"));
        }
        run.append(samples, calls, List.of(), List.of());
        run.update(run.manifest()
                .withFailedIteration(failed(8, Kind.WARMUP))
                .withFailedIteration(failed(9, Kind.MEASURED)));
        RunFolder reopened = RunFolder.open(run.path());
        Summary after = Summary.of(reopened);

        assertThat(after.table().toString()).isEqualTo(before.table().toString());
        assertThat(SteadyState.of(reopened, "duration_ns")).hasToString(steady);
        assertThat(Operations.of(reopened)).hasToString(operations);
        assertThat(after.warnings())
                .filteredOn(warning -> !before.warnings().contains(warning))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.type()).isEqualTo(Warning.Type.FAILED_ITERATIONS);
                    assertThat(warning.sentence())
                            .startsWith(
                                    "2 iterations failed, 1 of them after the warm-up, and are left out (n is smaller"
                                            + " by 1): fork 1, iteration 8 failed in execute: the server ended the connection"
                                            + " (57P01: no reason); fork 1, iteration 9 failed in execute: ");
                });
    }

    private static Manifest.FailedIteration failed(int iteration, Kind kind) {
        return new Manifest.FailedIteration(
                1, iteration, kind, Phase.EXECUTE, "the server ended the connection (57P01: no reason)", "");
    }

    @Test
    void connectionsThatWereOpenedAgainInMeasuredIterationsAreWarnedOf() {
        RunFolder run = ExampleRun.of(data, SMALL, 1);
        ExampleRun.append(run, Metric.RECONNECTS, 2, new double[] {3, 0, 0, 2, 0, 0, 1}, new double[7], new double[7]);

        Summary summary = Summary.of(run);

        assertThat(summary.warnings())
                .filteredOn(warning -> warning.type() == Warning.Type.RECONNECTED)
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence())
                        .contains("opened again: 2 in fork 1, iteration 4; 1 in fork 1, iteration 7."));
        assertThat(summary.toString()).doesNotContain("reconnects");
        assertThat(summary.quantiles().toString()).doesNotContain("reconnects");
    }

    @Test
    void anUnknownMetricIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Summary.of(ExampleRun.of(data, SMALL, 1)).estimate("speed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"speed\"")
                .hasMessageContaining("steps_per_second");
    }

    @Test
    void aRunWithoutMeasuredRowsIsRefusedInOneSentence() {
        RunFolder run = ExampleRun.of(data, new Shape(1, 2, 0, 10), 1);

        assertThatThrownBy(() -> Summary.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Nothing measured in " + run.path());
        assertThatThrownBy(() -> Operations.of(run))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nothing measured");
        assertThatThrownBy(() -> Summary.of(List.of())).isInstanceOf(UserException.class);
    }

    @Test
    void outliersAreFlaggedAmongMeasuredRowsAndNoRowIsLost() {
        Table samples = Tables.samples(ExampleRun.of(data, SMALL, 3));
        samples.doubleColumn("value").set(samples.rowCount() - 1, 1e12);
        // Somewhere in the middle, so that a flag that is given by rank and not by row is seen.
        int middle = IntStream.range(0, samples.rowCount())
                .filter(i -> samples.intColumn("fork").get(i) == 2
                        && samples.intColumn("iteration").get(i) == 4)
                .filter(i -> samples.stringColumn("metric").get(i).equals("steps_per_second"))
                .findFirst()
                .orElseThrow();
        samples.doubleColumn("value").set(middle, -1e12);
        Table flagged = Outliers.flag(samples);

        assertThat(flagged.rowCount()).isEqualTo(samples.rowCount());
        assertThat(samples.columnNames()).doesNotContain("outlier");
        assertThat(flagged.stringColumn("outlier").get(flagged.rowCount() - 1)).isEqualTo("severe");
        assertThat(flagged.stringColumn("side").get(flagged.rowCount() - 1)).isEqualTo("high");
        assertThat(flagged.stringColumn("outlier").get(middle)).isEqualTo("severe");
        assertThat(flagged.stringColumn("side").get(middle)).isEqualTo("low");
        assertThat(flagged.stringColumn("outlier").isMissing(0)).isTrue();
        assertThat(flagged.stringColumn("mad_outlier").get(middle)).isEqualTo("yes");
        assertThat(flagged.doubleColumn("modified_z").get(middle)).isLessThan(-3.5);
        assertThat(flagged.doubleColumn("modified_z").isMissing(0)).isTrue();
        assertThat(flagged.stringColumn("mad_outlier").countOccurrences("no")).isPositive();
        assertThat(Outliers.flag(flagged).columnCount()).isEqualTo(flagged.columnCount());
        assertThatThrownBy(() -> Outliers.flag(samples.copy().removeColumns("kind")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("column kind is missing");
    }

    @Test
    void operationsGiveOnlyTheQuantilesThatTheirCallsSupport() {
        Operations operations = Operations.of(ExampleRun.of(data, SMALL, 1));
        Table table = operations.table();
        Table complete = table.where(table.stringColumn("operation").isEqualTo("complete_task"));
        Table claim = table.where(table.stringColumn("operation").isEqualTo("claim"));

        assertThat(complete.intColumn("ok").get(0)).isEqualTo(750);
        assertThat(complete.doubleColumn("latency_p99").isMissing(0)).isFalse();
        assertThat(complete.doubleColumn("latency_p99.9").isMissing(0)).isTrue();
        assertThat(claim.intColumn("empty").get(0)).isEqualTo(150);
        assertThat(operations.toString().replaceAll("\\s+", " "))
                .contains("type 7")
                .contains("p99.9 3688");
        assertThat(operations.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void tablesHaveTypedColumns() {
        RunFolder run = ExampleRun.of(data, SMALL, 1);

        assertThat(Tables.samples(run).column("value").type()).isEqualTo(ColumnType.DOUBLE);
        assertThat(Tables.samples(run).column("started_at").type()).isEqualTo(ColumnType.INSTANT);
        assertThat(Tables.operations(run).column("latency_ns").type()).isEqualTo(ColumnType.LONG);
        assertThat(Tables.operations(run).column("fork").type()).isEqualTo(ColumnType.INTEGER);
    }

    @Test
    void eventsAreOneLineBesideTheirRateAndShareAndNoRowIsLost() {
        RunFolder run = ExampleEvents.delivered(data, "notify", Instant.EPOCH, 20, 1);
        Summary summary = Summary.of(run);

        assertThat(summary.toString().replaceAll("\\s+", " "))
                .contains(
                        "Events (notify): 126 expected, 126 written, 126 delivered; none late, out of order, duplicate,"
                                + " recovered, missing or unknown.")
                .contains("events_per_second", "delivered_share")
                .doesNotContain("events_expected", "delivered_share_", "channel_breaks");
        assertThat(summary.table().stringColumn("metric").asList())
                .contains("events_expected", "delivered_share_run_started", "channel_breaks");
        assertThat(summary.warnings())
                .extracting(Warning::type)
                .doesNotContain(Warning.Type.NOT_DELIVERED, Warning.Type.FAULTS_INJECTED);
    }

    @Test
    void whatHappenedToTheChannelIsPartOfThatLine() {
        RunFolder run = ExampleEvents.delivered(data, "realtime", Instant.EPOCH, 20, 1);
        ExampleEvents.count(run, Metric.CHANNEL_BREAKS, 1);
        ExampleEvents.count(run, Metric.REALTIME_CHANNELS_CLOSED, 20);
        ExampleEvents.count(run, Metric.REALTIME_CHANNEL_ERRORS, 0);
        ExampleEvents.count(run, Metric.REALTIME_JOINS_TIMED_OUT, 1);
        ExampleEvents.count(run, Metric.REALTIME_RATE_LIMIT_HITS, 7);
        ExampleEvents.count(run, Metric.REALTIME_BROADCASTS_DROPPED, 2);

        assertThat(Summary.of(run).toString().replaceAll("\\s+", " "))
                .contains("126 delivered; 1 channel break, 20 channels closed, 1 join timed out, 7 rate limit hits, 2"
                        + " broadcasts dropped; none late")
                .doesNotContain("channel error", "realtime_");
    }

    @Test
    void whatWasNotDeliveredIsWarnedOfWithItsCauses() {
        Summary summary = Summary.of(ExampleEvents.oldHighFrequency(data));

        assertThat(summary.toString().replaceAll("\\s+", " "))
                .contains("Events (poll): 202 expected, 202 written, 1 delivered; 201 missing; none late,")
                .contains("201 of 202 were not (101 before_subscription, 100 not_listened_for)")
                .contains("Events.of(run) shows which");
    }

    @Test
    void oneMissingEventOfThirtyThousandIsNotRoundedAway() {
        List<Event> events = new ArrayList<>(ExampleEvents.ofRun(15_000, 1, new Random(1)));
        events.set(
                events.size() - 1,
                ExampleEvents.undelivered(EventType.RUN_COMPLETED, EventOutcome.MISSING, EventCause.NOT_DELIVERED));
        RunFolder run = ExampleEvents.empty(data, "notify", Instant.EPOCH);
        ExampleEvents.append(run, 1, Kind.MEASURED, 1000, events);

        assertThat(Summary.of(run).toString())
                .containsPattern("delivered_share +% +1 +99\\.997 ")
                .contains("30002 expected, 30002 written, 30001 delivered; 1 missing; none late");
    }

    @Test
    void injectedFaultsStandBesideWhatWasReported() {
        List<Event> events = new ArrayList<>(ExampleEvents.ofRun(20, 1, new Random(1)));
        events.set(
                5, ExampleEvents.undelivered(EventType.STEP_STARTED, EventOutcome.RECOVERED, EventCause.NOT_DELIVERED));
        events.set(
                6, ExampleEvents.undelivered(EventType.STEP_STARTED, EventOutcome.MISSING, EventCause.NOT_DELIVERED));
        RunFolder run =
                ExampleEvents.with(ExampleEvents.empty(data, "wal", Instant.EPOCH), "EVENT_FAULTS", "drop:5%,kill:1");
        ExampleEvents.append(run, 1, Kind.MEASURED, 1000, events);
        ExampleEvents.inject(run, "dropped", 2);
        ExampleEvents.inject(run, "kills", 1);
        ExampleEvents.inject(run, "delayed", 0);

        assertThat(Summary.of(run).toString())
                .containsPattern("dropped +recovered or missing, as is what a kill costs +2 +2\n")
                .containsPattern("kills +channel breaks +1 +0\n")
                .doesNotContain("faults_", "delayed");
        assertThat(Summary.of(run).warnings())
                .extracting(Warning::type)
                .contains(Warning.Type.FAULTS_INJECTED, Warning.Type.NOT_DELIVERED);
    }
}
