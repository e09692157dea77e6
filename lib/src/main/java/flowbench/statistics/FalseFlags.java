package flowbench.statistics;

/**
 * How often Tukey's fences flag clean data: the share of samples of n normal values in which at least one is flagged.
 * Simulated with quartiles of type 7, whose ranks come and go with n modulo 4: each n up to 30 by itself (400 000
 * samples or more, from {@code java.util.Random(n)}, standard error below .1 points), beyond that linear between sizes
 * (40 000 samples or more, within 1 point).
 */
public final class FalseFlags {
    private static final double[][] SHARES = {
        // n, mild or severe, severe
        {4, .207, 0},
        {5, .333, .1355},
        {6, .27, .0749},
        {7, .247, .0496},
        {8, .265, .0457},
        {9, .306, .0689},
        {10, .278, .0463},
        {11, .269, .0354},
        {12, .28, .0339},
        {13, .302, .0428},
        {14, .287, .0319},
        {15, .283, .0259},
        {16, .291, .0246},
        {17, .307, .0298},
        {18, .298, .0232},
        {19, .297, .02},
        {20, .303, .0189},
        {21, .317, .0214},
        {22, .311, .0179},
        {23, .311, .0157},
        {24, .317, .0152},
        {25, .326, .0168},
        {26, .322, .0144},
        {27, .324, .0126},
        {28, .33, .0123},
        {29, .341, .0139},
        {30, .337, .0117},
        {35, .352, .0093},
        {40, .371, .0077},
        {45, .39, .0074},
        {50, .402, .0061},
        {60, .437, .005},
        {75, .481, .0042},
        {100, .548, .0028},
        {125, .606, .0029},
        {150, .661, .0025},
        {200, .745, .0021},
        {250, .807, .0019},
        {300, .856, .0022},
        {350, .892, .0023},
        {400, .921, .0018},
        {500, .955, .0022},
        {750, .989, .0022},
        {1000, .997, .0041},
        {2000, 1, .0059}
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
