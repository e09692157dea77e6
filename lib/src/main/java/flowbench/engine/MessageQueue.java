package flowbench.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The queue that an engine is built on, with nothing above it: no flows, no states, no events. What it does in a second is what
 * the engine could do at best. Like the engine it holds no state, and each call is one round trip on the connection it is given.
 */
public interface MessageQueue {
    /**
     * A message that was read.
     *
     * @param id by which it is finished
     * @param bodyJson what it says
     */
    record Message(long id, String bodyJson) {}

    /** Creates a queue. */
    void create(Connection connection, String queue) throws SQLException;

    /** Puts messages into a queue, all in one transaction. */
    void send(Connection connection, String queue, List<String> bodiesJson) throws SQLException;

    /**
     * Reads the oldest visible messages and hides them from others for some seconds. Never waits.
     *
     * @param most messages to read, at least 1
     * @return up to so many; empty if none is visible
     */
    List<Message> read(Connection connection, String queue, int most, int hiddenSeconds) throws SQLException;

    /** Takes a message that was read out of the queue, as the engine does when its task is completed; false if it is gone. */
    boolean finish(Connection connection, String queue, long id) throws SQLException;

    /** Removes a queue and every message that is or was in it. */
    void drop(Connection connection, String queue) throws SQLException;

    /** The queues that Flowbench made, by {@link FlowNames#SHAPE}, in the order of their names. */
    List<String> queues(Connection connection) throws SQLException;
}
