package flowbench.engine;

/**
 * An event as it stands in an outbox.
 *
 * @param sequence its place; within one flow run, the order in which the events happened
 * @param key what it says, and of what
 */
public record WrittenEvent(long sequence, EventKey key) {}
