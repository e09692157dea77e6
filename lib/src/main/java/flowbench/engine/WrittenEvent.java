package flowbench.engine;

/**
 * An event as it stands in an outbox.
 *
 * @param sequence its place in the outbox: above that of every event it follows from; where rows are not numbered, the time of
 *     their transaction, and on a channel that does not tell the place, that of the arrival
 * @param key what it says, and of what
 */
public record WrittenEvent(long sequence, EventKey key) {}
