/**
 * One unit of work to repeat, split into phases: what is done to the engine in each iteration.
 *
 * <p>In: a {@link flowbench.scenario.TestBed}, that is an engine on a server, and settings. Out: timed calls in an {@link
 * flowbench.scenario.OperationLog}, and what came of the work. Nothing here repeats, writes a file or computes a statistic.
 */
package flowbench.scenario;
