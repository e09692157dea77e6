package flowbench.terminal;

import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * How few words of a result stand out, or back. Text is made without colours, so that what a program keeps or writes
 * elsewhere has no escape codes in it; only within {@link #on} has emphasis any effect.
 */
public enum Emphasis {
    /** Something became better. */
    GOOD(Style.fg_green),
    /** Something became worse. */
    BAD(Style.bold, Style.fg_red),
    /** Something that a reader must know. */
    NOTICE(Style.fg_yellow),
    /** Something beside the point. */
    FAINT(Style.faint);

    private static final ThreadLocal<Boolean> SHOWN = ThreadLocal.withInitial(() -> false);

    private final IStyle[] styles;

    Emphasis(IStyle... styles) {
        this.styles = styles;
    }

    /** A text as a terminal shows it: coloured, where that has colours. */
    public static String on(Terminal terminal, Supplier<String> text) {
        boolean before = SHOWN.get();
        SHOWN.set(terminal.coloured());
        try {
            return text.get();
        } finally {
            SHOWN.set(before);
        }
    }

    /** The words with this emphasis; as they are, where it is not shown. */
    public String write(String words) {
        return SHOWN.get() && !words.isBlank() ? Style.on(styles) + words + Style.reset.on() : words;
    }

    /** A text without any emphasis. */
    public static String removed(String text) {
        return text.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
