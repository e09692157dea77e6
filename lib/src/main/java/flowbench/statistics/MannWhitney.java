package flowbench.statistics;

import java.util.Optional;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * The Mann–Whitney U test: whether values of one side tend to be larger than those of another, by their ranks alone.
 * The p-value is exact where both sides have fewer than 50 values and no two are the same, else of the normal
 * approximation with corrections for ties and continuity. Absent where all values are the same or a side is empty.
 *
 * <p>Source: H. B. Mann and D. R. Whitney (1947), On a test of whether one of two random variables is stochastically
 * larger than the other, <i>Annals of Mathematical Statistics</i> 18(1), 50–60; computed by Apache Commons Statistics.
 *
 * @param u the pairs in which the value is larger than that of the base, one half for a tie
 * @param pValue two-sided, of neither side tending to be larger
 * @param exact whether the p-value is exact
 */
public record MannWhitney(double u, double pValue, boolean exact) {
    /** From this many values on a side, Apache Commons Statistics approximates. */
    static final int APPROXIMATE = 50;

    /** Of two independent samples. */
    public static Optional<MannWhitney> of(double[] values, double[] base) {
        double[] all = Finite.checked(DoubleStream.concat(DoubleStream.of(values), DoubleStream.of(base))
                .toArray());
        if (values.length == 0 || base.length == 0 || MeanDifference.isConstant(all)) {
            return Optional.empty();
        }
        MannWhitneyUTest.Result test = MannWhitneyUTest.withDefaults().test(values, base);
        boolean exact = !test.hasTiedValues() && Math.max(values.length, base.length) < APPROXIMATE;
        return Optional.of(new MannWhitney(test.getStatistic(), test.getPValue(), exact));
    }

    /**
     * The p-value of two samples of which every value of the one is larger than every value of the other, and so the
     * smallest there is: two of the {@code n + m} choose {@code n} ways to deal the values out. .1 at 3 and 3, .029 at
     * 4 and 4.
     */
    public static double smallestPValue(int n, int m) {
        double ways = 1;
        for (int i = 1; i <= n; i++) {
            ways *= (double) (m + i) / i;
        }
        return Math.min(1, 2 / ways);
    }
}
