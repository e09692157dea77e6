/**
 * What an engine announces, and whether it arrives.
 *
 * <p>In: the shape of each flow run and the times of the calls that change it; events, from a channel that listens to the
 * engine's outbox. Out: what became of every expected event, with a cause for each that was not delivered. A row in the
 * outbox, an arrival on the wire and an event in the application's hands are three things here and are never taken for one
 * another. Nothing here writes a file or computes a statistic.
 */
package flowbench.events;
