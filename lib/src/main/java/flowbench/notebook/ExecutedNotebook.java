package flowbench.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flowbench.output.MediaBundle;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A notebook with what its cells put out, as Jupyter keeps one: nbformat 4.5. Cells, prose and code are those of the percent
 * format.
 */
final class ExecutedNotebook {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Notebook notebook;
    private final Map<String, String> settings;
    private final List<Run> cells;
    private Optional<Run> running = Optional.empty();
    private int executed;
    private OptionalInt exitCode = OptionalInt.empty();

    /** A cell and what it put out. */
    private static final class Run {
        private final Notebook.Cell cell;
        private final List<Output> outputs = new ArrayList<>();
        private int count;
        private Optional<Instant> started = Optional.empty();
        private Optional<Instant> ended = Optional.empty();

        Run(Notebook.Cell cell) {
            this.cell = cell;
        }
    }

    private sealed interface Output {
        ObjectNode json(int count);
    }

    /** What was printed; kept as bytes, because a letter may come in two parts. */
    private record Printed(String stream, ByteArrayOutputStream bytes) implements Output {
        @Override
        public ObjectNode json(int count) {
            return JSON.createObjectNode()
                    .put("output_type", "stream")
                    .put("name", stream)
                    .put("text", bytes.toString(StandardCharsets.UTF_8));
        }
    }

    private record Displayed(MediaBundle bundle, boolean value) implements Output {
        @Override
        public ObjectNode json(int count) {
            ObjectNode output = JSON.createObjectNode().put("output_type", value ? "execute_result" : "display_data");
            output.set("data", JSON.valueToTree(bundle.byType()));
            output.putObject("metadata");
            return value ? output.put("execution_count", count) : output;
        }
    }

    private record Failed(String name, String value, List<String> trace) implements Output {
        @Override
        public ObjectNode json(int count) {
            ObjectNode output = JSON.createObjectNode()
                    .put("output_type", "error")
                    .put("ename", name)
                    .put("evalue", value);
            output.set("traceback", JSON.valueToTree(trace));
            return output;
        }
    }

    /**
     * A notebook that has not begun.
     *
     * @param settings those that are not at their default, as they may be shown
     */
    ExecutedNotebook(Notebook notebook, Map<String, String> settings) {
        this.notebook = notebook;
        this.settings = settings;
        this.cells = notebook.cells().stream()
                .filter(cell -> cell.lines().stream().anyMatch(line -> !line.isBlank()))
                .map(Run::new)
                .toList();
    }

    /**
     * The cell that a line belongs to is evaluated now.
     *
     * @return whether another was before
     */
    boolean at(int line) {
        Optional<Run> now = cells.stream()
                .filter(run -> run.cell.firstLine() <= line && line <= run.cell.lastLine())
                .findFirst();
        if (now.isEmpty() || now.equals(running)) {
            return false;
        }
        ended();
        running = now;
        now.get().count = ++executed;
        now.get().started = Optional.of(Instant.now());
        return true;
    }

    private void ended() {
        running.ifPresent(run -> run.ended = Optional.of(Instant.now()));
    }

    void printed(String stream, byte[] bytes, int from, int length) {
        List<Output> outputs = current().outputs;
        Optional<ByteArrayOutputStream> open = outputs.isEmpty()
                ? Optional.empty()
                : Optional.of(outputs.get(outputs.size() - 1))
                        .filter(output -> output instanceof Printed printed
                                && printed.stream().equals(stream))
                        .map(output -> ((Printed) output).bytes());
        ByteArrayOutputStream into = open.orElseGet(() -> {
            ByteArrayOutputStream fresh = new ByteArrayOutputStream();
            outputs.add(new Printed(stream, fresh));
            return fresh;
        });
        into.write(bytes, from, length);
    }

    /** Something was displayed. */
    void displayed(MediaBundle bundle, boolean value) {
        current().outputs.add(new Displayed(bundle, value));
    }

    /** The notebook ends here with an error. */
    void failed(String name, String value, List<String> trace) {
        current().outputs.add(new Failed(name, value, trace));
        ended();
    }

    /** The notebook ended by itself. */
    void exited(int code) {
        exitCode = OptionalInt.of(code);
        ended();
    }

    /** What goes wrong before the first cell is shown with the first that could have run. */
    private Run current() {
        return running.orElseGet(() ->
                cells.stream().filter(run -> !run.cell.markdown()).findFirst().orElseGet(() -> cells.get(0)));
    }

    /** The text of the file. */
    String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode all = root.putArray("cells");
        for (int i = 0; i < cells.size(); i++) {
            all.add(json("cell-" + (i + 1), cells.get(i)));
        }
        ObjectNode metadata = root.putObject("metadata");
        ObjectNode own = metadata.putObject("flowbench").put("notebook", notebook.name());
        own.set("settings", JSON.valueToTree(settings));
        exitCode.ifPresent(code -> own.put("exit_code", code));
        metadata.putObject("kernelspec")
                .put("display_name", "Java")
                .put("language", "java")
                .put("name", "java");
        metadata.putObject("language_info")
                .put("codemirror_mode", "java")
                .put("file_extension", ".jshell")
                .put("mimetype", "text/x-java-source")
                .put("name", "java")
                .put("version", Runtime.version().toString());
        root.put("nbformat", 4).put("nbformat_minor", 5);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode json(String id, Run run) {
        ObjectNode cell = JSON.createObjectNode();
        if (run.cell.markdown()) {
            cell.put("cell_type", "markdown").put("id", id).putObject("metadata");
            return cell.put("source", run.cell.prose());
        }
        cell.put("cell_type", "code").put("id", id);
        ObjectNode metadata = cell.putObject("metadata");
        run.started.ifPresent(start -> {
            ObjectNode times = metadata.putObject("execution").put("iopub.execute_input", start.toString());
            run.ended.ifPresent(end -> times.put("shell.execute_reply", end.toString()));
        });
        cell.put("execution_count", run.count == 0 ? null : run.count);
        ArrayNode outputs = cell.putArray("outputs");
        run.outputs.forEach(output -> outputs.add(output.json(run.count)));
        return cell.put("source", run.cell.code());
    }
}
