/**
 * Statistics on saved run folders.
 *
 * <p>In: run folders, or Tablesaw tables of their CSV files. Out: estimates with their intervals and warnings, and Tablesaw
 * tables at full precision. The unit of replication is named with every interval; what a sample cannot support is left
 * blank; an outlier is flagged and stays in. Nothing here connects to a database, and nothing is written but what is known of
 * a machine's noise.
 */
package flowbench.analysis;
