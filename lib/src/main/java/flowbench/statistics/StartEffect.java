package flowbench.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * How far the first value of each fork lies from the mean of those after it, as a share of that mean, averaged over
 * forks. Each fork is compared with itself and forks are pooled, so that a warm-up that is too short shows in forks of
 * a few iterations, where no single one could tell it. Student's t is over the forks' shares and over the later values
 * within them, whichever is the more doubtful; with one fork it is the second alone: whether one more value like the
 * later {@code m} would lie so far off, with the standard error {@code s √(1 + 1/m)} and {@code m − 1} degrees of
 * freedom.
 *
 * <p>Source of the second: G. J. Hahn and W. Q. Meeker (1991), <i>Statistical Intervals</i>, section 4.7.
 *
 * @param share of the later values by which the first is higher: −0.2 is a fifth lower
 * @param interval 95 % interval of it; absent where nothing varies
 * @param p the probability of a share at least as far from 0 where the first value is like the later
 * @param forks how many forks it is made of
 */
public record StartEffect(double share, Optional<StudentInterval> interval, double p, int forks) {
    /** One value says nothing of the spread of those after the first. */
    private static final int LEAST_LATER = 2;

    /** Where it is asked what would do, less is enough to go on. */
    private static final double DOUBT = .1;

    /** The values after the first, as shares of their mean, from 0. */
    private record Later(double share, double[] shares) {
        static Later of(double[] values) {
            double[] later = Arrays.copyOfRange(values, 1, values.length);
            double mean = Mean.of(later).getAsDouble();
            return new Later(
                    (values[0] - mean) / Math.abs(mean),
                    Arrays.stream(later)
                            .map(value -> (value - mean) / Math.abs(mean))
                            .toArray());
        }

        int freedom() {
            return shares.length - 1;
        }

        double squares() {
            return Variance.of(shares).getAsDouble() * freedom();
        }
    }

    /**
     * Of the values of each fork in their order, from the one in question on. Forks with fewer than three values are
     * left out. Absent where none is left, or the later values of one have a mean of 0.
     */
    public static Optional<StartEffect> of(List<double[]> forks) {
        List<Later> usable = forks.stream()
                .map(Finite::checked)
                .filter(values -> values.length > LEAST_LATER)
                .map(Later::of)
                .toList();
        double[] shares = usable.stream().mapToDouble(Later::share).toArray();
        if (shares.length == 0 || !Arrays.stream(shares).allMatch(Double::isFinite)) {
            return Optional.empty();
        }
        int freedom = usable.stream().mapToInt(Later::freedom).sum();
        double variance = usable.stream().mapToDouble(Later::squares).sum() / freedom;
        double error = Math.sqrt(variance
                        * usable.stream()
                                .mapToDouble(later -> 1 + 1.0 / later.shares().length)
                                .sum())
                / shares.length;
        Significance significance = Significance.of(shares, error, freedom, freedom + 2);
        return Optional.of(new StartEffect(
                Mean.of(shares).getAsDouble(), significance.interval(), significance.p(), shares.length));
    }

    /**
     * How many values to leave out at the start of each fork, so that the next does not differ from those after it any
     * more: not by {@link Course#TOLERANCE}, or not beyond chance at 10 %. Absent where the values end before that.
     */
    public static OptionalInt enough(List<double[]> forks) {
        for (int skipped = 0; ; skipped++) {
            int from = skipped;
            Optional<StartEffect> effect = of(forks.stream()
                    .filter(values -> values.length > from)
                    .map(values -> Arrays.copyOfRange(values, from, values.length))
                    .toList());
            if (effect.isEmpty()) {
                return OptionalInt.empty();
            }
            if (effect.get().p() >= DOUBT || !effect.get().matters()) {
                return OptionalInt.of(skipped);
            }
        }
    }

    private boolean matters() {
        return Math.abs(share) > Course.TOLERANCE;
    }

    /**
     * Whether the first values are not like the later: by more than {@link Course#TOLERANCE}, and chance seldom does as
     * much.
     */
    public boolean notable() {
        return significance().notable() && matters();
    }

    private Significance significance() {
        return new Significance(p, interval, forks);
    }

    /** The share in percent and its interval. */
    @Override
    public String toString() {
        return Scale.signedPercent(share) + significance().text();
    }
}
