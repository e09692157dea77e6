package flowbench.notebook;

import flowbench.output.Format;
import flowbench.output.Printer;
import flowbench.output.Texts;
import flowbench.settings.Settings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Shows a result of a notebook on standard output, as the setting FORMAT says. */
public final class Display {
    private static final AtomicReference<Optional<Printer>> PRINTER = new AtomicReference<>(Optional.empty());

    private Display() {}

    /**
     * Prints an object. With {@code FORMAT=text} that is a readable text of it: tables in columns, collections an element a
     * line, arrays with their elements, all else as it prints itself. With {@code FORMAT=json} it is a line of JSON, with
     * {@code FORMAT=csv} the tables of a result.
     */
    public static void display(Object object) {
        printer().print(object);
    }

    /** From now on shows objects of a type, and of its subtypes, by the text that a function makes of them. */
    public static <T> void showAs(Class<T> type, Function<? super T, String> text) {
        Texts.put(type, text);
    }

    /** Prints the value of the last expression of a cell. */
    static void value(Object value) {
        printer().printValue(value);
    }

    /** From now on prints with this. */
    static void with(Printer printer) {
        PRINTER.set(Optional.of(printer));
    }

    /** At the prompt nobody has said what to print with; exports are made there with any FORMAT, and the rest is for people. */
    private static Printer printer() {
        return PRINTER.updateAndGet(chosen -> chosen.or(() -> Optional.of(
                        Format.of(Settings.load()).orElse(Format.TEXT).printer(System.out, System.err))))
                .orElseThrow();
    }
}
