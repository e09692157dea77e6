package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.FlowEngine;
import flowbench.engine.FlowNames;
import flowbench.engine.MessageQueue;
import flowbench.engine.Outbox;
import flowbench.engine.Outcome;
import flowbench.engine.RunState;
import flowbench.engine.Step;
import flowbench.engine.Task;
import flowbench.settings.UserException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

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
    private static final String COMPLETE_TASKS =
            "select flowbench.complete_tasks(?::uuid[], ?, ?::integer[], ?::jsonb[], ?::integer[])";
    private static final String FAIL_TASK = "select flowbench.fail_task(?, ?, ?, ?, ?)";
    private static final String READ_RUN =
            "select status, flowbench.remaining_steps(run_id) from flowbench.runs where run_id = ?";
    private static final String ENDINGS = """
            select run_id, '', 'run:' || status
            from flowbench.runs
            where run_id = any (?::uuid[]) and status in ('completed', 'failed')
            union all
            select run_id, step_slug, 'step:' || status
            from flowbench.step_states
            where run_id = any (?::uuid[]) and status in ('completed', 'failed')
            """;
    private static final String FLOWS = "select flow_slug from flowbench.flows where flow_slug ~ ? order by flow_slug";
    private static final String DELETE_FLOW = "select flowbench.delete_flow_and_data(?)";
    private static final String LEFTOVERS = "select table_name, row_count from flowbench.leftovers()";
    private static final Outbox OUTBOX = new ReferenceOutbox();
    private static final MessageQueue QUEUE = new ReferenceQueue();

    private static final List<String> TABLES = List.of(
            "flowbench.flows",
            "flowbench.steps",
            "flowbench.deps",
            "flowbench.runs",
            "flowbench.step_states",
            "flowbench.step_tasks",
            "flowbench.countdowns",
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
        try (Call call = new Call(connection, VERSION);
                ResultSet row = call.query()) {
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
                statement.execute(Resource.text("/setup.sql"));
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
        Call.make(connection, CREATE_FLOW, flow);
    }

    @Override
    public void addStep(Connection connection, String flow, Step step) throws SQLException {
        Call.make(
                connection,
                ADD_STEP,
                flow,
                step.slug(),
                step.dependencies(),
                step.type().sql(),
                step.maxAttempts(),
                step.baseDelaySeconds(),
                step.timeoutSeconds());
    }

    @Override
    public void startFlow(Connection connection, String flow, UUID flowRun, String inputJson) throws SQLException {
        Call.make(connection, START_FLOW, flow, inputJson, flowRun);
    }

    @Override
    public List<Task> claim(Connection connection, String flow, int most, UUID worker) throws SQLException {
        try (Call call = new Call(connection, START_TASKS, flow, most, worker);
                ResultSet row = call.query()) {
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

    @Override
    public Outcome completeTask(Connection connection, Task task, String outputJson) throws SQLException {
        return endTask(connection, COMPLETE_TASK, task, outputJson);
    }

    @Override
    public List<Outcome> completeTasks(Connection connection, List<Task> tasks, List<String> outputsJson)
            throws SQLException {
        try (Call call = new Call(
                        connection,
                        COMPLETE_TASKS,
                        tasks.stream().map(Task::flowRun).toList(),
                        tasks.stream().map(Task::step).toList(),
                        tasks.stream().map(Task::index).toList(),
                        outputsJson,
                        tasks.stream().map(Task::attempt).toList());
                ResultSet row = call.query()) {
            row.next();
            return Stream.of((String[]) row.getArray(1).getArray())
                    .map(Outcome::of)
                    .toList();
        }
    }

    @Override
    public Outcome failTask(Connection connection, Task task, String error) throws SQLException {
        return endTask(connection, FAIL_TASK, task, error);
    }

    @Override
    public RunState readRun(Connection connection, UUID flowRun) throws SQLException {
        return Rows.run(connection, READ_RUN, flowRun);
    }

    @Override
    public List<EventKey> endings(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        return Rows.endings(connection, ENDINGS, flowRuns);
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
    public List<String> flows(Connection connection) throws SQLException {
        return Rows.texts(connection, FLOWS, FlowNames.SHAPE);
    }

    @Override
    public void deleteFlow(Connection connection, String flow) throws SQLException {
        Call.make(connection, DELETE_FLOW, flow);
    }

    @Override
    public Map<String, Long> leftovers(Connection connection) throws SQLException {
        return Rows.counts(connection, LEFTOVERS);
    }

    @Override
    public List<String> tables() {
        return TABLES;
    }

    private static Outcome endTask(Connection connection, String sql, Task task, String text) throws SQLException {
        try (Call call = new Call(connection, sql, task.flowRun(), task.step(), task.index(), text, task.attempt());
                ResultSet row = call.query()) {
            row.next();
            return Outcome.of(row.getString(1));
        }
    }
}
