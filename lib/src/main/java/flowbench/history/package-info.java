/**
 * All saved runs of one thing in the order of time: where its level changed, by how much, between which commits, and
 * whether the newest state is worse.
 *
 * <p>In: run folders, of which the newest says what the others must share with it. Out: one series of values for each
 * metric, its changes, and an exit code for a build to fail on. A run that does not belong is passed over and counted,
 * with the reason. Nothing here needs a database, and nothing is written.
 */
package flowbench.history;
