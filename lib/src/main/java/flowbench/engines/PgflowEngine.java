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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * pgflow, called as its own worker calls it. It may share its database with flows of others, so whatever is listed, counted or
 * deleted here belongs to flows whose names have the shape that {@link FlowNames} gives.
 */
final class PgflowEngine implements FlowEngine {
    /** How long pgflow's worker hides what it has read, until it has started the tasks. */
    private static final int READ_SECONDS = 2;

    /** Tells our rows in pgflow.workers from those of others. */
    private static final String WORKER_NAME = "flowbench";

    private static final String REGISTER = """
            insert into pgflow.workers (worker_id, queue_name, function_name)
            select worker_id, ?, ?
            from unnest(?::uuid[]) worker_id
            on conflict do nothing
            """;
    private static final String UNREGISTER =
            "delete from pgflow.workers where worker_id = any (?::uuid[]) and queue_name = ? and function_name = ?";
    private static final String UNREGISTER_ALL =
            "delete from pgflow.workers where queue_name = ? and function_name = ?";
    private static final String CREATE_FLOW = "select from pgflow.create_flow(?)";
    private static final String ADD_STEP = """
            select from pgflow.add_step(
                flow_slug => ?, step_slug => ?, deps_slugs => ?, step_type => ?,
                max_attempts => ?, base_delay => ?, timeout => ?)
            """;
    private static final String START_FLOW =
            "select from pgflow.start_flow(flow_slug => ?, input => ?::jsonb, run_id => ?)";
    private static final String READ = "select msg_id, read_ct from pgmq.read(?, ?, ?)";
    private static final String START_TASKS = """
            select run_id, step_slug, task_index, input, msg_id
            from pgflow.start_tasks(flow_slug => ?, msg_ids => ?, worker_id => ?)
            order by msg_id
            """;
    // What a call changes it stamps with the time of its transaction; a row that was completed before has another.
    private static final String COMPLETE_TASK = """
            select status, coalesce(completed_at = now(), false)
            from pgflow.complete_task(run_id => ?, step_slug => ?, task_index => ?, output => ?::jsonb)
            """;
    // One after the other in one transaction: pgflow has no call for several.
    private static final String COMPLETE_TASKS = """
            select c.status, coalesce(c.completed_at = now(), false)
            from unnest(?::uuid[], ?::text[], ?::integer[], ?::jsonb[])
                with ordinality t (run_id, step_slug, task_index, output, place)
            left join lateral pgflow.complete_task(
                run_id => t.run_id, step_slug => t.step_slug, task_index => t.task_index, output => t.output) c on true
            order by t.place
            """;
    private static final String FAIL_TASK = """
            select status, coalesce(failed_at = now(), false)
            from pgflow.fail_task(run_id => ?, step_slug => ?, task_index => ?, error_message => ?)
            """;
    private static final String TASK_AND_RUN = """
            select t.status, r.status
            from pgflow.step_tasks t
            join pgflow.runs r on r.run_id = t.run_id
            where t.run_id = ? and t.step_slug = ? and t.task_index = ?
            """;
    private static final String READ_RUN = "select status, remaining_steps from pgflow.runs where run_id = ?";
    private static final String ENDINGS = """
            select run_id, '', 'run:' || status
            from pgflow.runs
            where run_id = any (?::uuid[]) and status in ('completed', 'failed')
            union all
            select run_id, step_slug, 'step:' || status
            from pgflow.step_states
            where run_id = any (?::uuid[]) and status in ('completed', 'failed')
            """;
    private static final String FLOWS = "select flow_slug from pgflow.flows where flow_slug ~ ? order by flow_slug";
    private static final String DELETE_BY_PGFLOW = "select from pgflow.delete_flow_and_data(?)";
    // Several statements in one round trip, and so in one transaction.
    private static final String DELETE = """
            delete from pgflow.step_tasks where flow_slug = ?;
            delete from pgflow.step_states where flow_slug = ?;
            delete from pgflow.runs where flow_slug = ?;
            delete from pgflow.deps where flow_slug = ?;
            delete from pgflow.steps where flow_slug = ?;
            delete from pgflow.flows where flow_slug = ?;
            select pgmq.drop_queue(?)
            """;
    private static final String LEFTOVERS = """
            select counted.table_name, counted.row_count
            from (
                select 'pgflow.flows', count(*) from pgflow.flows where flow_slug ~ ?
                union all select 'pgflow.steps', count(*) from pgflow.steps where flow_slug ~ ?
                union all select 'pgflow.deps', count(*) from pgflow.deps where flow_slug ~ ?
                union all select 'pgflow.runs', count(*) from pgflow.runs where flow_slug ~ ?
                union all select 'pgflow.step_states', count(*) from pgflow.step_states where flow_slug ~ ?
                union all select 'pgflow.step_tasks', count(*) from pgflow.step_tasks where flow_slug ~ ?
                union all select 'pgflow.workers', count(*) from pgflow.workers where queue_name = ? and function_name = ?
                union all select 'pgmq.meta', count(*) from pgmq.meta where queue_name ~ ?
            ) counted (table_name, row_count)
            where counted.row_count > 0
            """;
    private static final List<String> TABLES = List.of(
            "pgflow.flows",
            "pgflow.steps",
            "pgflow.deps",
            "pgflow.runs",
            "pgflow.step_states",
            "pgflow.step_tasks",
            "pgflow.workers");
    /** What fills beside them where the database is ours alone: each flow's queue is two tables in the catalog. */
    private static final List<String> TABLES_OF_OUR_OWN = List.of(
            "realtime.messages",
            "pgmq.meta",
            "pg_catalog.pg_class",
            "pg_catalog.pg_attribute",
            "pg_catalog.pg_type",
            "pg_catalog.pg_index",
            "pg_catalog.pg_constraint",
            "pg_catalog.pg_depend",
            "pg_catalog.pg_sequence");

    /** What is called of pgflow and of its queue, as it is called. */
    private static final List<String> CALLS = Stream.concat(
                    Stream.of(
                            CREATE_FLOW,
                            ADD_STEP,
                            START_FLOW,
                            READ,
                            START_TASKS,
                            COMPLETE_TASK,
                            COMPLETE_TASKS,
                            FAIL_TASK,
                            TASK_AND_RUN,
                            READ_RUN,
                            ENDINGS,
                            REGISTER,
                            LEFTOVERS),
                    PgmqQueue.CALLS.stream())
            .toList();

    private static final MessageQueue QUEUE = new PgmqQueue();

    private final Optional<PgflowFiles> files;
    private final PgflowOutbox outbox;

    private PgflowEngine(Optional<PgflowFiles> files, PgflowOutbox outbox) {
        this.files = files;
        this.outbox = outbox;
    }

    /** Where it must be installed already, beside flows of others. */
    static PgflowEngine installed() {
        return new PgflowEngine(Optional.empty(), PgflowOutbox.ofSupabase());
    }

    /** In a database of our own, where it is installed from its packages. */
    static PgflowEngine from(PgflowFiles files) {
        return new PgflowEngine(Optional.of(files), PgflowOutbox.ofOurOwn());
    }

    @Override
    public String name() {
        return "pgflow";
    }

    @Override
    public String version(Connection connection) throws SQLException {
        return files.isPresent()
                ? files.get().version()
                : PgflowVersion.of(connection).label();
    }

    @Override
    public void install(Connection connection) throws SQLException {
        if (PgflowVersion.isInstalled(connection)) {
            if (files.isEmpty()) {
                Rights.require(connection);
                PgflowVersion.of(connection).require(connection, CALLS);
            } else {
                PgflowVersion.of(connection);
            }
            return;
        }
        PgflowFiles packages = files.orElseThrow(() -> new UserException(
                "ENGINE=pgflow: pgflow is not installed in the database at DATABASE_URL; install it there as its guide"
                        + " says, or leave DATABASE_URL empty to measure it on the embedded server."));
        try (TemporaryFolder extensions = packages.extensions();
                Statement statement = connection.createStatement()) {
            statement.execute(Resource.text("realtime.sql"));
            statement.execute("set extension_control_path = '"
                    + PgflowFiles.controlPath(extensions).toString().replace("'", "''") + "'");
            try {
                for (String migration : packages.migrations()) {
                    statement.execute(migration);
                }
            } finally {
                statement.execute("reset all");
            }
        }
    }

    @Override
    public void register(Connection connection, Collection<UUID> workers) throws SQLException {
        Call.make(connection, REGISTER, WORKER_NAME, WORKER_NAME, workers);
    }

    @Override
    public void unregister(Connection connection, Collection<UUID> workers) throws SQLException {
        Call.make(connection, UNREGISTER, workers, WORKER_NAME, WORKER_NAME);
    }

    /** The name of a flow is that of its queue. */
    @Override
    public void createFlow(Connection connection, String flow) throws SQLException {
        Call.make(connection, CREATE_FLOW, PgmqQueue.requireName(flow));
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

    /**
     * Two calls and two transactions, as pgflow's worker makes them: reading messages from the queue, and starting their tasks.
     * Only the first where there is no message. pgflow's worker has the server wait for messages; this does not.
     */
    @Override
    public List<Task> claim(Connection connection, String flow, int most, UUID worker) throws SQLException {
        Map<Long, Integer> reads = read(connection, flow, most);
        return reads.isEmpty() ? List.of() : startTasks(connection, flow, reads, worker);
    }

    private static Map<Long, Integer> read(Connection connection, String flow, int most) throws SQLException {
        try (Call call = new Call(connection, READ, flow, READ_SECONDS, most);
                ResultSet row = call.query()) {
            Map<Long, Integer> reads = new HashMap<>();
            while (row.next()) {
                reads.put(row.getLong(1), row.getInt(2));
            }
            return reads;
        }
    }

    private static List<Task> startTasks(Connection connection, String flow, Map<Long, Integer> reads, UUID worker)
            throws SQLException {
        try (Call call = new Call(connection, START_TASKS, flow, reads.keySet(), worker);
                ResultSet row = call.query()) {
            List<Task> tasks = new ArrayList<>(reads.size());
            while (row.next()) {
                tasks.add(new Task(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getLong(5),
                        reads.get(row.getLong(5))));
            }
            return tasks;
        }
    }

    /** pgflow itself does not say whether it did anything: its answer is the row of the task, whoever completed it. */
    @Override
    public Outcome completeTask(Connection connection, Task task, String outputJson) throws SQLException {
        return endTask(connection, COMPLETE_TASK, task, outputJson, "completed", Outcome.COMPLETED);
    }

    @Override
    public List<Outcome> completeTasks(Connection connection, List<Task> tasks, List<String> outputsJson)
            throws SQLException {
        List<Boolean> completed = new ArrayList<>(tasks.size());
        try (Call call = new Call(
                        connection,
                        COMPLETE_TASKS,
                        tasks.stream().map(Task::flowRun).toList(),
                        tasks.stream().map(Task::step).toList(),
                        tasks.stream().map(Task::index).toList(),
                        outputsJson);
                ResultSet row = call.query()) {
            while (row.next()) {
                completed.add("completed".equals(row.getString(1)) && row.getBoolean(2));
            }
        }
        List<Outcome> outcomes = new ArrayList<>(tasks.size());
        // The time of the transaction is that of a second completion in it too.
        Set<List<Object>> seen = new HashSet<>();
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            boolean isFirst = seen.add(List.of(task.flowRun(), task.step(), task.index()));
            outcomes.add(
                    completed.get(i) && isFirst
                            ? Outcome.COMPLETED
                            : refusal(connection, task).orElse(isFirst ? Outcome.FAILED : Outcome.RUN_FAILED));
        }
        return outcomes;
    }

    @Override
    public Outcome failTask(Connection connection, Task task, String error) throws SQLException {
        Optional<Outcome> refusal = refusal(connection, task);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return endTask(connection, FAIL_TASK, task, error, "failed", Outcome.FAILED);
    }

    private static Outcome endTask(
            Connection connection, String sql, Task task, String text, String ended, Outcome success)
            throws SQLException {
        try (Call call = new Call(connection, sql, task.flowRun(), task.step(), task.index(), text);
                ResultSet row = call.query()) {
            if (row.next()) {
                if (row.getString(1).equals(ended) && row.getBoolean(2)) {
                    return success;
                }
                if (success == Outcome.FAILED && row.getString(1).equals("queued")) {
                    return Outcome.RETRYING;
                }
            }
        }
        // No row where the output cannot feed a map: the run has failed by this call.
        return refusal(connection, task).orElse(Outcome.FAILED);
    }

    /** Why a task cannot be completed or failed; nothing where it can. pgflow has no word for a worker that is too late. */
    private static Optional<Outcome> refusal(Connection connection, Task task) throws SQLException {
        try (Call call = new Call(connection, TASK_AND_RUN, task.flowRun(), task.step(), task.index());
                ResultSet row = call.query()) {
            if (!row.next()) {
                return Optional.of(Outcome.UNKNOWN);
            }
            String status = row.getString(1);
            if (status.equals("completed")) {
                return Optional.of(Outcome.ALREADY_COMPLETED);
            }
            if (row.getString(2).equals("failed") && !status.equals("failed")) {
                return Optional.of(Outcome.RUN_FAILED);
            }
            return status.equals("queued") ? Optional.of(Outcome.NOT_CLAIMED) : Optional.empty();
        }
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
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public MessageQueue queue() {
        return QUEUE;
    }

    @Override
    public List<String> flows(Connection connection) throws SQLException {
        return Rows.texts(connection, FLOWS, FlowNames.SHAPE);
    }

    @Override
    public void deleteFlow(Connection connection, String flow) throws SQLException {
        outbox.deleteRunsOf(connection, flow);
        if (files.isEmpty() && PgflowVersion.of(connection).deletesFlows()) {
            Call.make(connection, DELETE_BY_PGFLOW, flow);
        } else {
            Call.make(connection, DELETE, flow, flow, flow, flow, flow, flow, flow);
        }
    }

    @Override
    public void deleteOrphans(Connection connection) throws SQLException {
        Call.make(connection, UNREGISTER_ALL, WORKER_NAME, WORKER_NAME);
        outbox.deleteOrphans(connection);
    }

    @Override
    public Map<String, Long> leftovers(Connection connection) throws SQLException {
        String shape = FlowNames.SHAPE;
        Map<String, Long> leftovers = Rows.counts(
                connection, LEFTOVERS, shape, shape, shape, shape, shape, shape, WORKER_NAME, WORKER_NAME, shape);
        long messages = outbox.leftovers(connection);
        if (messages > 0) {
            leftovers.put(outbox.table(), messages);
        }
        return leftovers;
    }

    @Override
    public List<String> tables() {
        List<String> tables = new ArrayList<>(TABLES);
        if (files.isPresent()) {
            tables.addAll(TABLES_OF_OUR_OWN);
        }
        return List.copyOf(tables);
    }
}
