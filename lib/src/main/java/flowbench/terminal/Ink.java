package flowbench.terminal;

import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * What few words of a result are coloured with. Text is made without colours, so that what a program keeps or writes
 * elsewhere has no escape codes in it; only within {@link #on} has ink any effect.
 */
public enum Ink {
    /** Something became better. */
    GOOD(Style.fg_green),
    /** Something became worse. */
    BAD(Style.bold, Style.fg_red),
    /** Something that a reader must know. */
    NOTICE(Style.fg_yellow),
    /** Something beside the point. */
    FAINT(Style.faint);

    private static final ThreadLocal<Boolean> FLOWING = ThreadLocal.withInitial(() -> false);

    private final IStyle[] styles;

    Ink(IStyle... styles) {
        this.styles = styles;
    }

    /** A text as a terminal shows it: coloured, where that has colours. */
    public static String on(Terminal terminal, Supplier<String> text) {
        boolean before = FLOWING.get();
        FLOWING.set(terminal.coloured());
        try {
            return text.get();
        } finally {
            FLOWING.set(before);
        }
    }

    /** The words in this ink; as they are, where no ink flows. */
    public String write(String words) {
        return FLOWING.get() && !words.isBlank() ? Style.on(styles) + words + Style.reset.on() : words;
    }

    /** A text without its colours. */
    public static String removed(String text) {
        return text.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
