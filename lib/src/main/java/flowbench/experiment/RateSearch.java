package flowbench.experiment;

import flowbench.settings.Setting;
import flowbench.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Looks for the highest rate that holds. Short trials at doubling rates until one does not hold, or at halved ones where the
 * first does not; some more that halve what is between the highest that held and the lowest that did not; then a long trial at
 * the highest that held, and where that does not hold, again at a tenth less.
 *
 * <p>A trial that holds by luck leads too high, and the long trial mends it; one that fails by bad luck leads too low, and
 * nothing mends that: the rate that is found is one that held, not one above which nothing can.
 */
public final class RateSearch {
    private static final int HIGHEST_RATE = 1_000_000;
    private static final int MOST_HALVINGS = 6;
    private static final int BISECTIONS = 3;
    private static final int CONFIRMATIONS = 5;
    private static final double LESS = .9;

    private final int firstRate;
    private final int trialSeconds;
    private final int seconds;
    private final List<Tried> tried = new ArrayList<>();

    /** Measures at a rate for some seconds, and says whether it held. */
    @FunctionalInterface
    public interface Trial {
        /** Measures. */
        boolean holds(int rate, int seconds);
    }

    /** What was tried. */
    public record Tried(int rate, int seconds, boolean held) {}

    /**
     * The rate that was found.
     *
     * @param rate the highest that held a long trial; absent where none did
     * @param tried all trials, in their order
     */
    public record Found(OptionalInt rate, List<Tried> tried) {
        /** A line for each trial. */
        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder(rate.isPresent() ? "held " + rate.getAsInt() + " a second" : "no rate held");
            tried.forEach(trial -> text.append(String.format(
                    "%n  %d a second for %d s: %s", trial.rate, trial.seconds, trial.held ? "held" : "did not hold")));
            return text.toString();
        }
    }

    private RateSearch(int firstRate, int trialSeconds, int seconds) {
        this.firstRate = firstRate;
        this.trialSeconds = trialSeconds;
        this.seconds = seconds;
    }

    /**
     * Searches from {@link Setting#EVENT_RATE}, in trials of {@link Setting#TRIAL_SECONDS}, for a rate that holds for {@link
     * Setting#STREAM_SECONDS}.
     */
    public static Found highest(Settings settings, Trial trial) {
        return highest(
                settings.number(Setting.EVENT_RATE),
                settings.number(Setting.TRIAL_SECONDS),
                settings.number(Setting.STREAM_SECONDS),
                trial);
    }

    static Found highest(int firstRate, int trialSeconds, int seconds, Trial trial) {
        RateSearch search = new RateSearch(firstRate, trialSeconds, seconds);
        OptionalInt rate = search.search(trial);
        return new Found(rate, List.copyOf(search.tried));
    }

    private OptionalInt search(Trial trial) {
        int held = 0;
        int failed = 0;
        int rate = firstRate;
        while (failed == 0 && rate <= HIGHEST_RATE) {
            if (holds(trial, rate, trialSeconds)) {
                held = rate;
                rate *= 2;
            } else {
                failed = rate;
            }
        }
        for (int i = 0; held == 0 && i < MOST_HALVINGS && failed > 1; i++) {
            if (holds(trial, failed / 2, trialSeconds)) {
                held = failed / 2;
            } else {
                failed /= 2;
            }
        }
        for (int i = 0; held > 0 && i < BISECTIONS && failed > held + 1; i++) {
            int middle = held + (failed - held) / 2;
            if (holds(trial, middle, trialSeconds)) {
                held = middle;
            } else {
                failed = middle;
            }
        }
        for (int i = 0; held > 0 && i < CONFIRMATIONS; i++) {
            if (holds(trial, held, seconds)) {
                return OptionalInt.of(held);
            }
            held = (int) (held * LESS);
        }
        return OptionalInt.empty();
    }

    private boolean holds(Trial trial, int rate, int length) {
        boolean held = trial.holds(rate, length);
        tried.add(new Tried(rate, length, held));
        return held;
    }
}
