/**
 * Runs the notebooks: in batch, and at the prompt of the JDK's own {@code jshell}.
 *
 * <p>In: a {@code .jsh} file in {@code // %%} cells, {@code NAME=VALUE} arguments. Out: what the notebook prints, an exit code that
 * is not 0 when anything went wrong and, where it is asked for, the notebook with its outputs for Jupyter. A file never means one thing here and another in the stock {@code jshell}:
 * it is split line by line as that tool splits it, and what would be read two ways is refused with file and line.
 */
package flowbench.notebook;
