package flowbench.output;

import flowbench.terminal.Ink;
import flowbench.terminal.Terminal;
import java.io.PrintStream;

/** Prints for people, with a few words in colour where standard output is a terminal that has colours. */
final class TextPrinter implements Printer {
    private final PrintStream out;

    TextPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void print(Object object) {
        out.println(Ink.on(Terminal.ofOutput(), () -> Texts.of(object)));
    }
}
