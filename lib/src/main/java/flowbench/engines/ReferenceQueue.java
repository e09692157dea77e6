package flowbench.engines;

import flowbench.engine.MessageQueue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
            where starts_with(queue_name, ?)
            order by queue_name
            """;

    /** All queues are in one table: there is nothing to create. */
    @Override
    public void create(Connection connection, String queue) {}

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
            statement.setInt(2, most);
            statement.setInt(3, hiddenSeconds);
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
        try (PreparedStatement statement = connection.prepareStatement(DROP)) {
            statement.setString(1, queue);
            statement.execute();
        }
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
}
