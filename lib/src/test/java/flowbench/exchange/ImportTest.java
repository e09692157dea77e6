package flowbench.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleRun.Shape;
import flowbench.analysis.Operations;
import flowbench.analysis.Resources;
import flowbench.analysis.SteadyState;
import flowbench.analysis.Summary;
import flowbench.analysis.Warning;
import flowbench.charts.Charts;
import flowbench.comparison.Comparison;
import flowbench.comparison.Verdict;
import flowbench.history.RunSeries;
import flowbench.runfolder.Better;
import flowbench.runfolder.ImportSource;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Metric;
import flowbench.runfolder.OperationColumn;
import flowbench.runfolder.Phase;
import flowbench.runfolder.RunFolder;
import flowbench.runfolder.Sample;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Estimate;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of JMH, hyperfine and pgbench become runs that say what the files say, and nothing else. */
class ImportTest {
    private static final Path FIXTURES = Path.of("src/test/resources/flowbench/exchange");

    @TempDir
    Path data;

    private List<RunFolder> imported(Path... files) {
        return imported(Map.of(), files);
    }

    private List<RunFolder> imported(Map<String, String> more, Path... files) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("DATA_DIR", data.toString());
        settings.put(
                "IMPORT_FILES", Stream.of(files).map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        return Import.of(Settings.of(settings, Map.of()));
    }

    private static Path fixture(String name) {
        return FIXTURES.resolve(name);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(data.resolve(name), text);
    }

    private static RunFolder named(List<RunFolder> runs, String scenario) {
        return runs.stream()
                .filter(run -> run.manifest().scenario().equals(scenario))
                .findFirst()
                .orElseThrow(() -> new AssertionError(scenario + " is none of "
                        + runs.stream().map(run -> run.manifest().scenario()).toList()));
    }

    private static List<Sample> samples(RunFolder run, String metric) {
        return run.readSamples(cut -> {}).stream()
                .filter(sample -> sample.metric().name().equals(metric))
                .toList();
    }

    private static List<String> outcomes(RunFolder run) {
        List<String> outcomes = new ArrayList<>();
        run.operations().read(row -> outcomes.add(row.text(OperationColumn.OUTCOME)));
        return outcomes;
    }

    @Test
    void aBenchmarkOfJmhWithItsParametersIsARunThatSaysWhereItCameFrom() {
        List<RunFolder> runs = imported(Map.of("LABEL", "before"), fixture("jmh.json"));

        assertThat(runs)
                .extracting(run -> run.manifest().scenario())
                .containsExactly(
                        "sample.Parsing.throughput:size=10",
                        "sample.Parsing.average:size=10",
                        "sample.Parsing.sampled:size=10",
                        "sample.Parsing.once:size=10");
        assertThat(runs).allSatisfy(run -> {
            Manifest manifest = RunFolder.open(run.path()).manifest();
            ImportSource source = manifest.importedFrom().orElseThrow();
            assertThat(manifest.status()).isEqualTo(Manifest.Status.COMPLETE);
            assertThat(manifest.forks()).hasSize(2);
            assertThat(manifest.engine()).isEmpty();
            assertThat(manifest.server()).isEqualTo(Manifest.Server.UNKNOWN);
            assertThat(manifest.library()).isEqualTo(Manifest.Library.UNKNOWN);
            assertThat(manifest.machine().jdk()).startsWith("17.");
            assertThat(manifest.machine().cpuCount()).isZero();
            assertThat(manifest.settings()).containsOnlyKeys("LABEL");
            assertThat(source.name()).isEqualTo("JMH 1.37");
            assertThat(source.files()).containsExactly(fixture("jmh.json").toString());
            assertThat(source.scale()).containsExactly(Map.entry("threads", "1"));
            assertThat(source.parameters()).containsEntry("forks", "2").containsEntry("measurementTime", "20 ms");
            assertThat(run.path().getParent()).isEqualTo(data.resolve("runs"));
        });
    }

    @Test
    void modesOfJmhBecomeMetricsWithADirectionAndOneUnit() throws IOException {
        List<RunFolder> runs = imported(fixture("jmh.json"));

        Metric throughput = samples(named(runs, "sample.Parsing.throughput:size=10"), "operations_per_second")
                .get(0)
                .metric();
        Metric average = samples(named(runs, "sample.Parsing.average:size=10"), "time_per_operation")
                .get(0)
                .metric();
        assertThat(throughput).isEqualTo(Metric.OPERATIONS_PER_SECOND);
        assertThat(throughput.better()).isEqualTo(Better.HIGHER);
        assertThat(average).isEqualTo(Metric.TIME_PER_OPERATION);
        assertThat(average.better()).isEqualTo(Better.LOWER);
        assertThat(runs)
                .allSatisfy(run -> assertThat(samples(run, "gc_alloc_rate_norm"))
                        .hasSize(6)
                        .allSatisfy(
                                sample -> assertThat(sample.metric().better()).isEqualTo(Better.LOWER)));
    }

    @Test
    void theScoreOfJmhIsTheMeanOfWhatIsImported() throws IOException {
        List<RunFolder> runs = imported(fixture("jmh.json"));

        for (var benchmark : JsonPart.read(fixture("jmh.json")).elements()) {
            RunFolder run = named(runs, benchmark.get("benchmark").text() + ":size=10");
            JsonPart primary = benchmark.get("primaryMetric");
            JmhUnit unit = JmhUnit.of(primary.get("scoreUnit").text()).orElseThrow();
            double score = primary.get("score").number() * unit.factor();
            Estimate estimate =
                    Summary.of(run).estimate(unit.isThroughput() ? "operations_per_second" : "time_per_operation");
            assertThat(estimate.forks()).isEqualTo(2);
            assertThat(estimate.n()).isEqualTo(6);
            if (!benchmark.get("mode").text().equals("sample")) {
                assertThat(estimate.mean()).isCloseTo(score, within(score * 1e-9));
            } else {
                // JMH weighs each call the same; here each fork counts the same.
                assertThat(primary.get("scorePercentiles").get("0.0").number() * unit.factor())
                        .isLessThan(estimate.min());
                assertThat(samples(run, "time_per_operation_p50")).hasSize(6);
            }
        }
    }

    @Test
    void countedValuesHaveTheMeanAndTheQuantilesOfTheValuesThatTheyCount() {
        CountedValues counted = CountedValues.of(
                List.of(new double[] {30, 1}, new double[] {10, 500}, new double[] {20, 499}, new double[] {99, 0}));

        assertThat(counted.n()).isEqualTo(1000);
        // R: x <- rep(c(10, 20, 30), c(500, 499, 1)); mean(x); quantile(x, c(.5, .99), type = 7)
        assertThat(counted.mean()).isEqualTo(15.01, within(1e-12));
        assertThat(counted.quantile(.5)).hasValue(15);
        assertThat(counted.quantile(.99)).hasValue(20);
        assertThat(counted.quantile(.999)).isEmpty();
    }

    @Test
    void aSecondaryMetricWithoutADirectionIsLeftOutAndNamed() throws IOException {
        Path file = file("jmh.json", """
                [{"benchmark": "a.B.c", "mode": "thrpt",
                  "primaryMetric": {"score": 1, "scoreUnit": "ops/ms", "rawData": [[1, 3]]},
                  "secondaryMetrics": {"hits": {"scoreUnit": "#", "rawData": [[1, 2]]},
                    "calls": {"scoreUnit": "ops/s", "rawData": [[5, 7]]}}}]
                """);

        RunFolder run = imported(file).get(0);

        assertThat(samples(run, "operations_per_second"))
                .extracting(Sample::value)
                .containsExactly(1000., 3000.);
        assertThat(samples(run, "calls")).extracting(Sample::value).containsExactly(5., 7.);
        assertThat(samples(run, "hits")).isEmpty();
        assertThat(run.manifest().warnings())
                .anyMatch(warning -> warning.startsWith("The secondary metric hits in # is left out:"));
    }

    @Test
    void aRunExportedAsJmhAndImportedHasTheSameMeanAndInterval() {
        RunFolder run = ExampleRun.of(data, Shape.DEFAULT, 1);
        Path file = Path.of(Export.of(List.of(run), "jmh").write());

        List<RunFolder> back = imported(file);

        Estimate before = Summary.of(run).estimate("steps_per_second");
        Estimate after = Summary.of(back.stream()
                        .filter(other -> other.manifest().scenario().contains("throughput.steps_per_second"))
                        .findFirst()
                        .orElseThrow())
                .estimate("operations_per_second");
        assertThat(after).isEqualTo(before);
        double create = Summary.of(back.stream()
                        .filter(other -> other.manifest().scenario().contains("phases.create"))
                        .findFirst()
                        .orElseThrow())
                .estimate("time_per_operation")
                .mean();
        double created = Summary.of(run).rows().stream()
                .filter(row -> row.phase() == Phase.CREATE && row.metric().equals(Metric.DURATION))
                .findFirst()
                .orElseThrow()
                .estimate()
                .mean();
        assertThat(create).isCloseTo(created, within(created * 1e-12));
        double calls = Operations.of(run).rows().stream()
                .filter(row -> row.operation().equals("complete_task"))
                .findFirst()
                .orElseThrow()
                .latencyMean()
                .orElseThrow()
                .mean();
        double callsAgain = Summary.of(back.stream()
                        .filter(other -> other.manifest().scenario().contains("calls.complete_task"))
                        .findFirst()
                        .orElseThrow())
                .estimate("time_per_operation")
                .mean();
        // A histogram of three digits.
        assertThat(callsAgain).isCloseTo(calls, within(calls * 5e-4));
    }

    @Test
    void eachTimeOfHyperfineIsAForkWithOneIterationSinceItIsAFreshProcess() {
        List<RunFolder> runs = imported(fixture("hyperfine.json"));

        assertThat(runs).extracting(run -> run.manifest().scenario()).containsExactly("sleep 0.01", "sleep 0.02");
        RunFolder run = runs.get(0);
        JsonPart result = JsonPart.read(fixture("hyperfine.json"))
                .get("results")
                .elements()
                .get(0);
        Estimate estimate = Summary.of(run).estimate("duration_ns");
        assertThat(estimate.forks()).isEqualTo(10);
        assertThat(estimate.n()).isEqualTo(10);
        assertThat(estimate.mean()).isCloseTo(result.get("mean").number() * 1e9, within(1.));
        assertThat(estimate.sd().getAsDouble()).isCloseTo(result.get("stddev").number() * 1e9, within(1.));
        assertThat(run.manifest().importedFrom().orElseThrow().parameters())
                .containsEntry("seconds", "0.01")
                .containsKeys("mean user time, s", "mean system time, s");
    }

    @Test
    void aFailedProcessOfHyperfineIsToldOf() throws IOException {
        Path file = file("hyperfine.json", """
                {"results": [{"command": "x", "times": [0.5, 0.75], "exit_codes": [0, null],
                  "memory_usage_byte": [1024, 2048]}]}
                """);

        RunFolder run = imported(file).get(0);

        assertThat(run.manifest().warnings().get(0)).startsWith("1 of 2 processes ended with another exit code than 0");
        assertThat(samples(run, "memory_usage_bytes")).extracting(Sample::value).containsExactly(1024., 2048.);
    }

    @Test
    void theLogsOfTheThreadsOfOnePgbenchAreOneRunOfOneFork() {
        List<RunFolder> runs = imported(fixture("pgbench_log.1"), fixture("pgbench_log.1.1"));

        assertThat(runs).hasSize(1);
        RunFolder run = runs.get(0);
        Operations.Row calls = Operations.of(run).rows().get(0);
        assertThat(run.manifest().scenario()).isEqualTo("pgbench");
        assertThat(run.manifest().importedFrom().orElseThrow().scale())
                .containsOnly(Map.entry("clients", "4"), Map.entry("threads", "2"));
        assertThat(calls.operation()).isEqualTo("transaction");
        assertThat(calls.calls()).isEqualTo(160);
        assertThat(calls.errors()).isZero();
        assertThat(run.manifest().forks()).hasSize(1);
        assertThat(run.manifest().startedAt()).startsWith("2026-");
    }

    @Test
    void transactionsASecondAreThoseThatWereDueInEachSecondOrSo() throws IOException {
        StringBuilder log = new StringBuilder();
        // Of 3 s: 10 transactions in the first, 20 in the second, 30 in the third, each of 1 ms.
        int number = 0;
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 10 * (second + 1); i++) {
                long beganUs = second * 1_000_000L + 1_000_000L * i / (10 * (second + 1));
                log.append(line(0, ++number, "1000", 0, beganUs + 1_000));
            }
        }
        log.append(line(0, ++number, "1000", 0, 3_000_000));

        RunFolder run = imported(file("pgbench_log.7", log.toString())).get(0);

        assertThat(samples(run, "transactions_per_second"))
                .extracting(Sample::value)
                .containsExactly(10., 20., 31.);
        assertThat(samples(run, "transactions_per_second").get(0).metric().isThroughput())
                .isTrue();
    }

    private static String line(int client, int number, String time, int script, long endUs) {
        return client + " " + number + " " + time + " " + script + " " + (1_795_674_766L + endUs / 1_000_000) + " "
                + endUs % 1_000_000 + "\n";
    }

    @Test
    void whatWasSkippedOrFailedIsCountedAndNoThroughput() {
        RunFolder skipped = imported(fixture("skipped.1")).get(0);
        RunFolder failed = imported(fixture("failed.1")).get(0);

        assertThat(outcomes(skipped)).contains("ok", "skipped");
        assertThat(Operations.of(skipped).toString()).contains("calls did not succeed: {skipped=");
        assertThat(outcomes(failed)).contains("ok", "error");
        List<String> states = new ArrayList<>();
        failed.operations().read(row -> states.add(row.text(OperationColumn.SQLSTATE)));
        assertThat(states).contains("", "40001");
    }

    @Test
    void theLagBehindTheScheduleIsNoPartOfALatencyWhereTheLogSaysThatItIsLag() throws IOException {
        Path file = file("pgbench_log.7", "0 1 3000 0 1795674766 103000 1000 0\n0 2 2000 0 1795674766 203000 0 1\n");

        RunFolder run = imported(file).get(0);

        List<List<Long>> times = new ArrayList<>();
        run.operations()
                .read(row -> times.add(List.of(
                        row.whole(OperationColumn.INTENDED_NS),
                        row.whole(OperationColumn.STARTED_NS),
                        row.whole(OperationColumn.LATENCY_NS))));
        assertThat(times)
                .containsExactly(List.of(0L, 1_000_000L, 2_000_000L), List.of(101_000_000L, 101_000_000L, 2_000_000L));
    }

    @Test
    void aSeventhColumnThatMayBeEitherIsNotUsedAndToldOf() {
        RunFolder unclear = imported(fixture("rate.1")).get(0);
        RunFolder clear = imported(fixture("both.1")).get(0);

        assertThat(unclear.manifest().warnings())
                .anyMatch(warning -> warning.startsWith("The seventh column of the log is the lag"));
        assertThat(clear.manifest().warnings()).isEmpty();
    }

    @Test
    void aLogOfIntervalsIsRefusedSinceItHoldsNoTransactions() {
        assertThatThrownBy(() -> imported(fixture("interval.1")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("interval.1:1: is of a log of intervals (--aggregate-interval)");
    }

    @Test
    void aSampleOfTheTransactionsHasNoThroughput() {
        RunFolder run = imported(fixture("sample.1")).get(0);

        assertThat(samples(run, "transactions_per_second")).isEmpty();
        assertThat(samples(run, "time_per_operation")).isNotEmpty();
        assertThat(run.manifest().warnings()).anyMatch(warning -> warning.contains("--sampling-rate"));
    }

    @Test
    void aLastLineThatWasCutOffIsLeftOutAndToldOf() throws IOException {
        Path file = file(
                "pgbench_log.7", "0 1 1000 0 1795674766 103000\n0 2 1000 0 1795674767 203000\n0 3 1000 0 17956747");

        RunFolder run = imported(file).get(0);

        assertThat(outcomes(run)).hasSize(2);
        assertThat(run.manifest().warnings())
                .containsExactly(file + ":3: the last line was cut off while it was written, and is left out.");
    }

    @Test
    void aLongLogHasAHundredWindowsAtMostAndIsReadLineByLine() throws IOException {
        Path file = data.resolve("pgbench_log.7");
        Random random = new Random(1);
        long[] us = new long[8];
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 100_000; i++) {
                int client = i % 8;
                long time = 500 + random.nextInt(60_000);
                us[client] += time;
                writer.write(line(client, i / 8 + 1, Long.toString(time), 0, us[client]));
            }
        }

        RunFolder run = imported(file).get(0);

        double seconds = us[0] / 1e6;
        assertThat(seconds).isBetween(300., 450.);
        assertThat(samples(run, "transactions_per_second")).hasSizeBetween(60, 100);
        assertThat(Summary.of(run).estimate("transactions_per_second").mean()).isCloseTo(100_000 / seconds, within(3.));
        assertThat(Operations.of(run).rows().get(0).calls()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"benchmark": "a", "primaryMetric": {"scoreUnit": "ops/s", "rawData": [[1, "NaN"]]}}] | /0/primaryMetric/rawData/0/1 holds "NaN", which is not a finite number.
            [{"benchmark": "a", "primaryMetric": {"scoreUnit": "furlongs", "rawData": [[1]]}}]     | /0/primaryMetric/scoreUnit holds "furlongs", which is neither
            [{"benchmark": "a", "primaryMetric": {"scoreUnit": "ops/s"}}]                          | /0/primaryMetric has neither "rawData" nor "rawDataHistogram"
            [{"benchmark": "a", "primaryMetric": {"scoreUnit": "ops/s", "rawData": [[-1]]}}]       | /0/primaryMetric/rawData/0/0 holds -1, which is less than 0.
            [{"primaryMetric": {"scoreUnit": "ops/s", "rawData": [[1]]}}]                          | /0 has no "benchmark".
            [{"benchmark": "a", "primaryMetric": {"scoreUnit": "ops/s", "rawData": []}}]           | /0/primaryMetric holds no value.
            {"results": []}                                                                        | /results holds no result.
            {"results": [{"command": "x", "times": []}]}                                           | /results/0/times holds no time.
            {"results": [{"command": "x", "times": ["1"]}]}                                        | /results/0/times/0 holds "1", which is not a finite number.
            {"context": {}, "benchmarks": []}                                                      | is JSON, but not JSON of JMH
            {"results": [                                                                          | :2: is not whole JSON (Unexpected end-of-input: expected close marker for Array).
            1795674781 444 314272 322453070 359 4893 0 0 0                                         | :1: is of a log of intervals (--aggregate-interval)
            hello, world                                                                           | its first line is "hello, world".
            0 1 1000 0 1795674766 103000 1 2 3                                                     | is not JSON of JMH
            """)
    void aBadFileIsOneSentenceThatNamesItAndThePlace(String text, String sentence) throws IOException {
        Path file = file("bad", text.strip() + "\n");

        assertThatThrownBy(() -> imported(file))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(sentence)
                .hasMessageEndingWith(".");
        assertThat(data.resolve("runs")).doesNotExist();
    }

    @Test
    void aBadLineOfALogIsNamedByItsNumberAndNothingIsImported() throws IOException {
        Path file = file("pgbench_log.7", "0 1 1000 0 1795674766 103000\n0 2 lost 0 1795674767 203000\n");

        assertThatThrownBy(() -> imported(fixture("hyperfine.json"), file))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(file + ":2: \"0 2 lost 0 1795674767 203000\" is no line of a log of pgbench");
        assertThat(data.resolve("runs")).doesNotExist();
    }

    @Test
    void noFileOrAnEmptyOneIsASentence() throws IOException {
        Path empty = file("empty", "");

        assertThatThrownBy(this::imported).hasMessageStartingWith("IMPORT_FILES: names no file;");
        assertThatThrownBy(() -> imported(empty)).hasMessageStartingWith(empty + ": is empty;");
        assertThatThrownBy(() -> imported(data)).hasMessageContaining("is a folder; name the files in it.");
        assertThatThrownBy(() -> imported(data.resolve("gone"))).hasMessageContaining("gone: cannot be read");
    }

    @Test
    void anImportedRunIsAnalysedInWordsThatFitItsTool() {
        RunFolder jmh = named(imported(fixture("jmh.json")), "sample.Parsing.throughput:size=10");
        RunFolder pgbench =
                imported(fixture("pgbench_log.1"), fixture("pgbench_log.1.1")).get(0);

        assertThat(Summary.of(jmh).toString())
                .startsWith("sample.Parsing.throughput:size=10 · measured by JMH 1.37 · threads=1 · ")
                .contains("-f 3 or more gives an interval")
                .doesNotContain("RUNS", "WARMUP_ITERATIONS", "MEASURED_ITERATIONS", "server unknown");
        assertThat(Summary.of(pgbench).toString())
                .startsWith("pgbench · measured by pgbench, server and durability not known · clients=4 threads=2 · ")
                .contains("3 runs of pgbench or more gives an interval")
                .doesNotContain("RUNS", "WARMUP_ITERATIONS", "MEASURED_ITERATIONS");
        assertThat(Operations.of(pgbench).toString()).doesNotContain("wait for a connection");
        assertThat(SteadyState.of(jmh).toString()).contains("operations_per_second");
        assertThat(Resources.find(jmh)).isEmpty();
        assertThat(Summary.of(jmh).warnings())
                .extracting(Warning::sentence)
                .noneMatch(sentence -> sentence.contains("telemetry"));
    }

    @Test
    void importedRunsAreDrawn() {
        List<RunFolder> runs = new ArrayList<>(imported(fixture("jmh.json"), fixture("hyperfine.json")));
        runs.addAll(imported(fixture("pgbench_log.1"), fixture("pgbench_log.1.1")));

        assertThat(runs).hasSize(7).allSatisfy(run -> {
            assertThat(Charts.save(run))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).isNotEmptyFile());
            assertThat(Charts.saveTrend(run)).isNotEmpty();
        });
    }

    @Test
    void aCommandWithSlashesAndBlanksIsKeptAndDrawnAllTheSame() throws IOException {
        Path file = file("a.json", """
                {"results": [{"command": "./bin/program --in '/tmp/x y'", "times": [1.0, 1.25]}]}
                """);

        RunFolder run = imported(file).get(0);

        assertThat(run.manifest().scenario()).isEqualTo("./bin/program --in '/tmp/x y'");
        assertThat(run.path().getFileName().toString()).matches("[0-9TZ]+-bin-program-in-tmp-x-y-[0-9a-f]{4}");
        assertThat(Charts.saveTrend(run))
                .allSatisfy(chart -> assertThat(chart).hasParent(run.charts()).isNotEmptyFile());
    }

    @Test
    void runsOfHyperfineAreComparedByTheirTime() throws IOException {
        String result = "{\"results\": [{\"command\": \"x\", \"times\": %s}]}";
        RunFolder base = imported(file("a.json", String.format(result, "[1.00, 1.01, 0.99, 1.02, 0.98, 1.0]")))
                .get(0);
        RunFolder worse = imported(file("b.json", String.format(result, "[1.50, 1.51, 1.49, 1.52, 1.48, 1.5]")))
                .get(0);

        Comparison comparison = Comparison.of(List.of(base), List.of(worse));

        assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(comparison.headline()).extracting(Comparison.Row::name).containsExactly("duration");
        assertThat(comparison.toString())
                .contains("x · measured by hyperfine")
                .contains("No noise floor is known of what hyperfine measures")
                .doesNotContain("lib/bench run a", "JDK", "CPU");
    }

    @Test
    void runsOfDifferentScaleAreNotComparable() throws IOException {
        String benchmark = "[{\"benchmark\": \"a.B\", \"threads\": %d, \"primaryMetric\": {\"scoreUnit\": \"ops/s\","
                + " \"rawData\": [[1, 2], [3, 4]]}}]";
        RunFolder one = imported(file("a.json", String.format(benchmark, 1))).get(0);
        RunFolder four = imported(file("b.json", String.format(benchmark, 4))).get(0);

        assertThatThrownBy(() -> Comparison.of(List.of(one), List.of(four)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("scale threads=1 → threads=4");
    }

    @Test
    void importedRunsOfOneBenchmarkAreAHistory() throws IOException {
        String benchmark = "[{\"benchmark\": \"a.B\", \"primaryMetric\": {\"scoreUnit\": \"us/op\","
                + " \"rawData\": [[%d, 2], [3, 4]]}}]";
        List<RunFolder> runs = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            runs.addAll(imported(file(i + ".json", String.format(benchmark, i))));
        }

        RunSeries series = RunSeries.of(runs, List.of()).get(0);

        assertThat(series.metric()).isEqualTo(Metric.TIME_PER_OPERATION);
        assertThat(series.points()).hasSize(3);
        assertThat(series.conditions()).isEqualTo("a.B · measured by JMH");
    }
}
