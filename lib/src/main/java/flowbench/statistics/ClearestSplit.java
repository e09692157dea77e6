package flowbench.statistics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a series falls into levels most clearly, and how clearly. Of the whole and of stretches of it the split is
 * taken that has the largest sum of squares {@code B} between two levels, against {@code R} within them; of the whole
 * also that into three levels, which shows what came and went. No level is shorter than a smallest one. The statistic
 * is
 *
 * <pre>{@code
 * (n − l) · ln(1 + r · B / R) − c,  r = (1 − φ) / (1 + φ)
 * }</pre>
 *
 * <p>for {@code l} levels; for two, {@code B / R} is {@code t² / (n − 2)} of Student's t with standard deviations of
 * divisor {@code n − 1}. The factor {@code r} is what autocorrelation {@code φ} leaves of {@code n}: as many values are
 * independent. It is estimated at lag 1 from what is left around the levels, in all stretches of one length together,
 * so that one that happens to look smooth does not stand out. What is subtracted, {@code c}, is 0 for two levels of the
 * whole, {@code 2 ln s} for those of {@code s} stretches of one length, so that the few long ones and the many short
 * ones have like shares of the false alarms, and 10 for three levels.
 *
 * <p>Made once for many series of one length, the arrays are used again.
 */
final class ClearestSplit {
    /** Where two levels fit exactly, what is left is taken as this share of the whole. */
    private static final double LEAST_REST = 1e-12;

    /** What is left of the squares of equal values is rounding. */
    private static final double LEAST_SQUARES = 1e-9;

    /**
     * What the choice of two places is worth more than that of one: found by simulation, such that steps are found as
     * often as without looking for three levels.
     */
    private static final double CHOICE_OF_TWO = 10;

    /** Of longer series not every place is tried for a third level, but about as many. */
    private static final int FINEST = 40;

    /** A larger autocorrelation is not believed. */
    private static final double MOST_CORRELATION = .9;

    private final int smallest;
    private final int[] froms;
    private final int[] tos;
    private final double[][] weights;
    private final double[] sums;
    private final double[] squares;
    private final double[] products;
    private final int[] splits;
    private final double[] between;
    private final double[] rests;
    private final int[] grid;
    private final double[] inverses;
    private int index;
    private int second;

    /**
     * @param smallest values of the smallest level
     * @param stretches the first value and the end, exclusive, of each; those of one length follow one another
     * @param n values of a series
     */
    ClearestSplit(int smallest, List<int[]> stretches, int n) {
        this.smallest = smallest;
        this.froms = stretches.stream().mapToInt(stretch -> stretch[0]).toArray();
        this.tos = stretches.stream().mapToInt(stretch -> stretch[1]).toArray();
        this.weights = new double[stretches.size()][];
        for (int i = 0; i < froms.length; i++) {
            weights[i] = i > 0 && length(i) == length(i - 1) ? weights[i - 1] : weights(length(i));
        }
        this.sums = new double[n + 1];
        this.squares = new double[n + 1];
        this.products = new double[n];
        this.splits = new int[stretches.size()];
        this.between = new double[stretches.size()];
        this.rests = new double[stretches.size()];
        this.grid = IntStream.iterate(smallest, i -> i <= n - smallest, i -> i + 1 + n / FINEST)
                .toArray();
        this.inverses = IntStream.rangeClosed(0, n).mapToDouble(i -> 1.0 / i).toArray();
    }

    /** One over the product of how many values stand on each side of a split. */
    private static double[] weights(int n) {
        double[] weights = new double[n];
        for (int k = 1; k < n; k++) {
            weights[k] = 1.0 / (k * (double) (n - k));
        }
        return weights;
    }

    /** The first value of the new level in the series that was looked at last. */
    int index() {
        return index;
    }

    /** The first value of the third level in it, where there are three; else 0. */
    int second() {
        return second;
    }

    /** Where the whole of it falls into two levels most clearly, whatever is clearer than that. */
    int ofTheWhole() {
        return splits[0];
    }

    /** Looks at a series of clamped values and says how clear its clearest split is; 0 where nothing varies. */
    double of(double[] series) {
        for (int i = 0; i < series.length; i++) {
            sums[i + 1] = sums[i] + series[i];
            squares[i + 1] = squares[i] + series[i] * series[i];
            if (i > 0) {
                products[i] = products[i - 1] + series[i - 1] * series[i];
            }
        }
        double clearest = 0;
        for (int first = 0, end; first < froms.length; first = end) {
            int n = length(first);
            double neighbours = 0;
            double rest = 0;
            for (end = first; end < froms.length && length(end) == n; end++) {
                split(end);
                neighbours += products(froms[end], splits[end]) + products(splits[end], tos[end]);
                rest += rests[end];
            }
            double correlation = unbiased(neighbours / rest, n, 2);
            double independent = (1 - correlation) / (1 + correlation);
            double choice = 2 * Math.log(end - first);
            for (int i = first; i < end; i++) {
                double clear = (n - 2) * Math.log1p(independent * between[i] / rests[i]) - choice;
                if (clear > clearest) {
                    clearest = clear;
                    index = splits[i];
                    second = 0;
                }
            }
        }
        return threeLevels(series.length, clearest);
    }

    private int length(int stretch) {
        return tos[stretch] - froms[stretch];
    }

    /** Finds the split of a stretch, and its sums of squares: between its sides, and the rest. */
    private void split(int stretch) {
        int from = froms[stretch];
        int to = tos[stretch];
        double[] weight = weights[stretch];
        double mean = (sums[to] - sums[from]) / (to - from);
        int best = smallest;
        double most = -1;
        for (int k = smallest; k <= to - from - smallest; k++) {
            double left = sums[from + k] - sums[from] - k * mean;
            double square = left * left * weight[k];
            if (square > most) {
                most = square;
                best = k;
            }
        }
        double total = squares[to] - squares[from] - (to - from) * mean * mean;
        splits[stretch] = from + best;
        boolean varies = total > LEAST_SQUARES;
        between[stretch] = varies ? most * (to - from) : 0;
        rests[stretch] = varies ? Math.max(total - between[stretch], LEAST_REST * total) : 1;
    }

    /**
     * Looks at all divisions of the whole series into three levels; where one is clearer than the clearest so far, it
     * is it.
     */
    private double threeLevels(int n, double clearest) {
        double mean = sums[n] / n;
        double total = squares[n] - n * mean * mean;
        if (!(total > LEAST_SQUARES)) {
            return clearest;
        }
        double most = -1;
        int first = 0;
        int last = 0;
        for (int a = 0; a < grid.length; a++) {
            int i = grid[a];
            double left = sums[i] - i * mean;
            double ofLeft = left * left * inverses[i];
            for (int b = a + 1; b < grid.length; b++) {
                int j = grid[b];
                if (j - i < smallest) {
                    continue;
                }
                double right = sums[j] - j * mean;
                double middle = right - left;
                double square = ofLeft + middle * middle * inverses[j - i] + right * right * inverses[n - j];
                if (square > most) {
                    most = square;
                    first = i;
                    last = j;
                }
            }
        }
        if (most < 0) {
            // Too short for three.
            return clearest;
        }
        double rest = Math.max(total - most, LEAST_REST * total);
        double correlation = unbiased((products(0, first) + products(first, last) + products(last, n)) / rest, n, 3);
        double clear = (n - 3) * Math.log1p((1 - correlation) / (1 + correlation) * most / rest) - CHOICE_OF_TWO;
        if (clear > clearest) {
            index = first;
            second = last;
            return clear;
        }
        return clearest;
    }

    /** The sum of the products of neighbours around their mean. */
    private double products(int from, int to) {
        double mean = (sums[to] - sums[from]) / (to - from);
        double neighbours = sums[to - 1] - sums[from] + sums[to] - sums[from + 1];
        return products[to - 1] - products[from] - mean * neighbours + (to - from - 1) * mean * mean;
    }

    /**
     * Of values around their mean it comes out {@code (1 + 4φ) / n} too low on average (Marriott and Pope 1954,
     * <i>Biometrika</i> 41, 390–402), and there are as many means as levels; below 0 is taken as 0.
     */
    private static double unbiased(double correlation, int n, int levels) {
        double unbiased = correlation + levels * (1 + 4 * correlation) / n;
        return Math.min(Math.max(unbiased, 0), MOST_CORRELATION);
    }
}
