package flowbench.experiment;

import flowbench.experiment.ForkMessage.Entered;
import flowbench.experiment.ForkMessage.Finished;
import flowbench.runfolder.Manifest;
import flowbench.runfolder.Precision;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.terminal.StandardError;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;

/** Says on standard error how far a measurement has come: a bar on a terminal, else a line for each fork and iteration. */
abstract class Progress implements AutoCloseable {
    private static final String GOES_ON = "; the run goes on with a fresh connection";

    /** Rarely enough to cost nothing where the server shares the processor. */
    private static final int REFRESH_MS = 500;

    /** Of runs that are measured in turn. */
    static Progress of(StoppingRule rule, List<Rounds.Lane> lanes) {
        return StandardError.isTerminal() ? new Bar(rule, lanes) : new Lines(rule);
    }

    /** The next fork of a run starts, which is what is told of until another one starts. */
    abstract void forkStarts(Rounds.Lane lane, int fork);

    abstract void entered(Entered phase);

    abstract void finished(Finished iteration);

    /** An iteration failed, and the run goes on. */
    abstract void failed(Manifest.FailedIteration iteration);

    abstract void warning(String sentence);

    /** A round ended, and this is how precisely the mean of a run is known now. */
    abstract void reached(Rounds.Lane lane, Precision precision);

    @Override
    public abstract void close();

    private static final class Bar extends Progress {
        /** To the library: the end is not known. */
        private static final int OPEN = -1;

        private final ProgressBar bar;
        private final PrintStream err = StandardError.stream();
        private final String forks;
        private String turn = "";
        private String last = "";

        Bar(StoppingRule rule, List<Rounds.Lane> lanes) {
            this.forks = "/" + rule.leastForks() + (rule.isOpen() ? "+" : "");
            long iterations = rule.isOpen() ? OPEN : rule.leastForks() * iterations(lanes);
            this.bar =
                    StandardError.bar(title(lanes), iterations, REFRESH_MS, err).build();
        }

        private static String title(List<Rounds.Lane> lanes) {
            return lanes.stream().map(lane -> lane.scenario().name()).distinct().collect(Collectors.joining(", "));
        }

        /** Of one fork of each run. */
        private static long iterations(List<Rounds.Lane> lanes) {
            return lanes.stream()
                    .mapToLong(lane -> {
                        Settings settings = lane.scenario().settings();
                        return settings.number(Setting.WARMUP_ITERATIONS)
                                + settings.number(Setting.MEASURED_ITERATIONS);
                    })
                    .sum();
        }

        @Override
        void forkStarts(Rounds.Lane lane, int fork) {
            turn = (lane.label() + " fork " + fork).strip() + forks;
            bar.setExtraMessage(turn + " starting");
        }

        @Override
        void entered(Entered now) {
            bar.setExtraMessage(turn + " " + now.kind() + " " + now.phase() + last);
        }

        @Override
        void finished(Finished iteration) {
            last = String.format(Locale.ROOT, " %.0f/s", iteration.throughput());
            bar.step();
        }

        @Override
        void failed(Manifest.FailedIteration iteration) {
            line(iteration + GOES_ON);
            bar.step();
        }

        @Override
        void warning(String sentence) {
            line("warning: " + sentence);
        }

        @Override
        void reached(Rounds.Lane lane, Precision precision) {
            line(lane.name() + ": " + precision);
        }

        /** A line of its own, where the bar is; the bar follows below it. */
        private void line(String text) {
            err.print("\r\u001b[K" + text + System.lineSeparator());
        }

        @Override
        public void close() {
            bar.close();
            err.println();
        }
    }

    private static final class Lines extends Progress {
        private final String forks;
        private String name = "";
        private int fork;

        Lines(StoppingRule rule) {
            this.forks = (rule.isOpen() ? ", at least " : " of ") + rule.leastForks();
        }

        @Override
        void forkStarts(Rounds.Lane lane, int number) {
            name = lane.name();
            fork = number;
            System.err.println(name + ": fork " + fork + forks);
        }

        @Override
        void entered(Entered phase) {
            // A line for each phase would bury the rest of a log.
        }

        @Override
        void finished(Finished iteration) {
            System.err.println(String.format(
                    Locale.ROOT,
                    "%s: fork %d, %s iteration %d: %.0f %s",
                    name,
                    fork,
                    iteration.kind(),
                    iteration.iteration(),
                    iteration.throughput(),
                    iteration.unit()));
        }

        @Override
        void failed(Manifest.FailedIteration iteration) {
            System.err.println(name + ": " + iteration + GOES_ON);
        }

        @Override
        void warning(String sentence) {
            System.err.println("warning: " + sentence);
        }

        @Override
        void reached(Rounds.Lane lane, Precision precision) {
            System.err.println(lane.name() + ": " + precision);
        }

        @Override
        public void close() {
            // Every line is out already.
        }
    }
}
