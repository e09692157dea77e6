package flowbench.resources;

/**
 * The readings of a gauge within a window.
 *
 * @param n how many
 * @param sum of their values
 * @param max the largest
 */
public record Gauge(int n, double sum, double max) {
    /** Of none. */
    static final Gauge NONE = new Gauge(0, 0, 0);

    Gauge with(double value) {
        return new Gauge(n + 1, sum + value, n == 0 ? value : Math.max(max, value));
    }

    /** Their mean; 0 where there are none. */
    public double mean() {
        return n == 0 ? 0 : sum / n;
    }
}
