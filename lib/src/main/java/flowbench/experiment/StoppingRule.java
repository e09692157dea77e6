package flowbench.experiment;

import flowbench.runfolder.Precision;
import flowbench.runfolder.Precision.Ending;
import flowbench.settings.Setting;
import flowbench.settings.Settings;
import flowbench.statistics.PrecisionRule;
import java.util.List;
import java.util.Optional;

/**
 * When a run has enough forks: after {@link Setting#RUNS} of them; or, with {@link Setting#PRECISION}, after so many at least,
 * as soon as the mean of their throughput is known that precisely, or one more would probably end after the time limit.
 *
 * @param forks forks that are measured whatever they show
 * @param precision what is asked for beyond them
 * @param timeLimitS the time limit, from the beginning of the first fork
 */
record StoppingRule(int forks, Optional<PrecisionRule> precision, int timeLimitS) {
    static StoppingRule of(Settings settings) {
        int forks = settings.number(Setting.RUNS);
        return new StoppingRule(
                forks,
                settings.fraction(Setting.PRECISION).stream()
                        .mapToObj(target -> PrecisionRule.of(target, forks))
                        .findFirst(),
                settings.number(Setting.PRECISION_TIME_LIMIT_S));
    }

    /** Whether nobody knows beforehand how many forks there will be. */
    boolean isOpen() {
        return precision.isPresent();
    }

    /** Fewer forks than this are never enough. */
    int leastForks() {
        return precision.map(PrecisionRule::leastValues).orElse(forks);
    }

    /**
     * Whether one more round is to be measured, a fork of each run.
     *
     * @param rounds that were measured, above 0
     * @param runs for each run that is measured in turn, the throughput of each of its forks that has one
     * @param seconds how long they took together
     */
    boolean goesOn(int rounds, List<double[]> runs, double seconds) {
        if (rounds < forks) {
            return true;
        }
        boolean enough =
                precision.map(rule -> runs.stream().allMatch(rule::isMetBy)).orElse(true);
        return !enough && seconds + seconds / rounds <= timeLimitS;
    }

    /** What to record of a run that has forks of such throughputs; nothing where no precision is asked for. */
    Optional<Precision> reached(boolean goesOn, double... throughputs) {
        return precision.map(rule -> new Precision(
                rule.target(),
                rule.leastValues(),
                timeLimitS,
                throughputs.length,
                PrecisionRule.reached(throughputs),
                goesOn ? Ending.GOING_ON : rule.isMetBy(throughputs) ? Ending.NARROW_ENOUGH : Ending.TIME_LIMIT));
    }
}
