package flowbench.comparison;

import flowbench.runfolder.Better;
import flowbench.statistics.Adjustment;
import flowbench.statistics.TwoSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Where throughput stops growing along a line of points: the smallest size that is equivalent to the fastest, which is that of
 * the highest mean. Each other size is held against the fastest by the rules of a {@link Verdict}, with p-values adjusted for
 * their number (Holm). Of points that were measured in one process only, nothing is decided.
 */
final class Plateau {
    /**
     * A size beside the fastest.
     *
     * @param samples throughput of the size, and of the fastest
     * @param verdict of the size: equivalent, worse, or inconclusive
     */
    record Held(int size, PointValues values, TwoSamples samples, Verdict verdict) {}

    private final int fastestSize;
    private final PointValues fastest;
    private final List<Held> others;

    private Plateau(int fastestSize, PointValues fastest, List<Held> others) {
        this.fastestSize = fastestSize;
        this.fastest = fastest;
        this.others = others;
    }

    /**
     * Of a line.
     *
     * @param line the points, by size
     * @param threshold the smallest change that matters, a fraction
     */
    static Plateau of(Dimension dimension, List<PointValues> line, double threshold) {
        PointValues fastest = line.stream()
                .max(Comparator.comparing(PointValues::stepsPerSecond))
                .orElseThrow();
        List<PointValues> rest =
                line.stream().filter(values -> values != fastest).toList();
        List<TwoSamples> samples =
                rest.stream().map(values -> values.beside(fastest)).toList();
        double[] adjusted = Adjustment.HOLM.of(samples.stream()
                .flatMapToDouble(beside -> beside.pValue().stream())
                .toArray());
        List<Held> others = new ArrayList<>();
        int tested = 0;
        for (int i = 0; i < rest.size(); i++) {
            OptionalDouble p = samples.get(i).pValue().isPresent()
                    ? OptionalDouble.of(adjusted[tested++])
                    : OptionalDouble.empty();
            boolean isKnown = !rest.get(i).withinOneProcess() && !fastest.withinOneProcess();
            others.add(new Held(
                    dimension.size(rest.get(i).point()),
                    rest.get(i),
                    samples.get(i),
                    isKnown ? Verdict.of(samples.get(i), p, threshold, Better.HIGHER) : Verdict.INCONCLUSIVE));
        }
        return new Plateau(dimension.size(fastest.point()), fastest, List.copyOf(others));
    }

    /** The size of the highest mean. */
    int fastestSize() {
        return fastestSize;
    }

    PointValues fastest() {
        return fastest;
    }

    /** The smallest size that is as fast as the fastest, for all that matters: it, or one that is equivalent. */
    int enough() {
        return Stream.concat(
                        Stream.of(fastestSize),
                        others.stream()
                                .filter(held -> held.verdict() == Verdict.EQUIVALENT)
                                .map(Held::size))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What that size is beside the fastest; absent where it is the fastest. */
    Optional<Held> enoughBesideFastest() {
        return others.stream().filter(held -> held.size() == enough()).findFirst();
    }

    PointValues enoughValues() {
        return enoughBesideFastest().map(Held::values).orElse(fastest);
    }

    /** Whether nothing smaller may do as well. */
    boolean isDecided() {
        return smaller(Verdict.INCONCLUSIVE).isEmpty();
    }

    /** Sizes below {@link #enough} of a verdict. */
    List<Held> smaller(Verdict verdict) {
        return others.stream()
                .filter(held -> held.size() < enough() && held.verdict() == verdict)
                .toList();
    }

    /** Sizes above the fastest. */
    List<Held> beyond() {
        return others.stream().filter(held -> held.size() > fastestSize).toList();
    }
}
