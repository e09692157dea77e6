package flowbench.exchange;

import flowbench.statistics.OrderStatisticInterval;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Quantile;

/** Values of which is known how often each was measured, as in a histogram of JMH. */
final class CountedValues {
    private static final Quantile TYPE_7 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

    private final double[] values;
    /** How many are not greater than each value. */
    private final long[] until;

    private CountedValues(double[] values, long[] until) {
        this.values = values;
        this.until = until;
    }

    /**
     * Of pairs of a value and its count.
     *
     * @param pairs in any order; at least one with a count
     */
    static CountedValues of(List<double[]> pairs) {
        double[][] sorted = pairs.stream()
                .filter(pair -> pair[1] > 0)
                .sorted((a, b) -> Double.compare(a[0], b[0]))
                .toArray(double[][]::new);
        double[] values = new double[sorted.length];
        long[] until = new long[sorted.length];
        long sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            values[i] = sorted[i][0];
            sum += (long) sorted[i][1];
            until[i] = sum;
        }
        return new CountedValues(values, until);
    }

    /** How many. */
    int n() {
        return (int) Math.min(Integer.MAX_VALUE, values.length == 0 ? 0 : until[until.length - 1]);
    }

    double mean() {
        double sum = 0;
        long before = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (until[i] - before);
            before = until[i];
        }
        return sum / before;
    }

    /** The quantile {@code p} of type 7; absent where the values are too few for it. */
    OptionalDouble quantile(double p) {
        return n() < OrderStatisticInterval.smallestSample(p)
                ? OptionalDouble.empty()
                : OptionalDouble.of(TYPE_7.evaluate(n(), this::value, p));
    }

    /** The value of a rank from 0. */
    private double value(int rank) {
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (until[middle] > rank) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return values[low];
    }
}
