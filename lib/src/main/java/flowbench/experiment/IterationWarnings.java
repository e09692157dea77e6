package flowbench.experiment;

import flowbench.experiment.ForkMessage.Warning;
import java.util.function.Consumer;

/** What a reader of an iteration's numbers must know, said from any thread as soon as it is seen. */
final class IterationWarnings {
    private final String of;
    private final Consumer<ForkMessage> report;
    private volatile boolean over;

    IterationWarnings(int fork, int iteration, Consumer<ForkMessage> report) {
        this.of = "Fork " + fork + ", iteration " + iteration + ": ";
        this.report = report;
    }

    void say(String sentence) {
        if (!over) {
            report.accept(new Warning(of + sentence));
        }
    }

    /** What comes after an iteration has failed is said of nothing that anybody reads. */
    void end() {
        over = true;
    }
}
