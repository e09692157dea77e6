/**
 * What is seen from the side while an iteration runs: memory, processor time and garbage collection of the client, the
 * processes of the server, the pool, the server's own statistics, what its backends wait for, and the network.
 *
 * <p>In: the database. Out: rows of {@code telemetry.csv}, and what the execute phase used, as values of metrics. Probes have a
 * thread and a connection of their own; nothing that they meet, such as a server that does not answer, ends an iteration. Nothing
 * here knows what the work is.
 */
package flowbench.telemetry;
