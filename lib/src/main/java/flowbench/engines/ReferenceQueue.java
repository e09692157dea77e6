package flowbench.engines;

import flowbench.engine.FlowNames;
import flowbench.engine.MessageQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The table {@code flowbench.bare_queue}: made as the queue of the reference engine is, and read with {@code SKIP LOCKED}. */
final class ReferenceQueue implements MessageQueue {
    private static final String SEND = "select flowbench.send_bare(?, ?::jsonb[])";
    private static final String READ = "select message_id, body from flowbench.read_bare(?, ?, ?)";
    private static final String FINISH = "select flowbench.finish_bare(?, ?)";
    private static final String DROP = "delete from flowbench.bare_queue where queue_name = ?";
    private static final String QUEUES = """
            select distinct queue_name
            from flowbench.bare_queue
            where queue_name ~ ?
            order by queue_name
            """;

    /** All queues are in one table: there is nothing to create. */
    @Override
    public void create(Connection connection, String queue) {}

    @Override
    public void send(Connection connection, String queue, List<String> bodiesJson) throws SQLException {
        Call.make(connection, SEND, queue, bodiesJson);
    }

    @Override
    public List<Message> read(Connection connection, String queue, int most, int hiddenSeconds) throws SQLException {
        return Rows.messages(connection, READ, queue, most, hiddenSeconds);
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
