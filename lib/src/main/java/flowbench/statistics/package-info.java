/**
 * Arrays of numbers in; estimates, intervals, tests and what they rest on out.
 *
 * <p>One class for each statistic, with its formula and its source. The textbook part is Apache Commons Statistics;
 * what stands here is what it lacks, and what must be said beside a number: the unit of replication, n, and when it is
 * not defined.
 *
 * <p>Never here: files, runs, tables, or a result that is NaN.
 */
package flowbench.statistics;
