package flowbench.statistics;

import flowbench.statistics.TukeyFences.Outlier;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many values {@link TukeyFences} flag, on which side, and on how many of those {@link MadFences} agree.
 *
 * @param mildLow between 1.5 and 3 IQR below the lower quartile
 * @param mildHigh between 1.5 and 3 IQR above the upper quartile
 * @param severeLow more than 3 IQR below the lower quartile
 * @param severeHigh more than 3 IQR above the upper quartile
 * @param agreed how many of all these have a modified z-score over 3.5 as well; absent where the MAD is 0
 */
public record OutlierCounts(int mildLow, int mildHigh, int severeLow, int severeHigh, OptionalInt agreed) {
    /**
     * Among values.
     *
     * @throws IllegalArgumentException if there is no value, or one that is not finite
     */
    public static OutlierCounts of(double... values) {
        TukeyFences tukey = TukeyFences.of(Finite.required(values));
        Optional<MadFences> mad = MadFences.of(values);
        int[][] counts = new int[Outlier.values().length][2];
        int agreed = 0;
        for (double value : values) {
            Outlier outlier = tukey.flag(value);
            if (outlier != Outlier.NONE) {
                counts[outlier.ordinal()][tukey.low(value) ? 0 : 1]++;
                agreed += mad.filter(fences -> fences.flag(value)).isPresent() ? 1 : 0;
            }
        }
        int[] mild = counts[Outlier.MILD.ordinal()];
        int[] severe = counts[Outlier.SEVERE.ordinal()];
        return new OutlierCounts(
                mild[0], mild[1], severe[0], severe[1], mad.isPresent() ? OptionalInt.of(agreed) : OptionalInt.empty());
    }

    /** Mild ones on both sides. */
    public int mild() {
        return mildLow + mildHigh;
    }

    /** Severe ones on both sides. */
    public int severe() {
        return severeLow + severeHigh;
    }

    /** All of them. */
    public int all() {
        return mild() + severe();
    }

    /** Those there are, such as {@code 2 low severe, 1 high mild (MAD: 2 of 3)}. */
    @Override
    public String toString() {
        if (all() == 0) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        append(text, severeLow, "low severe");
        append(text, mildLow, "low mild");
        append(text, mildHigh, "high mild");
        append(text, severeHigh, "high severe");
        return text.append(agreed.isPresent() ? " (MAD: " + agreed.getAsInt() + " of " + all() + ")" : " (MAD is 0)")
                .toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
        }
    }
}
