/**
 * Repeats a scenario: forks, each a fresh process with a fresh database, and in each the warm-up and the measured iterations,
 * each split into phases that are timed apart.
 *
 * <p>In: a scenario. Out: a {@link flowbench.runfolder.RunFolder} with every raw value. {@link
 * flowbench.experiment.Experiment} is the process that a person sees; {@link flowbench.experiment.Fork} is the main class of
 * the processes that measure. The two speak in the lines of {@link flowbench.experiment.ForkMessage}. Nothing here computes a
 * statistic, other than whether the forks of a run are enough.
 */
package flowbench.experiment;
