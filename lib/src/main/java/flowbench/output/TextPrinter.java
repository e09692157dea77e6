package flowbench.output;

import flowbench.analysis.Grid;
import flowbench.terminal.Emphasis;
import flowbench.terminal.Terminal;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Prints for people, with a few words in colour where standard output is a terminal that has colours. */
final class TextPrinter implements Printer {
    private final PrintStream out;

    TextPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void print(Object object) {
        Terminal terminal = Terminal.ofOutput();
        String text = Emphasis.on(terminal, () -> Texts.of(object));
        out.println(terminal.narrow() ? broken(text, terminal.columns()) : text);
    }

    /** Sentences that know nothing of the width are broken at blanks; a file keeps its lines as they are. */
    private static String broken(String text, int columns) {
        return Arrays.stream(text.split("\n", -1))
                .map(line -> Emphasis.removed(line).length() <= columns ? line : broken(line))
                .collect(Collectors.joining("\n"));
    }

    private static String broken(String line) {
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        return Grid.wrapped(indent, line.strip()).stripTrailing();
    }
}
