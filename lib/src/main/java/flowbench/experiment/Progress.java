package flowbench.experiment;

import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.Finished;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Says on standard error how far a run has come: a bar on a terminal, else a line for each fork. */
abstract class Progress implements AutoCloseable {
    /** Set by the launcher, which can tell whether standard error is a terminal. */
    static final String TERMINAL_PROPERTY = "flowbench.terminal";

    /** The width of the terminal, as the launcher found it. */
    private static final int COLUMNS = Math.max(60, Integer.getInteger("flowbench.columns", 80));

    private static final int REFRESH_MS = 200;

    static Progress of(String scenario, int forks, int iterationsPerFork) {
        return Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new Bar(scenario, forks, iterationsPerFork)
                : new Lines(scenario, forks);
    }

    abstract void forkStarts(int fork);

    abstract void entered(int fork, Entered phase);

    abstract void finished(int fork, Finished iteration);

    abstract void warning(String sentence);

    @Override
    public abstract void close();

    private static String rate(Finished iteration) {
        return String.format(Locale.ROOT, "%.0f %s", iteration.throughput(), iteration.unit());
    }

    private static final class Bar extends Progress {
        private final ProgressBar bar;
        private final PrintStream err =
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        private final int forks;
        private String last = "";

        Bar(String scenario, int forks, int iterationsPerFork) {
            this.forks = forks;
            this.bar = new ProgressBarBuilder()
                    .setTaskName(scenario)
                    .setInitialMax((long) forks * iterationsPerFork)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    // Not the library's console: it opens the terminal, which takes Ctrl-C away from this process.
                    .setConsumer(new DelegatingProgressBarConsumer(line -> err.print("\r" + line), COLUMNS - 1))
                    .build();
        }

        @Override
        void forkStarts(int fork) {
            bar.setExtraMessage("fork " + fork + "/" + forks + " starting");
        }

        @Override
        void entered(int fork, Entered now) {
            bar.setExtraMessage(String.format("fork %d/%d %s %s%s", fork, forks, now.kind(), now.phase(), last));
        }

        @Override
        void finished(int fork, Finished iteration) {
            last = String.format(Locale.ROOT, " %.0f/s", iteration.throughput());
            bar.step();
        }

        @Override
        void warning(String sentence) {
            err.print("\r\u001b[K");
            err.println("warning: " + sentence);
        }

        @Override
        public void close() {
            bar.close();
            err.println();
        }
    }

    private static final class Lines extends Progress {
        private final String scenario;
        private final int forks;

        Lines(String scenario, int forks) {
            this.scenario = scenario;
            this.forks = forks;
        }

        @Override
        void forkStarts(int fork) {
            System.err.println(scenario + ": fork " + fork + " of " + forks);
        }

        @Override
        void entered(int fork, Entered phase) {
            // A line for each phase would bury the rest of a log.
        }

        @Override
        void finished(int fork, Finished iteration) {
            System.err.println(String.format(
                    "%s: fork %d, %s iteration %d: %s",
                    scenario, fork, iteration.kind(), iteration.iteration(), rate(iteration)));
        }

        @Override
        void warning(String sentence) {
            System.err.println("warning: " + sentence);
        }

        @Override
        public void close() {
            // Every line is out already.
        }
    }
}
