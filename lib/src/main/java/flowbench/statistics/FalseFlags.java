package flowbench.statistics;

/**
 * How often Tukey's fences flag clean data: the share of samples of n normal values in which at least one is flagged.
 * Simulated with quartiles of type 7 (20 000 samples or more for each n, standard error below .4 points), linear
 * between the sizes.
 */
public final class FalseFlags {
    private static final double[][] SHARES = {
        // n, mild or severe, severe
        {4, .21, 0},
        {5, .33, .14},
        {6, .27, .075},
        {8, .26, .046},
        {10, .28, .047},
        {12, .28, .033},
        {15, .285, .026},
        {20, .30, .019},
        {30, .34, .012},
        {40, .37, .008},
        {50, .40, .006},
        {75, .48, .004},
        {100, .55, .003},
        {200, .74, .002},
        {500, .95, .002},
        {1000, 1, .004}
    };

    private FalseFlags() {}

    /** The share of clean samples with a flag, mild or severe. */
    public static double any(int n) {
        return share(n, 1);
    }

    /** The share of clean samples with a severe flag. */
    public static double severe(int n) {
        return share(n, 2);
    }

    private static double share(int n, int column) {
        double[] before = SHARES[0];
        if (n < before[0]) {
            return 0;
        }
        for (double[] row : SHARES) {
            if (n < row[0]) {
                return before[column] + (row[column] - before[column]) * (n - before[0]) / (row[0] - before[0]);
            }
            before = row;
        }
        return before[column];
    }
}
