package flowbench.output;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.settings.UserException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

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
    /** As it is: for a notebook whose output is the content of a file. */
    VERBATIM {
        @Override
        public Printer printer(PrintStream out, PrintStream err) {
            return out::println;
        }
    };

    private static final String EXPORT = "export.jsh";

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

    /** As the settings say; where they name a format that only exports have, results are printed for people. */
    public static Format of(Settings settings) {
        String name = settings.text(Setting.FORMAT).toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElse(TEXT);
    }

    /**
     * As the settings say for a notebook; to the notebook export they say what it writes, and not how that is printed.
     *
     * @throws UserException if they name a format that only the notebook export writes, and this is another
     */
    public static Format of(Settings settings, Path notebook) {
        if (notebook.endsWith(EXPORT)) {
            return VERBATIM;
        }
        String name = settings.text(Setting.FORMAT);
        boolean printed = Arrays.stream(values())
                .anyMatch(format -> format.name().toLowerCase(Locale.ROOT).equals(name));
        if (!printed) {
            throw new UserException("FORMAT: results are not printed as \"" + name
                    + "\", which only the notebook export writes; it must be text, json or csv, or run export.");
        }
        return of(settings);
    }
}
