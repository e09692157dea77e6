package flowbench.engines;

import flowbench.engine.MessageQueue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private static final String QUEUES =
            "select queue_name from pgmq.meta where starts_with(queue_name, ?) order by queue_name";

    @Override
    public void create(Connection connection, String queue) throws SQLException {
        if (queue.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The queue " + queue + " has a name of " + queue.length()
                    + " characters; pgmq takes " + LONGEST_NAME + ".");
        }
        execute(connection, CREATE, queue);
    }

    @Override
    public void send(Connection connection, String queue, List<String> bodiesJson) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEND)) {
            statement.setString(1, queue);
            statement.setArray(2, connection.createArrayOf("text", bodiesJson.toArray()));
            statement.execute();
        }
    }

    @Override
    public List<Message> read(Connection connection, String queue, int most, int hiddenSeconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, queue);
            statement.setInt(2, hiddenSeconds);
            statement.setInt(3, most);
            try (ResultSet row = statement.executeQuery()) {
                List<Message> messages = new ArrayList<>();
                while (row.next()) {
                    messages.add(new Message(row.getLong(1), row.getString(2)));
                }
                return messages;
            }
        }
    }

    @Override
    public boolean finish(Connection connection, String queue, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FINISH)) {
            statement.setString(1, queue);
            statement.setLong(2, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Override
    public void drop(Connection connection, String queue) throws SQLException {
        execute(connection, DROP, queue);
    }

    @Override
    public List<String> queues(Connection connection, String prefix) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUEUES)) {
            statement.setString(1, prefix);
            try (ResultSet row = statement.executeQuery()) {
                List<String> queues = new ArrayList<>();
                while (row.next()) {
                    queues.add(row.getString(1));
                }
                return queues;
            }
        }
    }

    private static void execute(Connection connection, String sql, String queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, queue);
            statement.execute();
        }
    }
}
