package flowbench.statistics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * How changes of level are looked for in a series, one value a run.
 *
 * <p><b>Corrected.</b> The series is divided in two where that is clearest, and its parts again, as long as rearranging
 * the values of a part at random shows as clear a division, anywhere in it, in no more than a share {@code p} of the
 * rearrangements. So {@code p} is the chance of a false alarm in a whole series without a change, however its values
 * are distributed. What is compared are values in which a spike has no more weight than three standard deviations; no
 * level is shorter than {@link #SMALLEST_LEVEL} values; standard deviations have the divisor {@code n − 1}; and where
 * values depend on the ones before, as many count as are independent. A level that came and went is looked for as such,
 * and in stretches of a half, a quarter and so on, too. At last every change is looked for once more between its
 * neighbours, and those that do not hold there, or are not larger than the magnitude, are merged.
 *
 * <p><b>Compatible.</b> What Apache Otava finds with its {@code window_len}, {@code max_pvalue} and
 * {@code min_magnitude}, to compare with it. Its p-values are those of single t tests, not corrected for the search, so
 * that pure noise alarms, too.
 *
 * <p>How often each alarms, and what it finds, stands in README.
 *
 * <p>Sources: the compatible mode's are with {@link EnergyDivision}; that a permutation test of the clearest of all
 * divisions needs no correction for the search: E. S. Venkatraman and A. B. Olshen (2007), A faster circular binary
 * segmentation algorithm for the analysis of array CGH data, <i>Bioinformatics</i> 23(6), 657–663; the stretches: S.
 * Kovács and others (2023), Seeded binary segmentation, <i>Biometrika</i> 110(1), 249–256; weight of spikes and
 * effective number of values: {@link ClampedValues}, {@link ClearestSplit}.
 *
 * @param mode corrected or compatible
 * @param window compatible: values that are searched together; corrected: not used by the search, for those who look at
 *     the newest values alone
 * @param p the largest p-value of a change
 * @param magnitude a change must be larger, as a share: .05 is 5 %
 */
public record LevelSearch(Mode mode, int window, double p, double magnitude) {
    /** Values of the smallest level that the corrected mode finds: fewer in a row may be a bad hour of the machine. */
    public static final int SMALLEST_LEVEL = 4;

    /** Values without which a compatible search finds nothing: a t test needs a degree of freedom. */
    private static final int LEAST_COMPATIBLE = 3;

    private static final int DEFAULT_WINDOW = 50;
    private static final double CORRECTED_P = .01;
    private static final double COMPATIBLE_P = .001;

    /** What is held against what. */
    public enum Mode {
        /** With a false-alarm rate for the whole series. */
        CORRECTED(CORRECTED_P),
        /** As Apache Otava. */
        COMPATIBLE(COMPATIBLE_P);

        private final double p;

        Mode(double p) {
            this.p = p;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Refuses what cannot be looked for. */
    public LevelSearch {
        if (window < 2 || !(p > 0 && p < 1) || !(magnitude >= 0)) {
            throw new IllegalArgumentException(
                    "A search for changes of level needs a window of 2 values or more, a p-value"
                            + " between 0 and 1 and a magnitude of 0 or more, and was given " + window + ", " + p
                            + " and "
                            + magnitude + ".");
        }
    }

    /** With the defaults of a mode: window 50, any magnitude; p-value .01 corrected, .001 compatible, as there. */
    public static LevelSearch of(Mode mode) {
        return new LevelSearch(mode, DEFAULT_WINDOW, mode.p, 0);
    }

    /** This search with another window. */
    public LevelSearch withWindow(int values) {
        return new LevelSearch(mode, values, p, magnitude);
    }

    /** This search with another p-value. */
    public LevelSearch withP(double largest) {
        return new LevelSearch(mode, window, largest, magnitude);
    }

    /** This search with another magnitude. */
    public LevelSearch withMagnitude(double share) {
        return new LevelSearch(mode, window, p, share);
    }

    /** The fewest values in which this search can find anything. */
    public int needed() {
        return mode == Mode.CORRECTED ? PermutedDivision.needed(p) : LEAST_COMPATIBLE;
    }

    /**
     * Looks for changes in values, in the order in which they were measured.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public LevelChanges in(double... values) {
        double[] own = Finite.checked(values).clone();
        List<LevelChange> changes = own.length < needed()
                ? List.of()
                : mode == Mode.CORRECTED
                        ? new PermutedDivision(this, own).changes()
                        : new EnergyDivision(this, own).changes();
        return LevelChanges.of(this, own, changes);
    }

    /** The method in one line. */
    @Override
    public String toString() {
        String method = mode == Mode.CORRECTED
                ? "corrected: t over all splits into levels of " + SMALLEST_LEVEL + " runs or more, "
                        + PermutedDivision.permutations(p) + " permutations"
                : "compatible with Apache Otava: energy statistic, single t tests";
        return method + (mode == Mode.COMPATIBLE ? "; window " + window : "") + "; p "
                + (mode == Mode.CORRECTED ? "≤ " : "< ")
                + BigDecimal.valueOf(p).toPlainString()
                + (mode == Mode.CORRECTED ? " for the whole series" : "")
                + (magnitude > 0 ? ", more than " + Scale.percent(magnitude) : "");
    }
}
