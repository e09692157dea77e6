package flowbench.comparison;

import flowbench.runfolder.Better;
import flowbench.statistics.Adjustment;
import flowbench.statistics.StudentInterval;
import flowbench.statistics.TwoSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where throughput stops growing along a line of points. A size <b>does</b> if it is not slower than any other by more than the
 * threshold: of its ratio to each of them the whole 95 % interval lies above 1 ÷ (1 + threshold). All of these must hold, so
 * that none needs an adjustment for their number, and that the fastest was picked after the fact costs nothing (an
 * intersection–union test). That holds for each size: that the smallest of several is taken makes it likelier that one of them
 * does by chance, by 2.5 % for each that is just too slow, at most. A size is <b>slower</b> if the verdict on it beside the fastest, that of the highest geometric mean, is worse,
 * with p-values adjusted for their number (Holm). What is neither is open, as everything is in one process.
 *
 * <p>Source: R. L. Berger (1982), Multiparameter hypothesis testing and acceptance sampling, <i>Technometrics</i> 24(4),
 * 295–300.
 */
final class Plateau {
    /**
     * A size of the line.
     *
     * @param toFastest its throughput beside the fastest; absent of that itself
     * @param verdict on it beside the fastest, which is equivalent to itself
     * @param does whether it is not slower than any other by more than the threshold
     */
    record Size(int size, PointValues values, Optional<TwoSamples> toFastest, Verdict verdict, boolean does) {
        boolean isSlower() {
            return verdict == Verdict.WORSE;
        }
    }

    private final Size fastest;
    private final List<Size> sizes;

    private Plateau(List<Size> sizes) {
        this.sizes = List.copyOf(sizes);
        this.fastest = sizes.stream()
                .filter(size -> size.toFastest().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /**
     * Of a line.
     *
     * @param line the points, by size
     * @param threshold the smallest change that matters, a fraction
     */
    static Plateau of(Dimension dimension, List<PointValues> line, double threshold) {
        PointValues fastest = line.stream()
                .max(Comparator.comparing(PointValues::logThroughput))
                .orElseThrow();
        boolean isKnown = line.stream().noneMatch(PointValues::withinOneProcess);
        double[] adjusted = Adjustment.HOLM.of(line.stream()
                .filter(values -> values != fastest)
                .flatMapToDouble(values -> values.beside(fastest).pValue().stream())
                .toArray());
        List<Size> sizes = new ArrayList<>();
        int tested = 0;
        for (PointValues values : line) {
            int size = dimension.size(values.point());
            boolean does = isKnown
                    && line.stream().allMatch(other -> other == values || isNotSlower(values.beside(other), threshold));
            if (values == fastest) {
                sizes.add(new Size(size, values, Optional.empty(), Verdict.EQUIVALENT, does));
                continue;
            }
            TwoSamples beside = values.beside(fastest);
            OptionalDouble p =
                    beside.pValue().isPresent() ? OptionalDouble.of(adjusted[tested++]) : OptionalDouble.empty();
            sizes.add(new Size(
                    size,
                    values,
                    Optional.of(beside),
                    isKnown ? Verdict.of(beside, p, threshold, Better.HIGHER) : Verdict.INCONCLUSIVE,
                    does));
        }
        return new Plateau(sizes);
    }

    /** Where a ratio has no interval, nothing is known of its error. */
    private static boolean isNotSlower(TwoSamples samples, double threshold) {
        return samples.ratio()
                .flatMap(ratio -> ratio.interval().map(StudentInterval::low))
                .filter(low -> low >= 1 / (1 + threshold))
                .isPresent();
    }

    /** The size of the highest geometric mean. */
    Size fastest() {
        return fastest;
    }

    /** The smallest size that does; absent where that is not known of any. */
    Optional<Size> enough() {
        return sizes.stream().filter(Size::does).findFirst();
    }

    /** The sizes that may do as well: below {@link #enough}, or where there is none all but the fastest. */
    List<Size> open() {
        return sizes.stream()
                .filter(size -> !size.isSlower() && !size.does() && size != fastest)
                .filter(size ->
                        enough().map(found -> size.size() < found.size()).orElse(true))
                .toList();
    }

    /** The sizes below the fastest that are slower. */
    List<Size> slower() {
        return sizes.stream()
                .filter(size -> size.isSlower() && size.size() < fastest.size())
                .toList();
    }

    /** The sizes above the fastest. */
    List<Size> beyond() {
        return sizes.stream().filter(size -> size.size() > fastest.size()).toList();
    }
}
