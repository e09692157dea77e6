/**
 * The ways to be told what is written to an outbox: by polling, by {@code NOTIFY}, by logical replication, by
 * Supabase Realtime.
 *
 * <p>In: a server, and an engine's {@link flowbench.engine.Outbox}. Out: written events, each once and those of one flow run in
 * their order, for as long as the connection holds; whoever subscribes decides what to do when it does not. With an
 * event comes the time when it was here. Nothing here counts events or knows what ought to come.
 */
package flowbench.channels;
