/**
 * A client of Supabase Realtime: Phoenix channels over WebSocket, in version 1.0.0 of their protocol.
 *
 * <p>In: a server, a key, the topics to join. Out: the broadcasts of those topics in the order of each
 * connection, and a sentence for whatever ends one of them. A topic is a name here and an event a word: nothing
 * knows of flows, outboxes or numbers, and nothing is joined again unless the caller asks.
 */
package flowbench.realtime;
