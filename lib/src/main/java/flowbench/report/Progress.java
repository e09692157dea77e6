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

/** Shows on a terminal how many charts are drawn, once that has taken longer than one likes to wait in the dark. */
final class Progress implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int REFRESH_MS = 200;

    private final long begin = System.nanoTime();
    private final long charts;
    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    private Optional<ProgressBar> bar = Optional.empty();
    private long drawn = -1;

    /** Of so many charts. */
    Progress(long charts) {
        this.charts = charts;
    }

    /** The next chart is drawn. */
    void step(String chart) {
        drawn++;
        if (bar.isEmpty() && Terminal.isThere() && System.nanoTime() - begin > PATIENCE_NS) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName("drawing")
                    .setInitialMax(charts)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .continuousUpdate()
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    // Not the library's console: it opens the terminal, which takes Ctrl-C away from this process.
                    .setConsumer(
                            new DelegatingProgressBarConsumer(line -> err.print("\r" + line), Terminal.columns() - 1))
                    .build());
        }
        bar.ifPresent(shown -> shown.setExtraMessage(chart).stepTo(drawn));
    }

    @Override
    public void close() {
        bar.ifPresent(shown -> {
            shown.setExtraMessage("").stepTo(charts);
            shown.close();
            err.println();
        });
    }
}
