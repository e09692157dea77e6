/**
 * Results of saved runs for other tools, and results of other tools as saved runs.
 *
 * <p>In: run folders, or files of JMH, hyperfine and pgbench. Out: files that hyperfine, JMH, github-action-benchmark,
 * Bencher, Google Benchmark and Apache Otava read, or run folders that the rest of Flowbench reads. A unit or a direction is
 * the format's own; what a run or a file does not say is absent, never made up; NaN and infinity are never written. Nothing
 * here measures anything, decides what is better, or needs a database.
 */
package flowbench.exchange;
