package flowbench.resources;

import java.util.OptionalDouble;

/**
 * The readings of a gauge within a window.
 *
 * @param n how many
 * @param sum of their values
 * @param max the largest; 0 where there are none
 */
public record Gauge(int n, double sum, double max) {
    /** Of none. */
    static final Gauge NONE = new Gauge(0, 0, 0);

    Gauge with(double value) {
        return new Gauge(n + 1, sum + value, n == 0 ? value : Math.max(max, value));
    }

    /** Their mean; absent where there are none. */
    public OptionalDouble mean() {
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / n);
    }
}
