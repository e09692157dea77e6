package flowbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Max;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Min;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * A series cut where its mean or its variance changes. Of all ways to cut it, this one has the least
 * {@code Σ cost + penalty · (segments − 1)}, where the cost of a segment of {@code m} values is −2 times its greatest
 * normal log-likelihood: {@code m ln v + S/v}, with {@code S} the sum of the squared deviations from its mean and
 * {@code v = max(S/m, leastSd²)}. It is found by PELT, which is exact.
 *
 * <p>Source: R. Killick, P. Fearnhead and I. A. Eckley (2012), Optimal detection of changepoints with a linear
 * computational cost, <i>Journal of the American Statistical Association</i> 107(500), 1590–1598; the use for warm-up
 * is that of E. Barrett, C. F. Bolz-Tereick, R. Killick, S. Mount and L. Tratt (2017), Virtual machine warmup blows hot
 * and cold, <i>Proceedings of the ACM on Programming Languages</i> 1 (OOPSLA), 52.
 *
 * <p>What is different here, since Barrett et al. had 2000 iterations and we have tens:
 *
 * <ul>
 *   <li>A segment has at least {@value #SHORTEST} values, but the first may have one: warm-up is often a single
 *       iteration, and there is no doubt where to look for it.
 *   <li>The standard deviation of a segment counts as at least {@code leastSd}, so that values that happen to lie close
 *       together, or are all the same, are no state of their own. It is in proportion to the noise from one value to
 *       the next (the median of their distances, divided by .954, which is the standard deviation where values are
 *       normal), or 1/√12 of the smallest distance between two values, which is what rounding adds, where that is more.
 *   <li>Outliers are left out of the search: values more than 3 IQR outside the quartiles of the {@value #WINDOW}
 *       values around them, alone or two in a row, from {@value #LEAST_FOR_OUTLIERS} values on. Not at the start, where
 *       they are warm-up. Barrett et al. left out what lies far outside the percentiles of 200 iterations, and nothing
 *       in the first 200.
 *   <li>The penalty is not 15 ln n, but {@code 9 + ln n}, by simulation such that about 5 % of flat normal series are
 *       cut or fewer, for every n from 5 to 2000.
 * </ul>
 *
 * <p>Nothing depends on the unit: values multiplied by a constant are cut in the same places. Values that depend on the
 * one before are cut more often: with an autocorrelation of .3, 12 % of series of 10 and 25 % of 100.
 *
 * @param n how many values the series has, outliers included
 * @param segments in their order; they cover every value
 * @param outliers positions, from 1, of the values that were left out
 * @param penalty of each cut
 * @param leastSd the least standard deviation of a segment, in the unit of the values
 */
public record Segmentation(int n, List<Segment> segments, List<Integer> outliers, double penalty, double leastSd) {
    static final int SHORTEST = 3;
    static final int WINDOW = 50;
    static final int LEAST_FOR_OUTLIERS = 10;

    /** The least standard deviation of a segment as a share of the noise. */
    private static final double LEAST_SHARE = .5;

    /** The median distance of two independent normal values of standard deviation 1. */
    private static final double MEDIAN_DISTANCE = .6744897501960817 * Math.sqrt(2);

    /** Values closer than this share of the largest differ by the rounding of their last digits. */
    private static final double ROUNDING = 1e-12;

    /** How many IQR outside the quartiles an outlier lies: a severe one by Tukey. */
    private static final double FAR = 3;

    /** What differs by less is equal, so that rounding, and with it the unit, never decides where to cut. */
    private static final double TIE = 1e-9;

    /** Of lists that nobody can change. */
    public Segmentation {
        segments = List.copyOf(segments);
        outliers = List.copyOf(outliers);
    }

    /**
     * A stretch of the series.
     *
     * @param first the position of its first value, from 1
     * @param last the position of its last value
     * @param n how many values it has without outliers
     * @param mean of these
     * @param sd their standard deviation, divisor {@code n − 1}; absent for one value
     */
    public record Segment(int first, int last, int n, double mean, OptionalDouble sd) {
        /** From where to where, and the mean. */
        @Override
        public String toString() {
            return (first == last ? "" + first : first + "–" + last) + ": " + Scale.text("", mean);
        }
    }

    /**
     * Of a series in its order.
     *
     * @param values at least one, all finite
     */
    public static Segmentation of(double... values) {
        return oneOf(1, values);
    }

    /**
     * Of one of several series that are looked at together, so that 5 % is the chance that any of them is cut where all
     * are flat.
     *
     * @param series how many there are
     * @param values at least one, all finite
     */
    public static Segmentation oneOf(int series, double... values) {
        return of(values, penalty(values.length, series));
    }

    /** At a penalty of one's own. */
    static Segmentation of(double[] values, double penalty) {
        Finite.required(values);
        double largest = Math.max(
                Math.abs(Max.of(values).getAsDouble()), Math.abs(Min.of(values).getAsDouble()));
        // Between −1 and 1, so that neither the largest nor the smallest numbers lose digits.
        double[] scaled =
                Arrays.stream(values).map(x -> largest == 0 ? 0 : x / largest).toArray();
        if (Max.of(scaled).getAsDouble() - Min.of(scaled).getAsDouble() <= ROUNDING) {
            int[] all = IntStream.range(0, values.length).toArray();
            return new Segmentation(values.length, segments(values, all, List.of(0)), List.of(), penalty, 0);
        }
        boolean[] out = outliers(scaled);
        int[] kept = IntStream.range(0, values.length).filter(i -> !out[i]).toArray();
        double[] series = Arrays.stream(kept).mapToDouble(i -> scaled[i]).toArray();
        double leastSd = LEAST_SHARE * noise(series);
        List<Integer> starts = starts(series, leastSd * leastSd, penalty);
        List<Integer> outliers = IntStream.range(0, values.length)
                .filter(i -> out[i])
                .mapToObj(i -> i + 1)
                .toList();
        return new Segmentation(values.length, segments(values, kept, starts), outliers, penalty, leastSd * largest);
    }

    /** Short runs of values far outside of those around them; a run at the start is none. */
    private static boolean[] outliers(double[] x) {
        boolean[] out = new boolean[x.length];
        if (x.length < LEAST_FOR_OUTLIERS) {
            return out;
        }
        int[] side = new int[x.length];
        TukeyFences fences = TukeyFences.of(Arrays.copyOf(x, Math.min(x.length, WINDOW)));
        for (int i = 0; i < x.length; i++) {
            int first = i - WINDOW / 2;
            if (first > 0 && first <= x.length - WINDOW) {
                fences = TukeyFences.of(Arrays.copyOfRange(x, first, first + WINDOW));
            }
            double beyond = FAR * (fences.q3() - fences.q1()) + TIE;
            if (x[i] > fences.q3() + beyond) {
                side[i] = 1;
            } else if (x[i] < fences.q1() - beyond) {
                side[i] = -1;
            }
        }
        int from = 0;
        for (int to = 1; to <= x.length; to++) {
            if (to == x.length || side[to] != side[from]) {
                Arrays.fill(out, from, to, side[from] != 0 && from > 0 && to - from < SHORTEST);
                from = to;
            }
        }
        return out;
    }

    /** The standard deviation from one value to the next, which a few changes of level leave as it is. */
    private static double noise(double[] x) {
        double[] distances = IntStream.range(1, x.length)
                .mapToDouble(i -> Math.abs(x[i] - x[i - 1]))
                .toArray();
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double resolution = IntStream.range(1, sorted.length)
                .mapToDouble(i -> sorted[i] - sorted[i - 1])
                .filter(gap -> gap > ROUNDING)
                .min()
                .orElse(ROUNDING);
        return Math.max(Median.withDefaults().evaluate(distances) / MEDIAN_DISTANCE, resolution / Math.sqrt(12));
    }

    /** A place where the last segment may begin, and that segment as far as the search has come. */
    private static final class Candidate {
        final int start;
        /** The end at which it was found that cutting there is never dearer; 0 where it was not. */
        int beatenAt;

        private int n;
        private double mean;
        private double squares;

        Candidate(int start) {
            this.start = start;
        }

        /** Welford's update, which loses no digits. */
        void add(double x) {
            n++;
            double before = x - mean;
            mean += before / n;
            squares += before * (x - mean);
        }

        /** The least cost up to here, where the last segment is this one. */
        double cost(double[] least, double leastVariance) {
            double variance = Math.max(squares / n, leastVariance);
            return least[start] + n * Math.log(variance) + squares / variance;
        }
    }

    /** The places, from 0, where the segments of the best segmentation begin. */
    private static List<Integer> starts(double[] x, double leastVariance, double penalty) {
        double[] least = new double[x.length + 1];
        int[] lastStart = new int[x.length + 1];
        least[0] = -penalty;
        List<Candidate> candidates = new ArrayList<>();
        for (int end = 1; end <= x.length; end++) {
            int now = end;
            // Beaten at t, a candidate is of no use once the segment from t on is long enough to stand in its place.
            candidates.removeIf(c -> c.beatenAt > 0 && now >= c.beatenAt + SHORTEST);
            candidates.add(new Candidate(end - 1));
            least[end] = Double.POSITIVE_INFINITY;
            double[] costs = new double[candidates.size()];
            for (int i = 0; i < costs.length; i++) {
                Candidate c = candidates.get(i);
                c.add(x[end - 1]);
                costs[i] = c.cost(least, leastVariance);
                boolean longEnough = c.start == 0 || end - c.start >= SHORTEST;
                if (longEnough && costs[i] + penalty < least[end] - TIE) {
                    least[end] = costs[i] + penalty;
                    lastStart[end] = c.start;
                }
            }
            for (int i = 0; i < costs.length; i++) {
                Candidate c = candidates.get(i);
                if (c.beatenAt == 0 && costs[i] > least[end] + TIE) {
                    c.beatenAt = end;
                }
            }
        }
        List<Integer> starts = new ArrayList<>();
        int end = x.length;
        while (end > 0) {
            starts.add(0, lastStart[end]);
            end = lastStart[end];
        }
        return starts;
    }

    private static List<Segment> segments(double[] values, int[] kept, List<Integer> starts) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i);
            boolean last = i == starts.size() - 1;
            int to = last ? kept.length : starts.get(i + 1);
            double[] own =
                    IntStream.range(from, to).mapToDouble(k -> values[kept[k]]).toArray();
            segments.add(new Segment(
                    kept[from] + 1,
                    last ? values.length : kept[to],
                    own.length,
                    Mean.of(own).getAsDouble(),
                    own.length == 1
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(StandardDeviation.of(own).getAsDouble())));
        }
        return segments;
    }

    /** The segments in one line. */
    @Override
    public String toString() {
        return segments.stream().map(Segment::toString).collect(Collectors.joining(", "))
                + (outliers.isEmpty() ? "" : "; left out as outliers: " + outliers);
    }

    /**
     * The penalty of a cut: {@code 9 + ln n + 2.5 ln k} for one of {@code k} series of {@code n} values.
     *
     * <p>Of flat normal series this many are cut, in percent (10 000 series for each n up to 50, 4000 up to 200, 1000
     * up to 1000, 400 of 2000):
     *
     * <pre>
     * n      5    6    7    8   10   15   20   30   50  100  200  500 1000 2000
     * cut  4.1  4.7  4.9  5.7  4.6  4.5  4.3  4.0  4.0  3.8  3.3  3.8  2.5  1.3
     * </pre>
     *
     * <p>Of flat series that are not normal, or not independent, more are, of n = 10, 20, 50 and 100: log-normal with σ
     * = .2 5.5, 5.9, 7.0, 7.5; with σ = .5 8.2, 12, 18, 27; of 3 % noise with one value in twenty 1.5 times as high
     * 9.7, 11, 9.4, 8.9; with an autocorrelation of .3 12, 16, 22, 25, and of .5 21, 34, 52, 65.
     *
     * <p>A warm-up that ends with a step is found, within one iteration (of four or more: three) of its end, in this
     * share of series (1000 each), by the height of the step in standard deviations:
     *
     * <pre>
     * n, warm-up     2    3    4    5    6    8
     * 10, 1        .10  .30  .54  .76  .90  .98
     * 10, 3        .30  .70  .93  .98  .99  .99
     * 20, 1        .10  .31  .62  .85  .95  .99
     * 20, 4        .45  .91  .99  .99  .99  .99
     * 50, 1        .08  .30  .63  .87  .97  .99
     * 50, 5        .52  .97  .99    1    1    1
     * </pre>
     */
    static double penalty(int n, int series) {
        return 9 + Math.log(n) + 2.5 * Math.log(series);
    }
}
