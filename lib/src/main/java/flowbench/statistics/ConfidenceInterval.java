package flowbench.statistics;

/** An interval that holds what is estimated in a given share of all samples, and how it was found. */
public sealed interface ConfidenceInterval permits StudentInterval, BootstrapInterval {
    /** The lower bound. */
    double low();

    /** The upper bound. */
    double high();

    /** The confidence level, such as .95. */
    double level();

    /** How many values it is made of. */
    int n();

    /** How it was found. */
    IntervalMethod method();
}
