package flowbench.engines;

import flowbench.engine.FlowNames;
import flowbench.engine.MessageQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The queue that pgflow is built on: pgmq, with two tables for each queue. A message is finished as pgflow's complete_task
 * finishes that of a task: it is archived.
 */
final class PgmqQueue implements MessageQueue {
    /** The names of tables, indexes and sequences are made from that of the queue. */
    private static final int LONGEST_NAME = 47;

    private static final String CREATE = "select pgmq.create(?)";
    private static final String SEND = "select count(*) from pgmq.send_batch(?, ?::jsonb[])";
    private static final String READ = "select msg_id, message from pgmq.read(?, ?, ?)";
    private static final String FINISH = "select pgmq.archive(?, ?::bigint)";
    private static final String DROP = "select pgmq.drop_queue(?)";
    private static final String QUEUES = "select queue_name from pgmq.meta where queue_name ~ ? order by queue_name";

    /** What is called of pgmq, as it is called. */
    static final List<String> CALLS = List.of(CREATE, SEND, READ, FINISH, DROP, QUEUES);

    /**
     * A name that pgmq can make names of tables from.
     *
     * @throws IllegalArgumentException if it is too long
     */
    static String requireName(String name) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(name + " has " + name.length()
                    + " characters; the name of a queue of pgmq takes " + LONGEST_NAME + ".");
        }
        return name;
    }

    @Override
    public void create(Connection connection, String queue) throws SQLException {
        Call.make(connection, CREATE, requireName(queue));
    }

    @Override
    public void send(Connection connection, String queue, List<String> bodiesJson) throws SQLException {
        Call.make(connection, SEND, queue, bodiesJson);
    }

    @Override
    public List<Message> read(Connection connection, String queue, int most, int hiddenSeconds) throws SQLException {
        return Rows.messages(connection, READ, queue, hiddenSeconds, most);
    }

    @Override
    public boolean finish(Connection connection, String queue, long id) throws SQLException {
        return Rows.isTrue(connection, FINISH, queue, id);
    }

    @Override
    public void drop(Connection connection, String queue) throws SQLException {
        Call.make(connection, DROP, queue);
    }

    @Override
    public List<String> queues(Connection connection) throws SQLException {
        return Rows.texts(connection, QUEUES, FlowNames.SHAPE);
    }
}
