package flowbench.statistics;

/** The ways to find the interval of a mean. */
public enum IntervalMethod {
    /** {@link StudentInterval}. */
    T("Student t"),
    /** {@link Bootstrap#percentile}. */
    PERCENTILE("bootstrap percentile"),
    /** {@link Bootstrap#bca}. */
    BCA("bootstrap BCa");

    private final String words;

    IntervalMethod(String words) {
        this.words = words;
    }

    /** The method in a few words. */
    @Override
    public String toString() {
        return words;
    }
}
