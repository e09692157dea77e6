package flowbench.statistics;

import java.util.function.DoubleFunction;

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

    /**
     * Its level and its bounds for people, such as {@code 95 % interval 1.234 to 1.345}.
     *
     * @param bound how a bound is written
     */
    default String text(DoubleFunction<String> bound) {
        return Scale.percent(level()) + " interval " + bound.apply(low()) + " to " + bound.apply(high());
    }
}
