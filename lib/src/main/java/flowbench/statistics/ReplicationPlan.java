package flowbench.statistics;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The cheapest number of forks and of iterations in each that is expected to give an interval of a wanted width: of all
 * {@code f ≥ 3} and {@code r ≥ 2} with
 *
 * <pre>t(.975, f − 1) · √((T₂² + T₁² / r) / f) ≤ width · |mean|</pre>
 *
 * <p>the pair with the least {@code f · (cost of a fork + r · cost of an iteration)}. Where many forks are needed,
 * {@code r} is the best number of Kalibera and Jones ({@link VarianceComponents#bestRepetitions}), or 2 where that is
 * less. Where few are, {@code t} grows so fast with each that is left out that another is worth more; theirs, which
 * takes {@code t} for constant, is then not the cheapest.
 *
 * @param width the wanted half of the interval, as a share of the mean
 * @param forks how many
 * @param iterations measured ones in each fork
 * @param expected the half of the interval that is to be expected, as a share of the mean
 * @param cost of all of it, in the unit of the costs
 */
public record ReplicationPlan(double width, int forks, int iterations, double expected, double cost) {
    /** An interval of two forks is so wide that a third is always worth it. */
    private static final int LEAST_FORKS = 3;
    /** Of forks of one iteration nobody could say afterwards where their noise arose. */
    private static final int LEAST_ITERATIONS = 2;
    /** More than these is no plan. */
    private static final int MOST_FORKS = 1_000;

    private static final int MOST_ITERATIONS = 10_000;
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;
    /** So that a whole number that was computed by a division is not rounded up to the next. */
    private static final double ROUNDING = 1e-9;

    /**
     * The plan for a width. Absent where there is no noise to plan for, where the mean is 0, and where 1 000 forks of
     * 10 000 iterations would not do.
     *
     * @param noise of two levels, iterations and forks
     * @param width half of the interval, as a share of the mean: .02 is ±2 %
     * @param forkCost of a fork without its measured iterations: process, database, warm-up
     * @param iterationCost of a measured iteration, in the same unit
     * @throws IllegalArgumentException if the noise has not two levels, or a width or cost is not above 0
     */
    public static Optional<ReplicationPlan> of(
            VarianceComponents noise, double width, double forkCost, double iterationCost) {
        if (noise.levels().size() != 2) {
            throw new IllegalArgumentException("A plan of forks and iterations needs noise of two levels; there are "
                    + noise.levels().size() + ".");
        }
        if (!above0(width) || !above0(forkCost) || !above0(iterationCost)) {
            throw new IllegalArgumentException("A width of " + width + ", with costs of " + forkCost + " and "
                    + iterationCost + ", cannot be planned for; each must be above 0.");
        }
        double within = noise.levels().get(0).noise();
        double between = noise.levels().get(1).noise();
        double half = width * Math.abs(noise.mean());
        Optional<ReplicationPlan> best = Optional.empty();
        if (within + between == 0 || half == 0) {
            return best;
        }
        for (int forks = LEAST_FORKS; forks <= MOST_FORKS; forks++) {
            if (best.isPresent()
                    && forks * (forkCost + LEAST_ITERATIONS * iterationCost)
                            >= best.get().cost()) {
                break;
            }
            double t = TDistribution.of(forks - 1.0).inverseSurvivalProbability(TAIL);
            // What the noise of iterations may leave in a fork mean, after that of the forks.
            double left = forks * (half / t) * (half / t) - between;
            double wanted = Math.max(LEAST_ITERATIONS, Math.ceil(within / left - ROUNDING));
            if (!(left > 0) || !(wanted <= MOST_ITERATIONS)) {
                continue;
            }
            double cost = forks * (forkCost + wanted * iterationCost);
            if (best.isEmpty() || cost < best.get().cost()) {
                double expected = t * Math.sqrt((between + within / wanted) / forks) / Math.abs(noise.mean());
                best = Optional.of(new ReplicationPlan(width, forks, (int) wanted, expected, cost));
            }
        }
        return best;
    }

    private static boolean above0(double value) {
        return value > 0 && Double.isFinite(value);
    }

    /** What to run, such as {@code ±2 %: 9 forks of 4 iterations}. */
    @Override
    public String toString() {
        return "±" + Scale.percent(width) + ": " + forks + " forks of " + iterations + " iterations";
    }
}
