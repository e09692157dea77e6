package flowbench.report;

import flowbench.settings.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on a terminal how far a report has come, once that has taken longer than one likes to wait in the dark. */
final class Progress implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int REFRESH_MS = 200;
    /** To the library: the end is not known. */
    private static final int OPEN = -1;

    private final long begin = System.nanoTime();
    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    private Optional<ProgressBar> bar = Optional.empty();
    private long steps;

    /** The next step begins. */
    void step(String what) {
        steps++;
        if (bar.isEmpty() && Terminal.isThere() && System.nanoTime() - begin > PATIENCE_NS) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName("report")
                    .setInitialMax(OPEN)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .continuousUpdate()
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    // Not the library's console: it opens the terminal, which takes Ctrl-C away from this process.
                    .setConsumer(
                            new DelegatingProgressBarConsumer(line -> err.print("\r" + line), Terminal.columns() - 1))
                    .build());
        }
        bar.ifPresent(shown -> shown.setExtraMessage(what).stepTo(steps));
    }

    @Override
    public void close() {
        bar.ifPresent(shown -> {
            shown.close();
            err.println();
        });
    }
}
