/**
 * The server that is measured: an embedded PostgreSQL that keeps its promises of durability, or the one at {@code
 * DATABASE_URL}, and the pool of connections to it.
 *
 * <p>In: settings. Out: a {@link flowbench.database.Database} to borrow connections from, with what a reader of the numbers
 * must know of the server. An outside database without the marker that {@code setup.sql} leaves is refused. Nothing here
 * knows what a flow is.
 */
package flowbench.database;
