package flowbench.statistics;

import java.util.List;
import java.util.Optional;

/**
 * The lag-1 autocorrelation of values in the order in which they were measured: {@code Σ (xᵢ − x̄)(xᵢ₊₁ − x̄) / Σ (xᵢ −
 * x̄)²}. With several forks both sums run within each fork, around its own mean. Absent where nothing varies.
 *
 * <p>Values drawn independently give about {@code −k/n} in {@code k} series, with a standard error near {@code 1/√n}
 * (Bartlett 1946).
 *
 * <p>Source: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.12.
 *
 * @param value between −1 and 1
 * @param n how many values it is made of
 * @param series in how many series
 */
public record Autocorrelation(double value, int n, int series) {
    /** The normal quantile of a one-sided test at .5 %: an alarm among ten clean metrics stays rare. */
    private static final double ALARM = 2.576;

    /** Fewer values than this cannot tell it from noise. */
    private static final int SMALLEST_SAMPLE = 10;

    /** Of one series. */
    public static Optional<Autocorrelation> of(double... values) {
        return of(List.of(values));
    }

    /** Of several series, such as the values of each fork. */
    public static Optional<Autocorrelation> of(List<double[]> series) {
        double products = 0;
        double squares = 0;
        int n = 0;
        for (double[] values : series) {
            if (Finite.checked(values).length == 0) {
                continue;
            }
            double mean = Moments.mean(values);
            for (int i = 0; i < values.length; i++) {
                squares += (values[i] - mean) * (values[i] - mean);
                if (i > 0) {
                    products += (values[i - 1] - mean) * (values[i] - mean);
                }
            }
            n += values.length;
        }
        double value = products / squares;
        // Of values so small that their squares lose their digits, rounding may lead out of the bounds.
        return Double.isFinite(value)
                ? Optional.of(new Autocorrelation(Math.max(-1, Math.min(1, value)), n, series.size()))
                : Optional.empty();
    }

    /**
     * The value without its bias: that of {@code n} independent values is {@code −1/n} in the mean for each series whose
     * mean is taken from it. At most 1.
     */
    public double corrected() {
        return Math.min(1, value + (double) series / n);
    }

    /**
     * How many independent values say as much of the mean as these {@code n} do: {@code n (1 − r) / (1 + r)} with the
     * corrected {@code r}, if each depends on the one before and on nothing else. Never more than {@code n}, and 1 at least.
     *
     * <p>Source: G. V. Bayley and J. M. Hammersley (1946), The "effective" number of independent observations in an
     * autocorrelated time series, <i>Supplement to the Journal of the Royal Statistical Society</i> 8(2), 184–197, for
     * a first-order autoregression.
     */
    public double effectiveN() {
        return Math.max(1, Math.min(n, n * (1 - corrected()) / (1 + corrected())));
    }

    /**
     * Whether it is higher than independent values would give in one of two hundred samples: then an interval over
     * these values is too narrow.
     */
    public boolean notable() {
        return n >= SMALLEST_SAMPLE && corrected() > ALARM / Math.sqrt(n);
    }
}
