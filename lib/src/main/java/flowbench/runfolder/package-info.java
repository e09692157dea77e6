/**
 * The run folder: what a run leaves on disk, and the vocabulary of its rows.
 *
 * <p>The measuring half of Flowbench writes it, the reading half reads it, and they share nothing else. In: rows of one
 * finished iteration at a time. Out: {@code run.json}, {@code samples.csv}, {@code operations.csv}, and the same rows read
 * back with every bad value named by file, line and column. Nothing is averaged, rounded or left out here, and nothing here
 * needs a database.
 */
package flowbench.runfolder;
