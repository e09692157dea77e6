package flowbench.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Splits a notebook exactly as the stock jshell tool does: line after line, a snippet being whatever is complete first. Where
 * that split is not what the text looks like to its reader, the notebook is refused instead of run.
 */
final class PieceReader {
    /** What continues a statement for Java, but begins a snippet for jshell when it begins a line. */
    private static final Pattern CONTINUATION =
            Pattern.compile("[-+*/%&|^?:=<>.,(\\[)\\]{].*|instanceof\\b.*", Pattern.DOTALL);

    private static final Pattern ORPHAN = Pattern.compile("(else|catch|finally)\\b.*", Pattern.DOTALL);

    private final SourceCodeAnalysis analysis;
    private final Notebook notebook;

    PieceReader(SourceCodeAnalysis analysis, Notebook notebook) {
        this.analysis = analysis;
        this.notebook = notebook;
    }

    /** The pieces of the whole notebook, comments left out. */
    List<Piece> pieces() throws NotebookFailure {
        List<Piece> pieces = new ArrayList<>();
        for (Notebook.Cell cell : notebook.cells()) {
            List<Piece> found = pieces(cell);
            if (cell.markdown() && !found.isEmpty()) {
                throw refusal(found.get(0).start(), "a markdown cell holds comment lines only; begin a cell for code.");
            }
            refuseWhatReadsTwoWays(found);
            pieces.addAll(found);
        }
        return pieces;
    }

    private List<Piece> pieces(Notebook.Cell cell) throws NotebookFailure {
        List<Piece> pieces = new ArrayList<>();
        Place place = new Place(notebook.name(), cell.firstLine(), 1);
        String pending = "";
        int read = 0;
        while (read < cell.lines().size() || !pending.isEmpty()) {
            if (pending.isEmpty()) {
                place = new Place(notebook.name(), cell.firstLine() + read, 1);
                pending = cell.lines().get(read++);
            }
            if (Piece.isCommand(pending)) {
                pieces.add(command(place, pending));
                pending = "";
                continue;
            }
            CompletionInfo info = analysis.analyzeCompletion(pending);
            SourceCodeAnalysis.Completeness completeness = info.completeness();
            if (completeness == SourceCodeAnalysis.Completeness.EMPTY) {
                pending = "";
            } else if (completeness.isComplete()) {
                String raw =
                        pending.substring(0, pending.length() - info.remaining().length());
                // What jshell makes of it may end with a semicolon that the file has not.
                pieces.add(new Piece(place, info.source().stripTrailing(), Piece.terminates(raw), false));
                place = place.after(raw);
                pending = info.remaining();
            } else if (read < cell.lines().size()) {
                pending = pending + "\n" + cell.lines().get(read++);
            } else {
                throw refusal(
                        new Piece(place, pending, false, true).start(),
                        "this is not finished where its cell ends, on line " + cell.lastLine()
                                + "; close what is open, or move the // %% marker.");
            }
        }
        if (!pieces.isEmpty()) {
            Piece last = pieces.remove(pieces.size() - 1);
            pieces.add(new Piece(last.place(), last.text(), last.terminated(), true));
        }
        return pieces;
    }

    private Piece command(Place place, String text) throws NotebookFailure {
        if (!text.strip().matches("/exit(\\s.*)?")) {
            throw refusal(
                    place,
                    "a notebook may hold no command of jshell but /exit; lib/startup.jsh is the place for imports.");
        }
        return new Piece(place, text, true, true);
    }

    private void refuseWhatReadsTwoWays(List<Piece> pieces) throws NotebookFailure {
        boolean open = false;
        for (Piece piece : pieces) {
            String code = piece.text().substring(Comments.skip(piece.text()));
            if (ORPHAN.matcher(code).matches()) {
                throw refusal(
                        piece.start(),
                        "jshell ends the statement on the line before; write \"} " + code.split("\\W", 2)[0]
                                + "\" on one line.");
            }
            if ((open || code.startsWith(".")) && CONTINUATION.matcher(code).matches()) {
                throw refusal(
                        piece.start(),
                        "jshell ends the statement on the line before; end that line with the operator or the dot, or"
                                + " with a semicolon if it is meant to end there.");
            }
            open = !piece.exit() && !piece.terminated();
        }
    }

    private NotebookFailure refusal(Place place, String sentence) {
        return NotebookFailure.at(place, sentence, SourceExcerpt.of(notebook, place));
    }
}
