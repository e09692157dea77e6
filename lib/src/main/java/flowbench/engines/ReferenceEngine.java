package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.FlowEngine;
import flowbench.engine.MessageQueue;
import flowbench.engine.Outbox;
import flowbench.engine.Outcome;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.engine.Task;
import flowbench.runfolder.EventType;
import flowbench.settings.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;

/** The engine of {@code setup.sql}: plain SQL in the schema {@code flowbench}, for any PostgreSQL from 14 up. */
public final class ReferenceEngine implements FlowEngine {
    /** SQLSTATE of {@code RAISE EXCEPTION}: setup.sql explains what is wrong. */
    private static final String RAISED = "P0001";

    private static final String VERSION = "select engine_version from flowbench.benchmark_allowed";
    private static final String CREATE_FLOW = "select flowbench.create_flow(?)";
    private static final String ADD_STEP = """
            select flowbench.add_step(
                flow_slug => ?, step_slug => ?, deps_slugs => ?, step_type => ?,
                max_attempts => ?, base_delay => ?, timeout => ?)
            """;
    private static final String START_FLOW = "select flowbench.start_flow(?, ?::jsonb, ?)";
    private static final String START_TASKS = """
            select run_id, step_slug, task_index, input, message_id, attempt
            from flowbench.start_tasks(?, ?, ?)
            """;
    private static final String COMPLETE_TASK = "select flowbench.complete_task(?, ?, ?, ?::jsonb, ?)";
    private static final String FAIL_TASK = "select flowbench.fail_task(?, ?, ?, ?, ?)";
    private static final String READ_RUN = "select status, remaining_steps from flowbench.runs where run_id = ?";
    private static final String ENDINGS = """
            select run_id, '', 'run:' || status
            from flowbench.runs
            where run_id = any (?) and status in ('completed', 'failed')
            union all
            select run_id, step_slug, 'step:' || status
            from flowbench.step_states
            where run_id = any (?) and status in ('completed', 'failed')
            """;
    private static final String FLOWS =
            "select flow_slug from flowbench.flows where starts_with(flow_slug, ?) order by flow_slug";
    private static final String DELETE_FLOW = "select flowbench.delete_flow_and_data(?)";
    private static final String LEFTOVERS = """
            select table_name, row_count
            from flowbench.leftovers()
            union all
            select 'flowbench.bare_queue', count(*)
            from flowbench.bare_queue
            having count(*) > 0
            """;

    private static final Outbox OUTBOX = new ReferenceOutbox();
    private static final MessageQueue QUEUE = new ReferenceQueue();

    private static final List<String> TABLES = List.of(
            "flowbench.flows",
            "flowbench.steps",
            "flowbench.deps",
            "flowbench.runs",
            "flowbench.step_states",
            "flowbench.step_tasks",
            "flowbench.queue",
            "flowbench.events",
            "flowbench.bare_queue");

    /** The engine; it needs nothing. */
    public ReferenceEngine() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            if (!row.next()) {
                throw new UserException("The table flowbench.benchmark_allowed is empty; apply setup.sql again.");
            }
            return row.getString(1);
        }
    }

    @Override
    public void install(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute(setupSql());
            } catch (SQLException e) {
                // setup.sql begins a transaction itself; left open, it would spoil the connection.
                statement.execute("rollback");
                if (RAISED.equals(e.getSQLState())) {
                    throw new UserException(e.getMessage(), e);
                }
                throw e;
            }
        }
    }

    @Override
    public void createFlow(Connection connection, String flow) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE_FLOW)) {
            statement.setString(1, flow);
            statement.execute();
        }
    }

    @Override
    public void addStep(Connection connection, String flow, Step step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_STEP)) {
            statement.setString(1, flow);
            statement.setString(2, step.slug());
            statement.setArray(
                    3, connection.createArrayOf("text", step.dependencies().toArray()));
            statement.setString(4, step.type().sql());
            setOptional(statement, 5, step.maxAttempts());
            setOptional(statement, 6, step.baseDelaySeconds());
            setOptional(statement, 7, step.timeoutSeconds());
            statement.execute();
        }
    }

    @Override
    public void startFlow(Connection connection, String flow, UUID flowRun, String inputJson) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(START_FLOW)) {
            statement.setString(1, flow);
            statement.setString(2, inputJson);
            statement.setObject(3, flowRun);
            statement.execute();
        }
    }

    @Override
    public List<Task> claim(Connection connection, String flow, int most, UUID worker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(START_TASKS)) {
            statement.setString(1, flow);
            statement.setInt(2, most);
            statement.setObject(3, worker);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return List.of();
                }
                List<Task> tasks = new ArrayList<>(Math.min(most, 16));
                do {
                    tasks.add(new Task(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getInt(3),
                            row.getString(4),
                            row.getLong(5),
                            row.getInt(6)));
                } while (row.next());
                return tasks;
            }
        }
    }

    @Override
    public Outcome completeTask(Connection connection, Task task, String outputJson) throws SQLException {
        return endTask(connection, COMPLETE_TASK, task, outputJson);
    }

    @Override
    public Outcome failTask(Connection connection, Task task, String error) throws SQLException {
        return endTask(connection, FAIL_TASK, task, error);
    }

    @Override
    public RunState readRun(Connection connection, UUID flowRun) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ_RUN)) {
            statement.setObject(1, flowRun);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalArgumentException("There is no run " + flowRun + ".");
                }
                RunState.Status status =
                        RunState.Status.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
                return new RunState(status, row.getInt(2));
            }
        }
    }

    @Override
    public List<EventKey> endings(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENDINGS)) {
            statement.setArray(1, connection.createArrayOf("uuid", flowRuns.toArray()));
            statement.setArray(2, connection.createArrayOf("uuid", flowRuns.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                List<EventKey> endings = new ArrayList<>();
                while (row.next()) {
                    endings.add(new EventKey(
                            row.getObject(1, UUID.class), row.getString(2), EventType.named(row.getString(3))));
                }
                return endings;
            }
        }
    }

    @Override
    public MessageQueue queue() {
        return QUEUE;
    }

    @Override
    public Outbox outbox() {
        return OUTBOX;
    }

    @Override
    public List<String> flows(Connection connection, String prefix) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FLOWS)) {
            statement.setString(1, prefix);
            try (ResultSet row = statement.executeQuery()) {
                List<String> flows = new ArrayList<>();
                while (row.next()) {
                    flows.add(row.getString(1));
                }
                return flows;
            }
        }
    }

    @Override
    public void deleteFlow(Connection connection, String flow) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE_FLOW)) {
            statement.setString(1, flow);
            statement.execute();
        }
    }

    @Override
    public Map<String, Long> leftovers(Connection connection) throws SQLException {
        Map<String, Long> leftovers = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LEFTOVERS)) {
            while (row.next()) {
                leftovers.put(row.getString(1), row.getLong(2));
            }
        }
        return leftovers;
    }

    @Override
    public List<String> tables() {
        return TABLES;
    }

    private static Outcome endTask(Connection connection, String sql, Task task, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, task.flowRun());
            statement.setString(2, task.step());
            statement.setInt(3, task.index());
            statement.setString(4, text);
            statement.setInt(5, task.attempt());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Outcome.of(row.getString(1));
            }
        }
    }

    private static void setOptional(PreparedStatement statement, int index, OptionalInt value) throws SQLException {
        if (value.isPresent()) {
            statement.setInt(index, value.getAsInt());
        } else {
            statement.setNull(index, Types.INTEGER);
        }
    }

    private static String setupSql() {
        try (InputStream setup = ReferenceEngine.class.getResourceAsStream("/setup.sql")) {
            return new String(setup.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
