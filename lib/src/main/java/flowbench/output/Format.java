package flowbench.output;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How results are printed, by the setting FORMAT. */
public enum Format {
    /** For people. */
    TEXT {
        @Override
        public Printer printer(PrintStream out, PrintStream err) {
            return new TextPrinter(out);
        }
    },
    /** A JSON document a line. */
    JSON {
        @Override
        public Printer printer(PrintStream out, PrintStream err) {
            return new JsonPrinter(out);
        }
    },
    /** Tables as CSV, and what is no table on standard error. */
    CSV {
        @Override
        public Printer printer(PrintStream out, PrintStream err) {
            return new CsvPrinter(out, err);
        }
    },
    /** As it is: where what is displayed is the content of a file. */
    VERBATIM {
        @Override
        public Printer printer(PrintStream out, PrintStream err) {
            return out::println;
        }
    };

    /**
     * What prints in this way.
     *
     * @param out for results
     * @param err for what stands beside them
     */
    public abstract Printer printer(PrintStream out, PrintStream err);

    /** Whether standard output carries data and nothing else. */
    public boolean isForPrograms() {
        return this == JSON || this == CSV;
    }

    /** That of the settings; nothing where they name one that results are not printed in, but exported. */
    public static Optional<Format> of(Settings settings) {
        String name = settings.text(Setting.FORMAT).toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.name().equals(name))
                .findFirst();
    }
}
