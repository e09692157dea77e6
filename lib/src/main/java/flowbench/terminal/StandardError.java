package flowbench.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Where progress is shown: standard error as it was when the process began, and what the launcher found out about the terminal that
 * it goes to, and passed on as system properties.
 */
public final class StandardError {
    private static final String PROPERTY = "flowbench.terminal";
    private static final int USUAL_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 60;

    private StandardError() {}

    /** Whether somebody looks at it as it is written. */
    public static boolean isTerminal() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** Its width in characters, 60 at least. */
    private static int columns() {
        return Math.max(LEAST_COLUMNS, Integer.getInteger(Terminal.COLUMNS_PROPERTY, USUAL_COLUMNS));
    }

    /** A stream to it, whatever {@link System#err} is by now. */
    public static PrintStream stream() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    /**
     * A progress bar as all are here.
     *
     * @param task what stands before it
     * @param most how many steps it has; -1: not known
     * @param refreshMs how often it is drawn anew
     * @param err where to, of {@link #stream}
     */
    public static ProgressBarBuilder bar(String task, long most, int refreshMs, PrintStream err) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(most)
                .setUpdateIntervalMillis(refreshMs)
                // Else what stands behind it, and the time, change only when a step is done.
                .continuousUpdate()
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                // Not the library's console: it opens the terminal, which takes Ctrl-C away from this process.
                .setConsumer(new DelegatingProgressBarConsumer(line -> err.print("\r" + line), columns() - 1));
    }
}
