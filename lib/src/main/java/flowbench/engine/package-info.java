/**
 * What is measured: an engine that runs flows on PostgreSQL, behind one small interface.
 *
 * <p>In: a connection and the definition of a flow. Out: flow runs, claimed tasks, and the outcome of every call, as the
 * server told it. A hot call is one round trip in auto-commit. Nothing here opens a connection, measures time or waits.
 */
package flowbench.engine;
