/**
 * Runs beside each other: what was changed and its verdict, engines, channels, how an engine scales, and the noise of the
 * machine that all of it is measured on.
 *
 * <p>In: run folders of two sides, or of several engines, channels or sizes. Out: ratios with their intervals, p-values
 * adjusted for the number of metrics, and one of four verdicts. Runs that are unlike in what must be the same are
 * refused, or compared on demand and said to be unlike. Nothing here needs a database, and nothing is written but
 * {@code noise.json}.
 */
package flowbench.comparison;
