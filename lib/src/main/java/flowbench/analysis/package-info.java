/**
 * What saved run folders say by themselves: summaries and their intervals, quantiles, calls, events, outliers, steady
 * state, and how much to measure.
 *
 * <p>In: run folders, or Tablesaw tables of their CSV files. Out: estimates with their intervals and warnings, and
 * Tablesaw tables at full precision, which every {@link flowbench.analysis.Result} has. The unit of replication is named with every interval; what a sample cannot support
 * is left blank; an outlier is flagged and stays in. Nothing here connects to a database or writes a file, and nothing
 * is said to be better or worse than something else.
 */
package flowbench.analysis;
