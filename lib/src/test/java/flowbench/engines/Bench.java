package flowbench.engines;

import flowbench.engine.FlowEngine;
import flowbench.engine.Task;
import flowbench.engine.WrittenEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An engine on the shared server, with a connection to drive it by hand. */
public final class Bench implements AutoCloseable {
    /** Who claims. */
    public static final UUID WORKER = new UUID(0, 1);

    /** The engine. */
    public final FlowEngine engine;
    /** In autocommit. */
    public final Connection connection;

    public Bench() throws SQLException {
        this(TestEngine.REFERENCE);
    }

    public Bench(TestEngine which) throws SQLException {
        engine = which.engine();
        connection = which.database().pool().getConnection();
        engine.install(connection);
        engine.register(connection, List.of(WORKER));
    }

    public UUID start(String flow, String input) throws SQLException {
        UUID flowRun = UUID.randomUUID();
        engine.startFlow(connection, flow, flowRun, input);
        return flowRun;
    }

    /** Claims and completes one task at a time, oldest first, until none is visible. */
    public void workOff(String flow, Map<String, String> outputs) throws SQLException {
        for (List<Task> tasks = claim(flow, 1); !tasks.isEmpty(); tasks = claim(flow, 1)) {
            Task task = tasks.get(0);
            engine.completeTask(connection, task, outputs.getOrDefault(task.step(), "{}"));
        }
    }

    public List<Task> claim(String flow, int most) throws SQLException {
        return engine.claim(connection, flow, most, WORKER);
    }

    public Task claimOne(String flow) throws SQLException {
        return claim(flow, 1).get(0);
    }

    /** The events of a run in the order of the outbox, without the word "step:". */
    public List<String> events(UUID flowRun) throws SQLException {
        List<String> events = new ArrayList<>();
        for (WrittenEvent event : engine.outbox().read(connection, List.of(flowRun))) {
            String type = event.key().type().toString();
            events.add(
                    event.key().step().isEmpty()
                            ? type
                            : type.replaceFirst("^step", event.key().step()));
        }
        return events;
    }

    /** Tasks that wait to be claimed, or to be completed, of all flows. */
    int queueLength() throws SQLException {
        return Integer.parseInt(text("select count(*) from flowbench.step_tasks where message_id is not null"));
    }

    /** The first column of every row. */
    public List<String> texts(String query, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(query, parameters);
                ResultSet row = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    public String text(String query, Object... parameters) throws SQLException {
        return texts(query, parameters).get(0);
    }

    public int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement prepared = prepare(statement, parameters)) {
            return prepared.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
