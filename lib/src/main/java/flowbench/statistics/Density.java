package flowbench.statistics;

import java.util.Arrays;
import java.util.Optional;

/**
 * The density of the distribution that values come from, estimated with a Gaussian kernel: {@code f(x) = Σ φ((x − xᵢ) / h) /
 * (n · h)}. The bandwidth is Silverman's rule of thumb, {@code h = 0.9 · min(s, IQR / 1.34) · n^(−1/5)}, with the standard
 * deviation {@code s} of divisor {@code n − 1} and quartiles of type 7; where the quartiles are the same, {@code s} stands alone.
 * It is made for one peak: of two that are near to each other it makes them look like one more than it hides noise.
 *
 * <p>Absent for fewer than {@value #ENOUGH} values, whose density would be the shape of the kernel more than their own, and for
 * values that are all the same.
 *
 * <p>Source: B. W. Silverman (1986), <i>Density Estimation for Statistics and Data Analysis</i>, equation 3.31; it is
 * {@code bw.nrd0} of R.
 */
public final class Density {
    /** The fewest values that a density is estimated from. */
    public static final int ENOUGH = 20;

    private static final double FACTOR = .9;
    private static final double IQR_OF_NORMAL = 1.34;
    /** So many bandwidths away the kernel is 0 to the last digit of a sum. */
    private static final double REACH = 9;

    private final double[] sorted;
    private final double bandwidth;

    private Density(double[] sorted, double bandwidth) {
        this.sorted = sorted;
        this.bandwidth = bandwidth;
    }

    /**
     * Of finite values in any order.
     *
     * @throws flowbench.settings.UserException if one is not finite
     */
    public static Optional<Density> of(double... values) {
        return ofSome(values, values.length);
    }

    /**
     * Of values that stand for more: such as a thousand that are spread evenly over the ranks of a million.
     *
     * @param n how many they stand for, which is what the bandwidth depends on
     * @throws flowbench.settings.UserException if one is not finite
     */
    public static Optional<Density> ofSome(double[] values, int n) {
        if (n < ENOUGH) {
            return Optional.empty();
        }
        TukeyFences quartiles = TukeyFences.of(values);
        double sd = Math.sqrt(Moments.variance(values));
        double iqr = quartiles.q3() - quartiles.q1();
        double spread = iqr > 0 ? Math.min(sd, iqr / IQR_OF_NORMAL) : sd;
        if (spread == 0) {
            return Optional.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Optional.of(new Density(sorted, FACTOR * spread * Math.pow(n, -1 / 5.)));
    }

    /** The bandwidth, in the unit of the values. */
    public double bandwidth() {
        return bandwidth;
    }

    /** The density at a value, in 1 / the unit of the values. */
    public double at(double value) {
        double sum = 0;
        for (int i = first(value - REACH * bandwidth); i < sorted.length; i++) {
            double z = (sorted[i] - value) / bandwidth;
            if (z > REACH) {
                break;
            }
            sum += Math.exp(-z * z / 2);
        }
        return sum / (Math.sqrt(2 * Math.PI) * bandwidth * sorted.length);
    }

    private int first(double value) {
        int place = Arrays.binarySearch(sorted, value);
        return place < 0 ? -place - 1 : place;
    }
}
