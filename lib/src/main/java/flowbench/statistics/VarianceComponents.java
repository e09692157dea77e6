package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * At which level of an experiment its noise arises. Level 1 is the lowest, such as iterations, and the last the
 * highest, such as forks; level {@code i} has {@code rᵢ} repetitions in each of the level above.
 *
 * <p>{@code Sᵢ²} is the variance (divisor {@code rᵢ − 1}) of the means of level {@code i} within one of level
 * {@code i + 1}, averaged over those. It holds the noise of the levels below as well; {@code Tᵢ² = Sᵢ² − Sᵢ₋₁² / rᵢ₋₁},
 * with {@code T₁² = S₁²}, is without it. An estimate of a variance may come out below 0; where it is used it then
 * counts as 0.
 *
 * <p>Absent where a level has fewer than two repetitions, or the values are too large to square.
 *
 * <p>Source: T. Kalibera and R. Jones (2013), Rigorous benchmarking in reasonable time, <i>ISMM '13</i>, 63–74, section
 * 6, in its corrected version; the same (2012), <i>Quantifying performance changes with effect size confidence
 * intervals</i>, University of Kent, technical report 4–12.
 *
 * @param mean of all values
 * @param levels from the lowest up
 */
public record VarianceComponents(double mean, List<Level> levels) {
    private static final double TAIL = (1 - StudentInterval.DEFAULT_LEVEL) / 2;

    /**
     * A level.
     *
     * @param repetitions {@code rᵢ}
     * @param s2 {@code Sᵢ²}
     * @param t2 {@code Tᵢ²}, as it was estimated
     */
    public record Level(int repetitions, double s2, double t2) {
        /** {@code Tᵢ²} as it is used: not below 0. */
        public double noise() {
            return Math.max(0, t2);
        }
    }

    /** Of one level: values that are repetitions of one thing. */
    public static Optional<VarianceComponents> of(double... values) {
        return of(values, List.of(values.length));
    }

    /**
     * Of the values of each fork: two levels.
     *
     * @throws IllegalArgumentException if there is none, if they are not of one length, or a value is not finite
     */
    public static Optional<VarianceComponents> of(List<double[]> forks) {
        return of(forks.toArray(double[][]::new));
    }

    /**
     * Of nested arrays: {@code double[][]} has two levels, {@code double[][][]} three, and so on; the outermost is the
     * highest level.
     *
     * @throws IllegalArgumentException if the arrays of one level are not of one length, the innermost are not of
     *     {@code double}, or a value is not finite
     */
    public static Optional<VarianceComponents> of(Object[] nested) {
        List<Integer> repetitions = new ArrayList<>();
        List<Object> arrays = List.of((Object) nested);
        while (arrays.get(0) instanceof Object[]) {
            repetitions.add(0, lengthOfEach(arrays));
            arrays = arrays.stream().flatMap(VarianceComponents::parts).toList();
        }
        repetitions.add(0, lengthOfEach(arrays));
        return of(arrays.stream().flatMapToDouble(VarianceComponents::values).toArray(), repetitions);
    }

    private static int lengthOfEach(List<Object> arrays) {
        List<Integer> lengths = arrays.stream()
                .map(VarianceComponents::length)
                .distinct()
                .sorted()
                .toList();
        if (lengths.size() > 1 || lengths.get(0) == 0) {
            throw new IllegalArgumentException(
                    "Variance components need as many values in each part of a level, and one at"
                            + " least; there are parts with " + lengths.get(0) + " and with "
                            + lengths.get(lengths.size() - 1)
                            + ".");
        }
        return lengths.get(0);
    }

    private static int length(Object array) {
        return array instanceof Object[] parts
                ? parts.length
                : (int) values(array).count();
    }

    private static Stream<Object> parts(Object array) {
        if (array instanceof Object[] parts) {
            return Arrays.stream(parts);
        }
        throw notNested();
    }

    private static DoubleStream values(Object array) {
        if (array instanceof double[] values) {
            return Arrays.stream(values);
        }
        throw notNested();
    }

    private static IllegalArgumentException notNested() {
        return new IllegalArgumentException("Variance components are of nested arrays of double, such as double[][].");
    }

    private static Optional<VarianceComponents> of(double[] values, List<Integer> repetitions) {
        double[] current = Finite.required(values);
        List<Level> levels = new ArrayList<>();
        double below = 0;
        for (int r : repetitions) {
            if (r < 2) {
                return Optional.empty();
            }
            double[] means = new double[current.length / r];
            double[] variances = new double[means.length];
            for (int i = 0; i < means.length; i++) {
                double[] part = Arrays.copyOfRange(current, i * r, (i + 1) * r);
                means[i] = Moments.mean(part);
                variances[i] = Moments.variance(part);
            }
            double s2 = Moments.mean(variances);
            if (!Double.isFinite(s2)) {
                return Optional.empty();
            }
            levels.add(new Level(r, s2, s2 - below));
            below = s2 / r;
            current = means;
        }
        return Optional.of(new VarianceComponents(current[0], List.copyOf(levels)));
    }

    /**
     * The share of a level in the noise of a single value: {@code Tᵢ² / Σ T²}, negative ones counted as 0. Absent where
     * there is no noise.
     *
     * @param level from 1
     */
    public OptionalDouble share(int level) {
        double all = levels.stream().mapToDouble(Level::noise).sum();
        return all > 0 && Double.isFinite(all)
                ? OptionalDouble.of(levels.get(level - 1).noise() / all)
                : OptionalDouble.empty();
    }

    /**
     * Half the width of the 95 % interval of the mean: {@code t(.975, r − 1) · √(S² / r)} of the highest level. Absent
     * where its means are all the same.
     */
    public OptionalDouble halfWidth() {
        Level highest = levels.get(levels.size() - 1);
        return highest.s2() > 0
                ? OptionalDouble.of(
                        TDistribution.of(highest.repetitions() - 1.0).inverseSurvivalProbability(TAIL)
                                * Math.sqrt(highest.s2() / highest.repetitions()))
                : OptionalDouble.empty();
    }

    /**
     * The number of repetitions of a level, not rounded, that makes the interval narrowest for its cost, where the
     * highest level has many: {@code √(cᵢ₊₁ / cᵢ · Tᵢ² / Tᵢ₊₁²)}. To use it, round it up, to 1 at least. Absent where
     * {@code Tᵢ₊₁²} counts as 0: nothing is then gained by repeating the level above.
     *
     * @param level from 1, below the highest
     * @param costs what one more repetition of each level costs without those below it, from the lowest level up, in
     *     any unit
     * @throws IllegalArgumentException if a cost is not above 0, or there is not one for each level
     */
    public OptionalDouble bestRepetitions(int level, double... costs) {
        if (costs.length != levels.size() || level < 1 || level >= levels.size()) {
            throw new IllegalArgumentException(
                    "Each of the " + levels.size() + " levels has a cost, and each but the highest"
                            + " a number of repetitions; there is none of level " + level + " with " + costs.length
                            + " costs.");
        }
        for (double cost : costs) {
            if (!(cost > 0) || !Double.isFinite(cost)) {
                throw new IllegalArgumentException("A cost of " + cost + " is none; it must be above 0.");
            }
        }
        double above = levels.get(level).noise();
        double best = Math.sqrt(
                costs[level] / costs[level - 1] * (levels.get(level - 1).noise() / above));
        return above > 0 && Double.isFinite(best) ? OptionalDouble.of(best) : OptionalDouble.empty();
    }

    /** The share of each level from the highest down, such as {@code noise 62.1 % at level 2, 37.9 % at level 1}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("mean " + Scale.text("", mean));
        for (int level = levels.size(); level >= 1; level--) {
            OptionalDouble share = share(level);
            text.append(level == levels.size() ? "; noise " : ", ")
                    .append(share.isPresent() ? Scale.percent(share.getAsDouble()) : "0")
                    .append(" at level ")
                    .append(level)
                    .append(" (r = ")
                    .append(levels.get(level - 1).repetitions())
                    .append(')');
        }
        return text.toString();
    }
}
