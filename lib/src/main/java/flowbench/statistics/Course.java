package flowbench.statistics;

import flowbench.statistics.Segmentation.Segment;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What course the iterations of one fork take, warm-up included: whether they come to a steady state, and from which
 * side. The series is cut into {@linkplain Segmentation segments}; those whose mean is like that of the last are the
 * same state. The classes are those of Barrett et al. (2017), Virtual machine warmup blows hot and cold, <i>Proceedings
 * of the ACM on Programming Languages</i> 1 (OOPSLA), 52, section 5.
 *
 * <p>Two means are alike where they differ by no more than {@link #TOLERANCE} of the last one, or by no more than half
 * of the last segment's standard deviation, a difference that drowns in the scatter of the steady state itself. Barrett
 * et al. took .001 s or the variance: that is fixed to the unit and the length of their iterations. A steady state must
 * hold for the last quarter of the series, as theirs for 500 of 2000, and for {@value #LEAST_STEADY} iterations; and
 * where something else came before it, it must not {@linkplain Drift drift}: of ten values of a ramp the last five are
 * no steady state.
 *
 * @param type the class
 * @param steadyFrom the iteration, from 1, from which on all are in the last state; absent without a steady state
 * @param segmentation what it rests on
 */
public record Course(Type type, OptionalInt steadyFrom, Segmentation segmentation) {
    /** Differences below this share of a value are of no consequence. */
    public static final double TOLERANCE = .02;

    /**
     * Shorter series are not judged. Of ten iterations, a steady state of five and as many before it can be told apart:
     * a warm-up of three that is four standard deviations off is found in 93 of 100 series. And with fewer, outliers
     * cannot be told.
     */
    public static final int LEAST = 10;

    static final int LEAST_STEADY = 5;
    private static final double LEAST_STEADY_SHARE = .25;
    private static final double DROWNED = .5;

    /** The classes. */
    public enum Type {
        /** The same state from the first iteration to the last. */
        FLAT("flat"),
        /** A steady state, and nothing before it was better. */
        WARM_UP("warm-up"),
        /** A steady state, but something before it was better. */
        SLOW_DOWN("slow-down"),
        /** The last state has not lasted long enough to be called steady, or drifts. */
        NO_STEADY_STATE("no steady state"),
        /** Fewer than {@link #LEAST} iterations. */
        TOO_FEW("too few iterations to tell"),
        /** Of several forks: not all take the same course. */
        INCONSISTENT("inconsistent");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** The class in words. */
        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Of all iterations of one process in their order.
     *
     * @param higherIsBetter the direction in which the values improve
     * @param values at least one, all finite
     */
    public static Course of(boolean higherIsBetter, double... values) {
        return of(higherIsBetter, List.of(values)).get(0);
    }

    /**
     * Of all iterations of each fork in their order. A chance of 5 % to see a change where there is none is shared
     * among the forks.
     *
     * @param higherIsBetter the direction in which the values improve
     * @param forks each with at least one value, all finite
     */
    public static List<Course> of(boolean higherIsBetter, List<double[]> forks) {
        return forks.stream()
                .map(values -> of(higherIsBetter, values, Segmentation.oneOf(forks.size(), values)))
                .toList();
    }

    private static Course of(boolean higherIsBetter, double[] values, Segmentation segmentation) {
        int n = segmentation.n();
        if (n < LEAST) {
            return new Course(Type.TOO_FEW, OptionalInt.empty(), segmentation);
        }
        List<Segment> segments = segmentation.segments();
        Segment last = segments.get(segments.size() - 1);
        int first = segments.size() - 1;
        while (first > 0 && alike(segments.get(first - 1), last)) {
            first--;
        }
        int from = segments.get(first).first();
        boolean lasted = n - from + 1 >= Math.max(LEAST_STEADY, LEAST_STEADY_SHARE * n);
        if (!lasted || (from > 1 && drifts(values, segmentation, from))) {
            return new Course(Type.NO_STEADY_STATE, OptionalInt.empty(), segmentation);
        }
        Type type = Type.FLAT;
        for (Segment segment : segments.subList(0, first)) {
            if (!alike(segment, last)) {
                boolean better = higherIsBetter == segment.mean() > last.mean();
                type = better || type == Type.SLOW_DOWN ? Type.SLOW_DOWN : Type.WARM_UP;
            }
        }
        return new Course(type, OptionalInt.of(from), segmentation);
    }

    /** Whether what is left after the last change goes on changing, as the end of a ramp does. */
    private static boolean drifts(double[] values, Segmentation segmentation, int from) {
        double[] rest = IntStream.rangeClosed(from, values.length)
                .filter(iteration -> !segmentation.outliers().contains(iteration))
                .mapToDouble(iteration -> values[iteration - 1])
                .toArray();
        return Drift.of(List.of(rest)).filter(Drift::notable).isPresent();
    }

    private static boolean alike(Segment segment, Segment last) {
        double tolerance =
                Math.max(TOLERANCE * Math.abs(last.mean()), DROWNED * last.sd().orElse(0));
        return Math.abs(segment.mean() - last.mean()) <= tolerance;
    }

    /**
     * The class that all forks share, or {@link Type#INCONSISTENT}. Forks with too few iterations are left out, unless
     * all have too few.
     */
    public static Type common(List<Course> forks) {
        Set<Type> types = forks.stream()
                .map(Course::type)
                .filter(type -> type != Type.TOO_FEW)
                .collect(Collectors.toSet());
        if (types.isEmpty()) {
            return Type.TOO_FEW;
        }
        return types.size() == 1 ? types.iterator().next() : Type.INCONSISTENT;
    }

    /** The class, and from where on it is steady. */
    @Override
    public String toString() {
        return type
                + (steadyFrom.isPresent() && type != Type.FLAT
                        ? ", steady from iteration " + steadyFrom.getAsInt() + " on"
                        : "")
                + (type == Type.TOO_FEW ? "" : " (" + segmentation + ")");
    }
}
