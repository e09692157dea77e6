package flowbench.terminal;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What standard output can show.
 *
 * @param columns how many characters a line has
 * @param narrow whether a longer line would be broken anywhere, and not only at blanks
 * @param coloured whether words may be coloured
 * @param unicode whether it shows more letters than ASCII has
 */
public record Terminal(int columns, boolean narrow, boolean coloured, boolean unicode) {
    /** Columns of a file or a pipe: wide enough that tables leave nothing out, narrow enough for an editor. */
    public static final int FILE_COLUMNS = 120;

    /** Narrower than this nothing can be read, so lines are wrapped by the terminal itself. */
    static final int FEWEST_COLUMNS = 40;

    /** Of a terminal that does not say how wide it is. */
    private static final int USUAL_COLUMNS = 80;

    /** Set by the launcher, which can tell: {@code true} where standard output is a terminal. */
    public static final String OUTPUT_PROPERTY = "flowbench.output";

    /** Set by the launcher: the width of the terminal. */
    public static final String COLUMNS_PROPERTY = "flowbench.columns";

    /**
     * Standard output of this process. COLUMNS in the environment has the last word on the width; else it is that of the
     * terminal or, of a file or a pipe, {@value #FILE_COLUMNS}. Colours are for terminals only, and not where NO_COLOR is
     * set or TERM is dumb.
     */
    public static Terminal ofOutput() {
        return of(System.getenv(), System.getProperties());
    }

    static Terminal of(Map<String, String> environment, Properties properties) {
        boolean terminal = Boolean.parseBoolean(properties.getProperty(OUTPUT_PROPERTY));
        Optional<Integer> measured =
                terminal ? number(properties.getProperty(COLUMNS_PROPERTY, "")) : Optional.of(FILE_COLUMNS);
        Optional<Integer> asked = number(environment.getOrDefault("COLUMNS", ""));
        int columns = asked.or(() -> measured).orElse(USUAL_COLUMNS);
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        // A file is written as UTF-8 whatever the terminal would understand.
        boolean unicode = !terminal || unicode(properties.getProperty("native.encoding", ""));
        return new Terminal(
                Math.max(FEWEST_COLUMNS, columns), terminal || asked.isPresent(), terminal && !plain, unicode);
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[1-9][0-9]{0,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static boolean unicode(String encoding) {
        return encoding.isEmpty() || encoding.matches("(?i)utf-?8|cp65001");
    }
}
