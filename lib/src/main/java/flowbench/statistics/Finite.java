package flowbench.statistics;

/** What a statistic can be made of: values that are there, and that are numbers. */
final class Finite {
    private Finite() {}

    /**
     * The values themselves.
     *
     * @throws IllegalArgumentException if there is none, or one of them is NaN or infinite
     */
    static double[] required(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("There is no value; a statistic needs one at least.");
        }
        return checked(values);
    }

    /**
     * The values themselves, which may be none.
     *
     * @throws IllegalArgumentException if one of them is NaN or infinite
     */
    static double[] checked(double... values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("Value " + (i + 1) + " of " + values.length + " is " + values[i]
                        + "; a statistic needs finite numbers.");
            }
        }
        return values;
    }
}
