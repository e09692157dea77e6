package flowbench.engine;

/**
 * An event as it stands in an outbox.
 *
 * @param sequence its place in the outbox: above that of every event it follows from; where rows are not numbered, a number
 *     of the time of their transaction and their place in it, as far as that is known; and on a channel that does not tell the
 *     place, the number of the arrival, which is of no use beside the others
 * @param key what it says, and of what
 */
public record WrittenEvent(long sequence, EventKey key) {}
