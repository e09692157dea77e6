package flowbench.notebook;

import flowbench.output.Format;
import flowbench.output.Printer;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a notebook from its first cell to its last. */
@Command(name = "run", description = "Run a notebook; without one, notebooks/start-here.jsh.", sortOptions = false)
final class RunVerb implements Callable<Integer> {
    private static final String EXPORT = "export.jsh";

    @Parameters(
            paramLabel = "[NOTEBOOK] [NAME=VALUE…] [RUN…|FILE…]",
            hideParamSyntax = true,
            description = {
                "NOTEBOOK: a path, or the name of one in notebooks/.",
                "NAME=VALUE: a setting; \"lib/bench settings\" lists them.",
                "RUN: a saved run to look at: its folder, its id, or the label of several.",
                "FILE: results of another tool, for import."
            })
    private List<String> words = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.ipynb",
            description = "Write the notebook with its outputs, for Jupyter; up to the error where one ends it.")
    private Optional<Path> output = Optional.empty();

    @Override
    public Integer call() throws NotebookFailure {
        Arguments arguments = Arguments.of(words);
        Settings settings = arguments.apply();
        Path file = NotebookFile.find(arguments.notebook().orElse("start-here"));
        Format format = format(settings, file);
        Notebook notebook = Notebook.read(file);
        StandardOutput.install();
        Printer printer = format.printer(System.out, System.err);
        if (format.isForPrograms()) {
            // What a notebook prints itself is no data.
            System.setOut(System.err);
        }
        return output.isPresent()
                ? record(notebook, settings, output.get(), printer)
                : run(notebook, new Batch(place -> {}), printer);
    }

    /** As the settings say; to the notebook export they say what it writes, and not how that is printed. */
    private static Format format(Settings settings, Path notebook) {
        return notebook.endsWith(EXPORT)
                ? Format.VERBATIM
                : Format.of(settings)
                        .orElseThrow(() -> new UserException("FORMAT: results are not printed as \""
                                + settings.text(Setting.FORMAT)
                                + "\", which only the notebook export writes; it must be"
                                + " text, json or csv, or run export."));
    }

    private static int run(Notebook notebook, Batch batch, Printer printer) throws NotebookFailure {
        Display.with(printer);
        try (batch) {
            return batch.run(notebook);
        }
    }

    private static int record(Notebook notebook, Settings settings, Path output, Printer printer)
            throws NotebookFailure {
        try (Recorder recorder = Recorder.begin(notebook, settings, output, printer)) {
            try {
                int code = run(notebook, new Batch(recorder::at), recorder);
                recorder.exited(code);
                return code;
            } catch (NotebookFailure failure) {
                recorder.failed(failure);
                throw failure;
            }
        }
    }
}
