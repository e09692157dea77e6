package flowbench.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flowbench.analysis.ExampleRun;
import flowbench.analysis.ExampleRun.Shape;
import flowbench.analysis.Operations;
import flowbench.analysis.Summary;
import flowbench.comparison.SimulatedRuns;
import flowbench.runfolder.Better;
import flowbench.runfolder.Metric;
import flowbench.runfolder.RunFolder;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import flowbench.statistics.Estimate;
import flowbench.statistics.NestedMean;
import flowbench.statistics.StudentInterval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for other tools hold what the summary says, in their units and directions. */
class ExportTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path COMPARE = Path.of("/usr/share/benchmark/compare.py");

    @TempDir
    Path data;

    private RunFolder run;

    @BeforeEach
    void measure() {
        run = ExampleRun.of(data, Shape.DEFAULT, 1);
    }

    private static List<Path> written(RunFolder run, String format) {
        return Stream.of(Export.of(List.of(run), format).write().split("\n"))
                .map(Path::of)
                .toList();
    }

    private static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode named(JsonNode array, String field, String name) {
        return elements(array).stream()
                .filter(element -> element.get(field).asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + array));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private Estimate estimate(String metric) {
        return Summary.of(run).estimate(metric);
    }

    private Operations.Row call(String operation) {
        return Operations.of(run).rows().stream()
                .filter(row -> row.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hyperfineHasTheExecuteDurationsInSecondsAndTheFieldsThatItsReadersNeed() throws IOException {
        Path file = written(run, "hyperfine").get(0);

        JsonNode result = json(file).get("results").get(0);
        assertThat(file).hasFileName("hyperfine.json").hasParent(run.exports());
        assertThat(result.get("command").asText()).isEqualTo("high-frequency on reference");
        assertThat(result.get("times")).hasSize(15);
        assertThat(result.get("mean").asDouble())
                .isEqualTo(estimate("duration_ns").mean() / 1e9, within(1e-12));
        assertThat(result.get("min").asDouble())
                .isEqualTo(estimate("duration_ns").min() / 1e9);
        assertThat(result.get("stddev").asDouble())
                .isEqualTo(estimate("duration_ns").sd().getAsDouble() / 1e9, within(1e-12));
        assertThat(result.get("exit_codes")).hasSize(15).allMatch(code -> code.asInt() == 0);
        assertThat(result.get("parameters").get("WORKERS").asText()).isEqualTo("4");
        assertThat(result.has("user")).isFalse();
    }

    @Test
    void runsOfOneNameAreToldApartByTheirLabelOrElseByTheirId() throws IOException {
        SimulatedRuns runs = new SimulatedRuns(data.resolve("alike"), 1);
        RunFolder before = runs.set("LABEL", "before").run(3, 2, 1);
        RunFolder without = runs.set("LABEL", "").run(3, 2, 1);

        Path file = Path.of(Export.of(List.of(before, without), "hyperfine").write());

        List<JsonNode> results = elements(json(file).get("results"));
        assertThat(results)
                .extracting(result -> result.get("command").asText())
                .containsExactly(
                        "high-frequency on reference (before)",
                        "high-frequency on reference (" + without.manifest().runId() + ")");
        assertThat(results.get(0).get("parameters").get("LABEL").asText()).isEqualTo("before");
        assertThat(results.get(1).get("parameters").get("run").asText())
                .isEqualTo(without.manifest().runId());
    }

    @Test
    void oneTimeHasNoStandardDeviationForHyperfine() throws IOException {
        RunFolder one = ExampleRun.of(data, new Shape(1, 0, 1, 10), 2);

        JsonNode result = json(written(one, "hyperfine").get(0)).get("results").get(0);

        assertThat(result.get("stddev").isNull()).isTrue();
        assertThat(result.get("times")).hasSize(1);
    }

    @Test
    void jmhHasThroughputInOperationsASecondWithTheRawDataOfEachFork() throws IOException {
        JsonNode benchmark = named(
                json(written(run, "jmh").get(0)), "benchmark", "flowbench.high-frequency.throughput.steps_per_second");

        JsonNode metric = benchmark.get("primaryMetric");
        Estimate estimate = estimate("steps_per_second");
        assertThat(benchmark.get("mode").asText()).isEqualTo("thrpt");
        assertThat(benchmark.get("threads").asInt()).isEqualTo(4);
        assertThat(benchmark.get("forks").asInt()).isEqualTo(3);
        assertThat(benchmark.get("measurementIterations").asInt()).isEqualTo(5);
        assertThat(benchmark.get("params").get("STEP_COUNT").asText()).isEqualTo("1000");
        assertThat(benchmark.get("secondaryMetrics")).isEmpty();
        assertThat(metric.get("scoreUnit").asText()).isEqualTo("ops/s");
        assertThat(metric.get("score").asDouble()).isEqualTo(estimate.mean());
        assertThat(metric.get("rawData"))
                .hasSize(3)
                .allSatisfy(fork -> assertThat(fork).hasSize(5));
        // t(.9995, 2) ÷ t(.975, 2) = 31.59905 ÷ 4.302653, R: qt(c(.9995, .975), 2).
        StudentInterval interval = estimate.interval().orElseThrow();
        assertThat(metric.get("scoreError").asDouble())
                .isEqualTo((interval.high() - interval.low()) / 2 * 31.59905 / 4.302653, within(1e-3));
        assertThat(metric.get("scoreConfidence").get(0).asDouble())
                .isEqualTo(estimate.mean() - metric.get("scoreError").asDouble(), within(1e-6));
    }

    @Test
    void jmhHasOnlyThePercentilesThatTheValuesAreEnoughFor() throws IOException {
        JsonNode root = json(written(run, "jmh").get(0));

        JsonNode throughput = named(root, "benchmark", "flowbench.high-frequency.throughput.steps_per_second");
        JsonNode calls = named(root, "benchmark", "flowbench.high-frequency.calls.complete_task");
        assertThat(names(throughput.get("primaryMetric").get("scorePercentiles")))
                .containsExactly("0.0", "50.0", "100.0");
        assertThat(names(calls.get("primaryMetric").get("scorePercentiles")))
                .containsExactly("0.0", "50.0", "90.0", "95.0", "99.0", "99.9", "100.0");
        assertThat(calls.get("primaryMetric")
                        .get("scorePercentiles")
                        .get("99.0")
                        .asDouble())
                .isEqualTo(call("complete_task").latency().quantile(.99).getAsDouble() / 1e6, within(1e-9));
    }

    @Test
    void jmhHasTheCallsOfEachIterationAsAHistogram() throws IOException {
        JsonNode benchmark =
                named(json(written(run, "jmh").get(0)), "benchmark", "flowbench.high-frequency.calls.complete_task");

        JsonNode metric = benchmark.get("primaryMetric");
        NestedMean mean = call("complete_task").latencyMean().orElseThrow();
        assertThat(benchmark.get("mode").asText()).isEqualTo("sample");
        assertThat(metric.get("score").asDouble()).isEqualTo(mean.mean() / 1e6, within(1e-12));
        assertThat(metric.get("rawDataHistogram")).hasSize(3);
        double sum = 0;
        for (JsonNode iteration : metric.get("rawDataHistogram").get(0)) {
            int count = 0;
            for (JsonNode pair : iteration) {
                count += pair.get(1).asInt();
                sum += pair.get(0).asDouble() * pair.get(1).asInt();
            }
            assertThat(count).isEqualTo(1000);
        }
        assertThat(sum / 5000).isCloseTo(mean.mean() / 1e6, within(mean.mean() / 1e6 * .1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hyperfine", "jmh", "github", "bencher", "google", "otava", "json", "csv"})
    void noFormatWritesWhatIsNoNumber(String format) throws IOException {
        RunFolder constant = ExampleRun.empty(data, Instant.parse("2026-11-23T12:03:01Z"));
        ExampleRun.append(constant, Metric.DURATION, new double[] {0}, new double[] {0});
        ExampleRun.append(constant, Metric.STEPS_PER_SECOND, new double[] {0}, new double[] {0});

        for (Path file : written(constant, format)) {
            assertThat(Files.readString(file)).doesNotContainPattern("(?i)\\bnan\\b|infinity|[+-]inf");
        }
    }

    @Test
    void githubHasAFileForEachDirection() throws IOException {
        List<Path> files = written(run, "github");

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("github-bigger.json", "github-smaller.json");
        JsonNode steps = named(json(files.get(0)), "name", "high-frequency on reference: steps_per_second");
        assertThat(steps.get("unit").asText()).isEqualTo("steps/s");
        assertThat(steps.get("value").isNumber()).isTrue();
        assertThat(steps.get("value").asDouble())
                .isEqualTo(estimate("steps_per_second").mean());
        assertThat(steps.get("range").asText()).startsWith("± ");
        assertThat(steps.get("extra").asText()).contains("3 forks × 5 iterations");
        assertThat(elements(json(files.get(1))))
                .extracting(entry -> entry.get("name").asText())
                .contains(
                        "high-frequency on reference: execute_duration",
                        "high-frequency on reference: complete_task_p99")
                .doesNotContain("high-frequency on reference: steps_per_second")
                .noneMatch(name -> name.contains("steps_completed") || name.contains("events_"));
    }

    @Test
    void bencherHasItsBuiltInMeasuresInItsUnits() throws IOException {
        JsonNode root = json(written(run, "bencher").get(0));

        JsonNode main = root.get("high-frequency on reference");
        StudentInterval interval = estimate("duration_ns").interval().orElseThrow();
        assertThat(main.get("throughput").get("value").asDouble())
                .isEqualTo(estimate("steps_per_second").mean());
        assertThat(main.get("latency").get("value").asDouble())
                .isEqualTo(estimate("duration_ns").mean());
        assertThat(main.get("latency").get("lower_value").asDouble()).isEqualTo(interval.low());
        assertThat(main.get("latency").get("upper_value").asDouble()).isEqualTo(interval.high());
        assertThat(root.get("high-frequency on reference: complete_task")
                        .get("latency")
                        .get("value")
                        .asDouble())
                .isEqualTo(call("complete_task").latencyMean().orElseThrow().mean());
        root.properties().forEach(benchmark -> {
            assertThat(benchmark.getKey()).hasSizeLessThanOrEqualTo(1024);
            assertThat(names(benchmark.getValue())).allMatch(slug -> slug.matches("[a-z0-9-]{1,64}"));
        });
    }

    @Test
    void googleHasARepetitionForEachIterationAndTheirAggregates() throws IOException {
        JsonNode root = json(written(run, "google").get(0));

        List<JsonNode> repetitions = elements(root.get("benchmarks")).stream()
                .filter(row -> row.get("run_type").asText().equals("iteration"))
                .toList();
        JsonNode mean = named(root.get("benchmarks"), "name", "high-frequency on reference_mean");
        JsonNode cv = named(root.get("benchmarks"), "name", "high-frequency on reference_cv");
        assertThat(root.get("context").get("json_schema_version").asInt()).isEqualTo(1);
        assertThat(repetitions).hasSize(15).allSatisfy(row -> {
            assertThat(row.get("time_unit").asText()).isEqualTo("ms");
            assertThat(row.get("repetitions").asInt()).isEqualTo(15);
            assertThat(row.get("label").asText()).contains("not measured");
        });
        assertThat(mean.get("real_time").asDouble())
                .isEqualTo(estimate("duration_ns").mean() / 1e6, within(1e-9));
        assertThat(mean.get("items_per_second").asDouble())
                .isEqualTo(estimate("steps_per_second").mean(), within(1e-9));
        assertThat(cv.get("aggregate_unit").asText()).isEqualTo("percentage");
        assertThat(cv.get("real_time").asDouble())
                .isEqualTo(estimate("duration_ns").cv().getAsDouble(), within(1e-12));
    }

    @Test
    void googleTakesTheProcessorTimeOfTheClientWhereItWasMeasured() throws IOException {
        RunFolder one = ExampleRun.empty(data, Instant.parse("2026-11-23T12:03:01Z"));
        ExampleRun.append(one, Metric.DURATION, new double[] {2e9, 3e9});
        ExampleRun.append(one, Metric.STEPS_COMPLETED, new double[] {1000, 1000});
        ExampleRun.append(one, Metric.CLIENT_CPU_MS_PER_STEP, new double[] {.5, .25});

        JsonNode rows = json(written(one, "google").get(0)).get("benchmarks");

        assertThat(rows.get(0).get("cpu_time").asDouble()).isEqualTo(500);
        assertThat(rows.get(1).get("cpu_time").asDouble()).isEqualTo(250);
        assertThat(rows.get(0).has("label")).isFalse();
    }

    /** compare.py of Debian's libbenchmark-tools 1.7.1, which reads what {@code --benchmark_format=json} writes. */
    @Test
    void googlesOwnToolComparesTwoRuns() throws Exception {
        assumeTrue(
                Files.exists(COMPARE), "compare.py of Google Benchmark (Debian: libbenchmark-tools) is not installed");
        RunFolder other = ExampleRun.of(data, Shape.DEFAULT, 3);
        Path out = data.resolve("out");

        int exitCode = new ProcessBuilder(
                        "/usr/bin/python3",
                        COMPARE.toString(),
                        "--no-color",
                        "benchmarks",
                        written(run, "google").get(0).toString(),
                        written(other, "google").get(0).toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();

        String text = Files.readString(out, StandardCharsets.UTF_8);
        assumeTrue(!text.contains("ModuleNotFoundError"), "compare.py needs numpy and scipy");
        assertThat(exitCode).as(text).isZero();
        assertThat(text).contains("high-frequency on reference_mean", "U Test, Repetitions: 15 vs 15");
    }

    @Test
    void otavaHasARowForEachComparableRunUpToThisOneAndDirections() throws IOException {
        RunFolder second = ExampleRun.of(data, Shape.DEFAULT, 2);
        RunFolder third = ExampleRun.of(data, Shape.DEFAULT, 3);

        List<Path> files = written(third, "otava");

        List<CSVRecord> rows;
        try (CSVParser parser = CSVParser.parse(
                files.get(0),
                StandardCharsets.UTF_8,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            rows = parser.getRecords();
        }
        assertThat(rows)
                .extracting(row -> row.get("run"))
                .containsExactly(
                        run.manifest().runId(),
                        second.manifest().runId(),
                        third.manifest().runId());
        assertThat(rows).extracting(row -> Instant.parse(row.get("time"))).isSorted();
        assertThat(Double.parseDouble(rows.get(0).get("steps_per_second")))
                .isEqualTo(estimate("steps_per_second").mean());
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.toMap().entrySet().stream()
                                .filter(cell -> cell.getKey().matches(".*(_ns|_per_second)"))
                                .map(Map.Entry::getValue))
                        .isNotEmpty()
                        .allSatisfy(cell -> assertThat(Double.parseDouble(cell)).isFinite()));
        String yaml = Files.readString(files.get(1));
        assertThat(yaml)
                .contains("  \"high-frequency\":\n    type: csv\n    file: \"otava.csv\"\n    time_column: time\n")
                .contains("      \"steps_per_second\":\n        column: \"steps_per_second\"\n        direction: 1\n")
                .contains("        column: \"complete_task_p99_ns\"\n        direction: -1\n");
    }

    @Test
    void theSummaryIsWrittenAsCsvAndAsJsonWithWhatIsUndefinedLeftOut() throws IOException {
        JsonNode root = json(written(run, "json").get(0));
        String csv = Files.readString(written(run, "csv").get(0));

        JsonNode steps = named(root, "metric", "steps_per_second");
        assertThat(steps.get("mean").asDouble())
                .isEqualTo(estimate("steps_per_second").mean());
        assertThat(steps.get("better").asText()).isEqualTo(Better.HIGHER.toString());
        assertThat(steps.has("p99")).isFalse();
        assertThat(csv.lines().findFirst().orElseThrow()).startsWith("run_id,scenario,engine,phase,metric,unit,better");
        assertThat(csv.lines().count()).isEqualTo(1 + root.size());
    }

    @Test
    void runsOfOneNameAreToldApartInAFileByTheirIds() throws IOException {
        RunFolder other = ExampleRun.of(data, Shape.DEFAULT, 2);

        Path file = Path.of(Export.of(List.of(run, other), "hyperfine").write());

        assertThat(elements(json(file).get("results")))
                .extracting(result -> result.get("command").asText())
                .containsExactly(
                        "high-frequency on reference (" + run.manifest().runId() + ")",
                        "high-frequency on reference (" + other.manifest().runId() + ")");
        assertThat(file.getParent()).isEqualTo(other.exports());
    }

    @Test
    void aFileOrStandardOutputCanBeAskedFor() throws IOException {
        Path file = data.resolve("results/here.json");
        Map<String, String> settings = Map.of("RUN_FOLDERS", run.path().toString(), "FORMAT", "bencher");

        String written = Export.of(settings(settings, file.toString())).write();
        String output = Export.of(settings(settings, "-")).write();

        assertThat(written).isEqualTo(file.toString());
        assertThat(file).hasContent(output);
    }

    private static Settings settings(Map<String, String> some, String file) {
        Map<String, String> all = new HashMap<>(some);
        all.put("EXPORT_FILE", file);
        return Settings.of(all, Map.of());
    }

    @Test
    void twoFilesCannotBothBeStandardOutput() {
        Settings settings = settings(Map.of("RUN_FOLDERS", run.path().toString(), "FORMAT", "github"), "-");

        assertThatThrownBy(() -> Export.of(settings).write())
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "EXPORT_FILE: FORMAT=github makes 2 files, which cannot all be standard output; name a file,"
                                + " or leave EXPORT_FILE empty.");
    }

    @Test
    void aFormatToPrintInIsNoneToExport() {
        List<RunFolder> runs = new ArrayList<>(List.of(run));

        assertThatThrownBy(() -> Export.of(runs, "text"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("it writes hyperfine, jmh, github, bencher, google, otava, json, csv");
    }

    @Test
    void aFormatOfDurationsRefusesARunWithout() {
        RunFolder other = ExampleRun.empty(data, Instant.parse("2026-11-23T12:03:01Z"));
        ExampleRun.append(other, Metric.OPERATIONS_PER_SECOND, new double[] {1, 2});

        assertThatThrownBy(() -> Export.of(List.of(other), "google"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has none of its execute phase; it has operations_per_second");
    }
}
