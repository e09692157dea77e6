package flowbench.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flowbench.comparison.SimulatedRuns;
import flowbench.history.ExampleHistory;
import flowbench.runfolder.Metric;
import flowbench.settings.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed for people and for programs, of real commands on saved runs. */
class FormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DISPLAYED = """
            System.out.println("printed");
            var rows = Table.create("t", IntColumn.create("n", 1, 2), DoubleColumn.create("share", .1 + .2, Double.NaN),
                StringColumn.create("text", "a, \\"b\\"", "ü"), BooleanColumn.create("yes", true, false));
            display(rows);
            display("a sentence");
            display(List.of(Path.of("charts", "a.png"), 7));
            display(Path.of("noise.json"));
            """;

    @TempDir
    Path folder;

    private static String[] examples(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        try (Stream<Path> runs = Files.list(BenchProcess.project().resolve("data/examples/default"))) {
            runs.map(Path::toString).sorted().forEach(all::add);
        }
        return all.toArray(String[]::new);
    }

    /** A copy, since charts are written beside the samples. */
    private String example() throws IOException {
        Path run = Path.of(examples()[0]);
        Path copy = Files.createDirectories(folder.resolve(run.getFileName()));
        for (String file : List.of("run.json", "samples.csv", "operations.csv")) {
            Files.copy(run.resolve(file), copy.resolve(file));
        }
        return copy.getFileName().toString();
    }

    private static List<JsonNode> documents(String out) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : out.lines().toList()) {
            documents.add(JSON.readTree(line));
        }
        return documents;
    }

    @Test
    void asJsonEachThingDisplayedIsADocumentAndNothingElseIsOnStandardOutput() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), DISPLAYED);
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "n.jsh", "FORMAT=json");

        assertThat(result.code()).isZero();
        // Java 24 and later warn of Tablesaw's class scanner, unless asked not to as the launcher does.
        assertThat(result.err().lines().filter(line -> !line.startsWith("WARNING: ")))
                .containsExactly("printed");
        assertThat(result.out().lines())
                .containsExactly(
                        "{\"type\":\"table\",\"name\":\"t\",\"rows\":["
                                + "{\"n\":1,\"share\":0.30000000000000004,\"text\":\"a, \\\"b\\\"\",\"yes\":true},"
                                + "{\"n\":2,\"share\":null,\"text\":\"ü\",\"yes\":false}],\"warnings\":[]}",
                        "{\"type\":\"text\",\"text\":\"a sentence\"}",
                        "{\"type\":\"chart\",\"path\":\"charts/a.png\"}",
                        "{\"type\":\"text\",\"text\":\"7\"}",
                        "{\"type\":\"text\",\"text\":\"noise.json\"}");
    }

    @Test
    void asCsvTablesAreOnStandardOutputAndAllElseOnStandardError() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), DISPLAYED + "display(rows.first(1));\n");
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "n.jsh", "FORMAT=csv");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("""
                n,share,text,yes
                1,0.30000000000000004,"a, ""b""\",true
                2,,ü,false

                n,share,text,yes
                1,0.30000000000000004,"a, ""b""\",true
                """);
        assertThat(result.err().lines()).contains("printed", "a sentence", "charts/a.png", "7", "noise.json");
    }

    @Test
    void aSavedRunIsAnalysedAsJson() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "analyze", example(), "FORMAT=json");

        assertThat(result.code()).as(result.err()).isZero();
        List<JsonNode> documents = documents(result.out());
        assertThat(documents)
                .extracting(document -> document.get("type").asText())
                .contains(
                        "summary",
                        "quantiles",
                        "steady_state",
                        "operations",
                        "resources",
                        "replication",
                        "outlier_iterations",
                        "chart",
                        "table");
        JsonNode summary = documents.get(0);
        JsonNode throughput = row(summary, "metric", "steps_per_second");
        // Every digit: the text for people has 4776.
        assertThat(throughput.get("mean").asDouble()).isBetween(4775., 4777.).isNotEqualTo(4776);
        assertThat(throughput.get("unit").asText()).isEqualTo("steps/s");
        assertThat(throughput.get("p99").isNull()).isTrue();
        assertThat(summary.get("warnings").get(0).asText()).startsWith("Coefficient of variation over 10 %");
    }

    private static JsonNode row(JsonNode document, String column, String value) {
        for (JsonNode row : document.get("rows")) {
            if (row.get(column).asText().equals(value)) {
                return row;
            }
        }
        throw new AssertionError("no row whose " + column + " is " + value);
    }

    @Test
    void aSavedRunIsAnalysedAsCsv() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "analyze", example(), "FORMAT=csv");

        assertThat(result.code()).as(result.err()).isZero();
        List<String> tables = Arrays.asList(result.out().split("\n\n"));
        assertThat(tables).hasSizeGreaterThan(6);
        for (String table : tables) {
            try (CSVParser parser = CSVParser.parse(
                    table,
                    CSVFormat.RFC4180
                            .builder()
                            .setHeader()
                            .setSkipHeaderRecord(true)
                            .get())) {
                assertThat(parser.getHeaderNames()).doesNotContain("");
                assertThat(parser.getRecords()).allMatch(record -> record.isConsistent());
            }
        }
        assertThat(tables.get(0)).startsWith("run_id,scenario,engine,phase,metric,unit,better,");
        assertThat(result.err()).contains("summary: warning: Coefficient of variation", "phases.png");
    }

    @Test
    void theVerdictIsAFieldAndTheExitCodeStays() throws Exception {
        SimulatedRuns runs = new SimulatedRuns(folder, 1).spread(.01, .01);
        runs.set("LABEL", "main").run(5, 2, 1);
        runs.set("LABEL", "slower").run(5, 2, 1.3);
        BenchProcess.Result result = BenchProcess.in(folder)
                .with("DATA_DIR", folder.toString())
                .bench("run", "compare", "BASE=main", "CANDIDATE=slower", "FORMAT=json");

        assertThat(result.code()).isEqualTo(ExitCode.WORSE.number());
        JsonNode comparison = documents(result.out()).get(0);
        assertThat(comparison.get("type").asText()).isEqualTo("comparison");
        assertThat(comparison.get("verdict").asText()).isEqualTo("worse");
        assertThat(row(comparison, "metric", "steps_per_second").get("ratio").asDouble())
                .isBetween(.7, .85);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hyperfine", "otava"})
    void aFormatOfExportsIsRefusedByOtherNotebooksBeforeAnythingRuns(String format) throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "System.out.println(1);\n");
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "n.jsh", "FORMAT=" + format);

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("bench: FORMAT: results are not printed as \"" + format + "\"")
                .hasLineCount(1);
    }

    @Test
    void thePromptPrintsInTheFormatToo() throws Exception {
        Path startup = BenchProcess.project().resolve("lib/startup.jsh");
        BenchProcess.Result result = BenchProcess.in(folder)
                .with("FORMAT", "json")
                .command(
                        "display(7)\n/exit\n",
                        List.of(
                                BenchProcess.java("jshell"),
                                "--class-path",
                                BenchProcess.jar().toString(),
                                "--startup",
                                startup.toString(),
                                "-s",
                                "-"));
        assertThat(result.out()).contains("{\"type\":\"text\",\"text\":\"7\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 140})
    void noLineIsWiderThanTheTerminal(int columns) throws Exception {
        SimulatedRuns runs = new SimulatedRuns(folder.resolve("compared"), 1).spread(.01, .01);
        runs.set("LABEL", "main").run(5, 2, 1);
        runs.set("LABEL", "slower").run(5, 2, 1.3);
        ExampleHistory.of(folder.resolve("history"), Metric.STEPS_PER_SECOND, ExampleHistory.withStep(20, 12, .2));
        BenchProcess bench = BenchProcess.in(folder).with("COLUMNS", String.valueOf(columns));

        String analysed = bench.bench("run", "analyze", example()).out();
        String compared = bench.with("DATA_DIR", "compared")
                .bench("run", "compare", "BASE=main", "CANDIDATE=slower")
                .out();
        String history = bench.with("DATA_DIR", "history").bench("run", "trend").out();

        assertThat(analysed).contains("steps_per_second", "complete_task");
        assertThat(compared).contains("worse: steps_per_second").containsPattern("steps_per_second +.*\\[-*\\*-*]");
        assertThat(history).contains("regression: ");
        assertThat(Stream.of(analysed, compared, history).flatMap(String::lines))
                .filteredOn(line -> !line.contains("/charts/"))
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
    }

    @Test
    void aLongSentenceIsBrokenAtBlanksWhereAWidthIsKnownAndKeptWhereItIsNot() throws Exception {
        String notebook = "display(\"  \" + \"word \".repeat(30));\n";
        BenchProcess.Result narrow =
                BenchProcess.in(folder).with("COLUMNS", "80").notebook(notebook);
        BenchProcess.Result file = BenchProcess.in(folder).notebook(notebook);

        assertThat(narrow.out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("  word").hasSizeLessThanOrEqualTo(80));
        assertThat(file.out()).isEqualTo("  " + "word ".repeat(30) + "\n");
    }

    @Test
    void whereThereIsNoTerminalNothingIsColoured() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder).bench("run", "analyze", example());

        assertThat(result.out()).contains("! Coefficient of variation").doesNotContain("\u001b");
    }

    @Test
    void whatIsExportedToStandardOutputIsTheFileAndNothingElse() throws Exception {
        String example = example();
        BenchProcess narrow = BenchProcess.in(folder).with("COLUMNS", "80");

        for (String format : List.of("json", "jmh", "hyperfine")) {
            BenchProcess.Result result = narrow.bench("run", "export", example, "FORMAT=" + format, "EXPORT_FILE=-");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(new ObjectMapper().readTree(result.out()).isContainerNode())
                    .as(format)
                    .isTrue();
        }
        assertThat(narrow.bench("run", "export", example, "FORMAT=csv", "EXPORT_FILE=-")
                        .out())
                .startsWith("run_id,");
    }

    @Test
    void aWideTableShowsTheColumnsThatFitAndNamesTheOthers() throws Exception {
        BenchProcess.Result result = BenchProcess.in(folder)
                .with("COLUMNS", "80")
                .notebook("display(Summary.of(RunFolder.open(Path.of(\"" + example() + "\"))).table());\n");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith("summary (")
                .contains("in all rows: run_id=2026", "scenario=high-frequency", "empty: median_low, median_high")
                .containsPattern("phase +metric +unit +better +mean +sd")
                .containsPattern("\\(and \\d+ more columns: ")
                .doesNotContain("E8");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }
}
