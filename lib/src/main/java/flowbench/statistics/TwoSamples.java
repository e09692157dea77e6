package flowbench.statistics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two samples of one quantity beside each other, in every way that a comparison shows. What is undefined is absent.
 *
 * @param n values of what is compared
 * @param baseN values of what it is compared with
 * @param mean of the values
 * @param baseMean of the base
 * @param ratio of the geometric means, where all values are above 0
 * @param difference of the means, in the unit
 * @param mannWhitney by ranks alone
 * @param delta Cliff's
 * @param shift the Hodges–Lehmann estimate of it, in the unit
 * @param constant whether neither side varies; with one value on a side nobody knows, and it is not said
 */
public record TwoSamples(
        int n,
        int baseN,
        double mean,
        double baseMean,
        Optional<Ratio> ratio,
        Optional<MeanDifference> difference,
        Optional<MannWhitney> mannWhitney,
        CliffsDelta delta,
        Optional<HodgesLehmann> shift,
        boolean constant) {

    /** Of independent samples, each with one value at least. */
    public static TwoSamples of(double[] values, double[] base) {
        return of(values, base, Ratio.ofIndependent(values, base), MeanDifference.welch(values, base));
    }

    /**
     * Of values that were measured in pairs, as many on each side; ranks, delta and shift are of the two sides all the same. Pairs
     * that all have the same ratio (where there is none, the same difference), as those of copies do, say nothing of an error,
     * and are taken as independent.
     */
    public static TwoSamples ofPairs(double[] values, double[] base) {
        Optional<Ratio> ratio = Ratio.ofPairs(values, base);
        Optional<MeanDifference> difference = MeanDifference.paired(values, base);
        boolean copies = ratio.isPresent() ? ratio.get().ofLogs().isEmpty() : difference.isEmpty();
        return copies ? of(values, base) : of(values, base, ratio, difference);
    }

    private static TwoSamples of(
            double[] values, double[] base, Optional<Ratio> ratio, Optional<MeanDifference> difference) {
        Finite.required(values);
        Finite.required(base);
        return new TwoSamples(
                values.length,
                base.length,
                Moments.mean(values),
                Moments.mean(base),
                ratio,
                difference,
                MannWhitney.of(values, base),
                CliffsDelta.of(values, base),
                HodgesLehmann.of(values, base),
                values.length > 1
                        && base.length > 1
                        && MeanDifference.isConstant(values)
                        && MeanDifference.isConstant(base));
    }

    /**
     * The p-value of the two being the same: of the ratio, or of the difference where there is no ratio. Where neither
     * side varies but they differ it is that of a permutation, {@link MannWhitney#smallestPValue}; where nothing
     * differs at all there is nothing to test, and it is absent.
     */
    public OptionalDouble pValue() {
        if (constant) {
            return mean == baseMean ? OptionalDouble.empty() : OptionalDouble.of(MannWhitney.smallestPValue(n, baseN));
        }
        return ratio.isPresent()
                ? ratio.get().pValue()
                : difference.map(d -> OptionalDouble.of(d.pValue())).orElseGet(OptionalDouble::empty);
    }

    /** Both means, and the ratio, in one line. */
    @Override
    public String toString() {
        return Scale.text("", mean) + " beside " + Scale.text("", baseMean)
                + ratio.map(r -> ": ratio " + r).orElse("");
    }
}
