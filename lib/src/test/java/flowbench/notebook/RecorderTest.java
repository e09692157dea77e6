package flowbench.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flowbench.settings.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Executed notebooks, as {@code lib/bench run NOTEBOOK --output FILE.ipynb} writes them. */
class RecorderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String NOTEBOOK = """
            // %% [markdown]
            // # A title
            //
            // and *prose*

            // %%
            var one = 1;
            System.out.println("printed ü");
            System.err.println("noted");
            System.out.print("a");
            System.out.print("b\\n");

            // %%
            // a cell that has a value
            one + 1

            // %%
            display("shown");
            display(Table.create("t", IntColumn.create("n", 1, 2)));
            """;

    @TempDir
    Path folder;

    private BenchProcess.Result run(String notebook, String... more) throws Exception {
        Files.writeString(folder.resolve("n.jsh"), notebook);
        List<String> words = new ArrayList<>(List.of("run", "n.jsh", "--output", "n.ipynb"));
        words.addAll(List.of(more));
        return BenchProcess.in(folder).bench(words.toArray(String[]::new));
    }

    private JsonNode written() throws IOException {
        JsonNode notebook = JSON.readTree(Files.readString(folder.resolve("n.ipynb")));
        requireNbformat(notebook);
        return notebook;
    }

    /** The rules of the schema of nbformat 4.5 for what is written here: which keys there must be, and that there are no others. */
    private static void requireNbformat(JsonNode notebook) {
        requireKeys(notebook, "cells", "metadata", "nbformat", "nbformat_minor");
        assertThat(notebook.get("nbformat").asInt()).isEqualTo(4);
        assertThat(notebook.get("nbformat_minor").asInt()).isEqualTo(5);
        assertThat(notebook.at("/metadata/kernelspec/name").asText()).isEqualTo("java");
        assertThat(notebook.at("/metadata/kernelspec/display_name").isTextual()).isTrue();
        assertThat(notebook.at("/metadata/language_info/name").asText()).isEqualTo("java");
        Set<String> ids = new HashSet<>();
        for (JsonNode cell : notebook.get("cells")) {
            assertThat(cell.get("id").asText()).matches("[a-zA-Z0-9-_]{1,64}");
            assertThat(ids.add(cell.get("id").asText())).isTrue();
            assertThat(cell.get("metadata").isObject()).isTrue();
            assertThat(cell.get("source").isTextual()).isTrue();
            if (cell.get("cell_type").asText().equals("markdown")) {
                requireKeys(cell, "cell_type", "id", "metadata", "source");
            } else {
                requireKeys(cell, "cell_type", "execution_count", "id", "metadata", "outputs", "source");
                assertThat(cell.get("execution_count").isInt()
                                || cell.get("execution_count").isNull())
                        .isTrue();
                cell.get("outputs").forEach(RecorderTest::requireOutput);
            }
        }
    }

    private static void requireOutput(JsonNode output) {
        switch (output.get("output_type").asText()) {
            case "stream" -> {
                requireKeys(output, "name", "output_type", "text");
                assertThat(output.get("name").asText()).isIn("stdout", "stderr");
            }
            case "display_data" -> {
                requireKeys(output, "data", "metadata", "output_type");
                assertThat(output.at("/data/text~1plain").isTextual()).isTrue();
            }
            case "execute_result" -> {
                requireKeys(output, "data", "execution_count", "metadata", "output_type");
                assertThat(output.get("execution_count").isInt()).isTrue();
            }
            case "error" -> {
                requireKeys(output, "ename", "evalue", "output_type", "traceback");
                assertThat(output.get("traceback").isArray()).isTrue();
            }
            default -> throw new AssertionError(output);
        }
    }

    private static void requireKeys(JsonNode node, String... keys) {
        List<String> found = new ArrayList<>();
        node.fieldNames().forEachRemaining(found::add);
        assertThat(found).containsExactlyInAnyOrder(keys);
    }

    @Test
    void cellsAndWhatTheyPutOutAreWrittenAsJupyterKeepsThem() throws Exception {
        BenchProcess.Result result = run(NOTEBOOK, "SEED=7");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("printed ü\nab\n2\nshown\nt (2 rows)\n");
        JsonNode notebook = written();
        JsonNode cells = notebook.get("cells");
        assertThat(cells.at("/0/source").asText()).isEqualTo("# A title\n\nand *prose*");
        assertThat(cells.at("/1/source").asText()).startsWith("var one = 1;\n").endsWith("\"b\\n\");");
        assertThat(cells.at("/1/execution_count").asInt()).isEqualTo(1);
        assertThat(cells.at("/1/outputs/0/text").asText()).isEqualTo("printed ü\n");
        assertThat(cells.at("/1/outputs/1/name").asText()).isEqualTo("stderr");
        assertThat(cells.at("/1/outputs/2/text").asText()).isEqualTo("ab\n");
        assertThat(cells.at("/2/outputs/0/output_type").asText()).isEqualTo("execute_result");
        assertThat(cells.at("/2/outputs/0/data/text~1plain").asText()).isEqualTo("2");
        assertThat(cells.at("/2/outputs/0/execution_count").asInt()).isEqualTo(2);
        assertThat(cells.at("/3/outputs/0/output_type").asText()).isEqualTo("display_data");
        assertThat(cells.at("/3/outputs/1/data/text~1plain").asText()).contains("1\n2");
        assertThat(notebook.at("/metadata/flowbench/settings/SEED").asText()).isEqualTo("7");
        assertThat(notebook.at("/metadata/flowbench/exit_code").asInt()).isZero();
    }

    @Test
    void chartsAreShownAsPicturesOnce() throws Exception {
        Path example = BenchProcess.project().resolve("data/examples/default/20261126T074226Z-high-frequency-4363");
        BenchProcess.Result result = run("""
                var run = RunFolder.open(Path.of("%s"));
                // %%%%
                var chart = Charts.phases(run);
                display(chart);
                display(List.of(chart.savePng(Path.of("c.png")), chart.saveSvg(Path.of("c.svg"))));
                """.formatted(example.toString().replace("\\", "/")));

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode outputs = written().at("/cells/1/outputs");
        assertThat(outputs).hasSize(2);
        byte[] png = Files.readAllBytes(folder.resolve("c.png"));
        for (JsonNode output : outputs) {
            assertThat(Base64.getDecoder().decode(output.at("/data/image~1png").asText()))
                    .isEqualTo(png);
        }
        assertThat(outputs.at("/0/data/text~1plain").asText()).startsWith("Chart phases: ");
        assertThat(outputs.at("/1/data/text~1plain").asText()).isEqualTo("c.png\nc.svg");
    }

    @Test
    void anErrorIsKeptWhereItHappenedAndTheExitCodeStays() throws Exception {
        BenchProcess.Result result = run("""
                // %%
                display("before");
                // %%
                throw new IllegalStateException("enough");
                // %%
                display("never");
                """);

        assertThat(result.code()).isEqualTo(ExitCode.FAILED.number());
        assertThat(result.err()).contains("n.jsh:4:1: error: ", "enough");
        assertThat(written().at("/metadata/flowbench/exit_code").asInt()).isEqualTo(ExitCode.FAILED.number());
        JsonNode cells = written().get("cells");
        assertThat(cells.at("/0/outputs/0/data/text~1plain").asText()).isEqualTo("before");
        assertThat(cells.at("/1/outputs/0/ename").asText()).isEqualTo("IllegalStateException");
        assertThat(cells.at("/1/outputs/0/evalue").asText()).contains("n.jsh:4:1", "enough");
        assertThat(cells.at("/2/execution_count").isNull()).isTrue();
        assertThat(cells.at("/2/outputs")).isEmpty();
    }

    @Test
    void whatIsRefusedBeforeItRunsIsWrittenToo() throws Exception {
        BenchProcess.Result result = run("// %%\nint a = 1;\n// %%\nfoo(\n");

        assertThat(result.code()).isEqualTo(ExitCode.FAILED.number());
        JsonNode cells = written().get("cells");
        assertThat(cells.at("/0/outputs/0/ename").asText()).isEqualTo("Error");
        assertThat(cells.at("/0/outputs/0/evalue").asText()).contains("n.jsh:4:1: error: this is not finished");
        assertThat(cells.at("/0/execution_count").isNull()).isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatWasDoneWhenCtrlCCameIsWritten() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), """
                // %%
                display("before");
                // %%
                display("waiting");
                Thread.sleep(60_000);
                """);
        BenchProcess bench = BenchProcess.in(folder);
        Process process = bench.start(List.of(
                BenchProcess.java("java"),
                "-jar",
                BenchProcess.jar().toString(),
                "run",
                "n.jsh",
                "--output",
                "n.ipynb"));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!BenchProcess.output(process).contains("waiting") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        bench.command("", List.of("kill", "-INT", String.valueOf(process.pid())));
        BenchProcess.Result result = bench.finish(process);

        assertThat(result.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        JsonNode cells = written().get("cells");
        assertThat(cells.at("/0/outputs/0/data/text~1plain").asText()).isEqualTo("before");
        assertThat(cells.at("/1/outputs/1/ename").asText()).isEqualTo("Interrupted");
    }

    @Test
    void theEarlyEndOfANotebookByExitIsWritten() throws Exception {
        BenchProcess.Result result = run("display(\"before\");\nSystem.exit(3);\n");

        assertThat(result.code()).isEqualTo(3);
        assertThat(written().at("/cells/0/outputs/1/evalue").asText()).contains("System.exit");
    }

    @Test
    void theCodeOfANotebookThatEndsItselfIsKept() throws Exception {
        assertThat(run("// %%\n/exit 4\n").code()).isEqualTo(4);
        assertThat(written().at("/metadata/flowbench/exit_code").asInt()).isEqualTo(4);
    }

    @Test
    void aFileThatIsNoJupyterNotebookOrCannotBeWrittenIsOneSentence() throws Exception {
        Files.writeString(folder.resolve("n.jsh"), "System.out.println(1);\n");
        Files.writeString(folder.resolve("file"), "");
        BenchProcess.Result named = BenchProcess.in(folder).bench("run", "n.jsh", "--output", "n.txt");
        BenchProcess.Result placed = BenchProcess.in(folder).bench("run", "n.jsh", "-o", "file/n.ipynb");

        assertThat(named.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(named.err())
                .startsWith("bench: --output: \"n.txt\" does not end in .ipynb")
                .hasLineCount(1);
        assertThat(placed.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(placed.err()).contains("n.ipynb cannot be written: ").hasLineCount(1);
        assertThat(named.out() + placed.out()).isEmpty();
    }
}
