/**
 * What the place that results are printed to can show, the small pictures that are drawn in letters, and where progress is shown.
 *
 * <p>In: numbers, words, the environment of the process. Out: lines of text that fit, and progress bars. Standard output is asked
 * for its width, its letters and whether it has colours; where it is a file or a pipe, nothing is coloured. Nothing here knows what
 * a run is, or prints a result.
 */
package flowbench.terminal;
