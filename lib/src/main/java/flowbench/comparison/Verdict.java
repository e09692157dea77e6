package flowbench.comparison;

import flowbench.runfolder.Better;
import flowbench.statistics.MeanDifference;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import flowbench.terminal.Emphasis;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a comparison says of one metric. With the ratio candidate ÷ base, its 95 % interval, and a threshold such as
 * 5 %, which makes the band from 1/1.05 to 1.05, the first line that is true:
 *
 * <table>
 * <caption>The rules</caption>
 * <tr><th>what is seen</th><th>verdict</th></tr>
 * <tr><td>the whole interval lies inside the band</td><td>{@code equivalent}: a change, if there is one, is too small
 * to matter, even where it is certain</td></tr>
 * <tr><td>the whole interval lies on one side of 1, and the p-value, adjusted for the number of metrics, is below
 * .05</td>
 * <td>{@code better} or {@code worse}, by the metric's direction</td></tr>
 * <tr><td>else</td><td>{@code inconclusive}</td></tr>
 * </table>
 *
 * <p>An interval that excludes 1 and is not inside the band reaches beyond it, so that the ratio in its middle is more
 * than half the threshold away from 1: what is called better or worse is no trifle. It need not be as large as the
 * threshold, or else a change of just that size would be missed every second time. And as the threshold is at least
 * twice the noise of the machine, the ratio lies outside of all that the machine did when nothing had changed.
 *
 * <p>Where there is no ratio, since a value is 0, the interval of the difference of the means takes its place, and the band is
 * the threshold's part of the larger mean, up and down; where neither side varies, the ratio stands for its interval.
 */
public enum Verdict {
    /** The candidate is better. */
    BETTER,
    /** The candidate is worse. */
    WORSE,
    /** They differ by less than the threshold. */
    EQUIVALENT,
    /** The values cannot tell. */
    INCONCLUSIVE;

    /** The level of every test. */
    static final double LEVEL = .05;

    /**
     * The verdict on a metric.
     *
     * @param samples candidate beside base
     * @param adjustedP the p-value, adjusted for the number of metrics; absent where nothing could be tested
     * @param threshold the smallest change that matters, a fraction
     * @param better the direction of the metric
     */
    public static Verdict of(TwoSamples samples, OptionalDouble adjustedP, double threshold, Better better) {
        boolean significant = adjustedP.isPresent() && adjustedP.getAsDouble() < LEVEL;
        if (samples.constant() && samples.mean() == samples.baseMean()) {
            return EQUIVALENT;
        }
        Seen seen = samples.ratio()
                .map(ratio -> new Seen(ratio.value(), ratio.interval(), 1, 1 / (1 + threshold), 1 + threshold))
                .orElseGet(() -> ofDifference(samples, threshold));
        if (seen.interval().isEmpty() && !samples.constant()) {
            return INCONCLUSIVE;
        }
        double low = seen.interval().map(StudentInterval::low).orElse(seen.value());
        double high = seen.interval().map(StudentInterval::high).orElse(seen.value());
        if (low >= seen.bandLow() && high <= seen.bandHigh()) {
            return EQUIVALENT;
        }
        boolean more = low > seen.same();
        return significant && (more || high < seen.same()) ? directed(more, better) : INCONCLUSIVE;
    }

    /** How the two differ, the value where they do not, and the band of what does not matter around that. */
    private record Seen(
            double value, Optional<StudentInterval> interval, double same, double bandLow, double bandHigh) {}

    private static Seen ofDifference(TwoSamples samples, double threshold) {
        double band = threshold * Math.max(Math.abs(samples.mean()), Math.abs(samples.baseMean()));
        return new Seen(
                samples.mean() - samples.baseMean(),
                samples.difference().map(MeanDifference::interval),
                0,
                -band,
                band);
    }

    private static Verdict directed(boolean more, Better better) {
        return more == (better == Better.HIGHER) ? BETTER : WORSE;
    }

    /** How the word stands out on a terminal; nothing where nothing is known to have changed. */
    Optional<Emphasis> emphasis() {
        return switch (this) {
            case BETTER -> Optional.of(Emphasis.GOOD);
            case WORSE -> Optional.of(Emphasis.BAD);
            default -> Optional.empty();
        };
    }

    /** The word with its emphasis. */
    String written() {
        return emphasis().map(emphasis -> emphasis.write(toString())).orElseGet(this::toString);
    }

    /** The word. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
