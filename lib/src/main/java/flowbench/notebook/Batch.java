package flowbench.notebook;

import flowbench.settings.ExitCode;
import flowbench.settings.ProjectFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;

/** One notebook from its first cell to its last, in this process; the first thing that goes wrong ends it. */
final class Batch implements AutoCloseable {
    private final InProcessExecution execution = new InProcessExecution();
    private final JShell shell;
    private final Map<String, Ran> ran = new HashMap<>();
    private final Consumer<Place> progress;

    private record Ran(Notebook notebook, Piece piece) {}

    /**
     * A notebook that is to run.
     *
     * @param progress is told where it is, before each snippet
     */
    Batch(Consumer<Place> progress) {
        this.progress = progress;
        shell = JShell.builder()
                .executionEngine(execution.provider(), Map.of())
                .compilerOptions("--class-path", System.getProperty("java.class.path"))
                .build();
    }

    /**
     * Evaluates {@code lib/startup.jsh} and then the notebook.
     *
     * @return the code to exit with: 0, or what the notebook's {@code /exit} says
     */
    int run(Notebook notebook) throws NotebookFailure {
        Notebook startup = Notebook.read(ProjectFolder.locate().resolve(Path.of("lib", "startup.jsh")));
        // Both are split before anything runs: a refusal in the last cell should not cost the minutes of the first.
        List<Piece> preparation = new PieceReader(shell.sourceCodeAnalysis(), startup).pieces();
        List<Piece> pieces = new PieceReader(shell.sourceCodeAnalysis(), notebook).pieces();
        evaluateAll(startup, preparation);
        return evaluateAll(notebook, pieces);
    }

    private int evaluateAll(Notebook notebook, List<Piece> pieces) throws NotebookFailure {
        try (EarlyEnd watch = new EarlyEnd()) {
            for (Piece piece : pieces) {
                watch.at(piece.start());
                progress.accept(piece.start());
                if (piece.exit()) {
                    refuseUnresolved();
                    return exitCode(notebook, piece);
                }
                Snippet snippet = evaluate(notebook, piece);
                if (piece.lastOfCell() && shown(snippet) && !piece.terminated()) {
                    execution.value().ifPresent(Display::value);
                }
                System.out.flush();
                watch.refuseBackgroundFailure();
            }
        }
        refuseUnresolved();
        return ExitCode.OK.number();
    }

    private static boolean shown(Snippet snippet) {
        return snippet instanceof ExpressionSnippet && snippet.subKind() != Snippet.SubKind.ASSIGNMENT_SUBKIND
                || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
    }

    private Snippet evaluate(Notebook notebook, Piece piece) throws NotebookFailure {
        execution.clear();
        List<SnippetEvent> events = shell.eval(piece.text());
        for (SnippetEvent event : events) {
            ran.putIfAbsent(event.snippet().id(), new Ran(notebook, piece));
        }
        for (SnippetEvent event : events) {
            if (event.status() == Snippet.Status.REJECTED) {
                throw rejected(notebook, piece, event.snippet());
            }
            if (event.exception() != null) {
                throw new ThrownInNotebook(this::place, piece.start()).failure(event.exception(), execution.thrown());
            }
        }
        return events.get(events.size() - 1).snippet();
    }

    private NotebookFailure rejected(Notebook notebook, Piece piece, Snippet snippet) {
        List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).collect(Collectors.toList());
        if (errors.isEmpty()) {
            return NotebookFailure.at(
                    piece.start(), "jshell rejects this without a reason.", SourceExcerpt.of(notebook, piece.start()));
        }
        List<String> texts = new ArrayList<>();
        for (Diag error : errors) {
            int offset =
                    (int) Math.max(0, Math.min(error.getPosition(), piece.text().length()));
            Place place = piece.place().after(piece.text().substring(0, offset));
            String message = SnippetNames.removed(error.getMessage(Locale.ROOT)).replace("\n", "\n    ");
            texts.add(place + ": error: " + message + "\n" + SourceExcerpt.of(notebook, place));
        }
        return new NotebookFailure(String.join("\n", texts), ExitCode.FAILED, Optional.empty());
    }

    /** A forward reference is an error only when the notebook ends and what it refers to never came. */
    private void refuseUnresolved() throws NotebookFailure {
        for (Snippet snippet : shell.snippets().collect(Collectors.toList())) {
            Snippet.Status status = shell.status(snippet);
            boolean waiting =
                    status == Snippet.Status.RECOVERABLE_DEFINED || status == Snippet.Status.RECOVERABLE_NOT_DEFINED;
            if (waiting && snippet instanceof DeclarationSnippet) {
                DeclarationSnippet declaration = (DeclarationSnippet) snippet;
                Ran of = ran.get(snippet.id());
                String missing = shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "));
                String errors = missing.isEmpty()
                        ? shell.diagnostics(snippet)
                                .map(d -> SnippetNames.removed(d.getMessage(Locale.ROOT)))
                                .collect(Collectors.joining("; "))
                        : "the notebook never declares " + missing;
                throw NotebookFailure.at(
                        of.piece().start(),
                        declaration.name() + " cannot be used: " + errors + ".",
                        SourceExcerpt.of(of.notebook(), of.piece().start()));
            }
        }
    }

    private int exitCode(Notebook notebook, Piece piece) throws NotebookFailure {
        String expression = piece.exitExpression();
        if (expression.isEmpty()) {
            return ExitCode.OK.number();
        }
        // The blanks keep the columns of messages right.
        String indented = " ".repeat(piece.text().indexOf(expression)) + expression;
        evaluate(notebook, new Piece(piece.place(), indented, true, true));
        return execution
                .value()
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .orElseThrow(() -> NotebookFailure.at(
                        piece.start(),
                        "the code after /exit must be an int.",
                        SourceExcerpt.of(notebook, piece.start())));
    }

    /** The place of a translated stack frame, if it is one of the notebook. */
    private Optional<Place> place(StackTraceElement frame) {
        String file = String.valueOf(frame.getFileName());
        Optional<Ran> found = file.startsWith("#") ? Optional.ofNullable(ran.get(file.substring(1))) : Optional.empty();
        return found.map(of ->
                new Place(of.notebook().name(), of.piece().place().line() + Math.max(1, frame.getLineNumber()) - 1, 1));
    }

    @Override
    public void close() {
        shell.close();
    }
}
