/**
 * Whether the statistics themselves can be trusted, here and now.
 *
 * <p>In: published reference values, and data made up with a truth that is known. Out: how many digits of each
 * published value are reproduced on this machine; how often intervals cover, and how often a verdict or a change is a
 * false alarm or is missed. Everything random has a seed that is printed with it. Nothing here reads a run, and no
 * result of a run rests on it.
 */
package flowbench.validation;
