package flowbench.report;

import flowbench.terminal.StandardError;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;

/** Shows on a terminal how many charts are drawn, once that has taken longer than one likes to wait in the dark. */
final class DrawingProgress implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int REFRESH_MS = 200;

    private final long begin = System.nanoTime();
    private final long charts;
    private final PrintStream err = StandardError.stream();
    private Optional<ProgressBar> bar = Optional.empty();
    private long drawn = -1;

    /** Of so many charts. */
    DrawingProgress(long charts) {
        this.charts = charts;
    }

    /** The next chart is drawn. */
    void step(String chart) {
        drawn++;
        if (bar.isEmpty() && StandardError.isTerminal() && System.nanoTime() - begin > PATIENCE_NS) {
            bar = Optional.of(
                    StandardError.bar("drawing", charts, REFRESH_MS, err).build());
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
