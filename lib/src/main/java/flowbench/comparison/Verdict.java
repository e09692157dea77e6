package flowbench.comparison;

import flowbench.runfolder.Better;
import flowbench.statistics.MeanDifference;
import flowbench.statistics.Ratio;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
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
    private static final double LEVEL = .05;

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
        if (samples.ratio().isEmpty()) {
            return ofDifference(samples, significant, threshold, better);
        }
        Ratio ratio = samples.ratio().get();
        Optional<StudentInterval> interval = ratio.interval();
        if (interval.isEmpty() && !samples.constant()) {
            return INCONCLUSIVE;
        }
        double low = interval.map(StudentInterval::low).orElse(ratio.value());
        double high = interval.map(StudentInterval::high).orElse(ratio.value());
        if (low >= 1 / (1 + threshold) && high <= 1 + threshold) {
            return EQUIVALENT;
        }
        return significant && (low > 1 || high < 1) ? directed(low > 1, better) : INCONCLUSIVE;
    }

    private static Verdict ofDifference(TwoSamples samples, boolean significant, double threshold, Better better) {
        double difference = samples.mean() - samples.baseMean();
        Optional<StudentInterval> interval = samples.difference().map(MeanDifference::interval);
        if (interval.isEmpty() && !samples.constant()) {
            return INCONCLUSIVE;
        }
        double low = interval.map(StudentInterval::low).orElse(difference);
        double high = interval.map(StudentInterval::high).orElse(difference);
        double band = threshold * Math.max(Math.abs(samples.mean()), Math.abs(samples.baseMean()));
        if (low >= -band && high <= band) {
            return EQUIVALENT;
        }
        return significant && (low > 0 || high < 0) ? directed(low > 0, better) : INCONCLUSIVE;
    }

    private static Verdict directed(boolean more, Better better) {
        return more == (better == Better.HIGHER) ? BETTER : WORSE;
    }

    /** The word. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
