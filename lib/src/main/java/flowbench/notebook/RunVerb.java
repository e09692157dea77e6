package flowbench.notebook;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a notebook from its first cell to its last. */
@Command(name = "run", description = "Run a notebook; without one, notebooks/start-here.jsh.", sortOptions = false)
final class RunVerb implements Callable<Integer> {
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

    @Override
    public Integer call() throws NotebookFailure {
        Arguments arguments = Arguments.of(words);
        arguments.apply();
        Notebook notebook = Notebook.read(NotebookFile.find(arguments.notebook().orElse("start-here")));
        StandardOutput.install();
        try (Batch batch = new Batch()) {
            return batch.run(notebook);
        }
    }
}
