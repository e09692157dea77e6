package flowbench.statistics;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * How much values change from one to the next, as a share of their mean: the slope of the least-squares line over their
 * positions, divided by the distance of the mean from 0, averaged over forks. Student's t is over the forks' slopes and
 * over the residuals of their values, whichever is the more doubtful; with one fork over its residuals alone, with
 * {@code n − 2} degrees of freedom, which says nothing of other processes and is too sure where values depend on the
 * one before.
 *
 * <p>Source: N. R. Draper and H. Smith (1998), <i>Applied Regression Analysis</i>, 3rd edition, chapter 1.
 *
 * @param perValue the change from one value to the next: 0.01 is 1 % of the mean
 * @param interval 95 % interval of it; absent where nothing varies
 * @param p the probability of a slope at least as far from 0 where there is none
 * @param forks how many forks it is made of
 * @param values how many the longest fork has
 */
public record Drift(double perValue, Optional<StudentInterval> interval, double p, int forks, int values) {
    /** Two values give a line, and nothing around it. */
    private static final int LEAST = 3;

    /** The values of a fork as shares of their mean, at positions around 0. */
    private record Line(double[] shares) {
        static Line of(double[] values) {
            double mean = Mean.of(values).getAsDouble();
            return new Line(IntStream.range(0, values.length)
                    .mapToDouble(i -> (values[i] - mean) / Math.abs(mean))
                    .toArray());
        }

        double position(int i) {
            return i - (shares.length - 1) / 2.0;
        }

        /** The sum of the squared positions. */
        double positions() {
            double n = shares.length;
            return n * (n * n - 1) / 12;
        }

        double slope() {
            return IntStream.range(0, shares.length)
                            .mapToDouble(i -> position(i) * shares[i])
                            .sum()
                    / positions();
        }

        /** The sum of the squared residuals. */
        double squares() {
            double slope = slope();
            return IntStream.range(0, shares.length)
                    .mapToDouble(i -> shares[i] - slope * position(i))
                    .map(residual -> residual * residual)
                    .sum();
        }
    }

    /**
     * Of the values of each fork, in their order. Absent where no fork has three values, or one of them a mean of 0.
     */
    public static Optional<Drift> of(List<double[]> forks) {
        List<double[]> usable = forks.stream()
                .map(Finite::checked)
                .filter(values -> values.length >= LEAST)
                .toList();
        if (usable.isEmpty()
                || usable.stream().anyMatch(values -> Mean.of(values).getAsDouble() == 0)) {
            return Optional.empty();
        }
        List<Line> lines = usable.stream().map(Line::of).toList();
        double[] slopes = lines.stream().mapToDouble(Line::slope).toArray();
        int freedom = lines.stream().mapToInt(line -> line.shares().length - 2).sum();
        double variance = lines.stream().mapToDouble(Line::squares).sum() / freedom;
        double error = Math.sqrt(variance
                        * lines.stream()
                                .mapToDouble(line -> 1 / line.positions())
                                .sum())
                / lines.size();
        int longest = usable.stream().mapToInt(values -> values.length).max().orElseThrow();
        Significance significance = Significance.of(slopes, error, freedom, longest);
        return Optional.of(new Drift(
                Mean.of(slopes).getAsDouble(), significance.interval(), significance.p(), slopes.length, longest));
    }

    /** The change from the first value to the last, as a share of the mean. */
    public double overall() {
        return perValue * (values - 1);
    }

    /**
     * Whether it is one that a result must be read with: chance seldom does as much, and from the first value to the
     * last it is more than {@link Course#TOLERANCE}.
     */
    public boolean notable() {
        return significance().notable() && Math.abs(overall()) > Course.TOLERANCE;
    }

    private Significance significance() {
        return new Significance(p, interval, forks);
    }

    /** The change from one value to the next in percent, and its interval. */
    @Override
    public String toString() {
        return Scale.signedPercent(perValue) + " each" + significance().text();
    }
}
