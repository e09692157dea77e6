package flowbench.notebook;

import flowbench.settings.ExitCode;
import java.util.Optional;

/** Why a notebook stopped: the text to show, the exit code, and the exception of the notebook if there is one. */
final class NotebookFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    NotebookFailure(String text, ExitCode exitCode, Optional<Throwable> thrown) {
        super(text, thrown.orElse(null));
        this.exitCode = exitCode;
    }

    /** {@code file:line:column: error: sentence}, and below it some lines that show the place. */
    static NotebookFailure at(Place place, String sentence, String below) {
        String text = place + ": error: " + sentence + (below.isEmpty() ? "" : "\n" + below);
        return new NotebookFailure(text, ExitCode.FAILED, Optional.empty());
    }

    /** The code to end with. */
    ExitCode exitCode() {
        return exitCode;
    }
}
