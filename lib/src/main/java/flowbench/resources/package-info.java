/**
 * Where the time of the execute phase went, and what it took: {@code telemetry.csv} and the shares in {@code samples.csv}, read
 * together.
 *
 * <p>In: run folders. Out: for each iteration its {@link flowbench.resources.Window}, the parts of the workers' time, and the
 * bottleneck, named where the evidence is there. Nothing here decides what a table or a warning says.
 */
package flowbench.resources;
