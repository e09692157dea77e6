package flowbench.engines;

import flowbench.engine.FlowDefinition;
import flowbench.engine.FlowEngine;
import flowbench.engine.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/**
 * A database as a Supabase project has it, where pgflow serves others: flows, runs, queues, workers and messages of theirs, and
 * a table of messages without numbers. It carries the mark.
 */
public final class Supabase {
    private static final UUID THEIR_WORKER = UUID.randomUUID();

    private Supabase() {}

    /** Makes the project on the shared server; gives its URL. */
    public static String project(String name, FlowEngine pgflow) throws SQLException {
        String url = TestEngine.databaseForBenchmarks(name);
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            pgflow.install(connection);
            leaveWorkOfOthers(connection, pgflow);
            statement.execute("drop trigger announce_events on realtime.messages");
            statement.execute("drop function realtime.announce_events");
            statement.execute("alter table realtime.messages drop column sequence");
        }
        return url;
    }

    private static void leaveWorkOfOthers(Connection connection, FlowEngine pgflow) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into pgflow.workers (worker_id, queue_name, function_name) values ('"
                    + THEIR_WORKER + "', 'orders', 'orders-worker')");
            statement.execute("select realtime.send('{\"text\": \"hello\"}', 'chat', 'room:1', true)");
            statement.execute("create table public.customers (id integer primary key, name text)");
            statement.execute("insert into public.customers values (1, 'Ada'), (2, 'Grace')");
            // A queue of theirs that no flow has, with one message that is done.
            statement.execute("select pgmq.create('bench_jobs')");
            statement.execute("select pgmq.send_batch('bench_jobs', array['{\"job\": 1}', '{\"job\": 2}']::jsonb[])");
            statement.execute("select pgmq.archive('bench_jobs', 1::bigint)");
            statement.execute("insert into pgflow.workers (worker_id, queue_name, function_name) values"
                    + " (gen_random_uuid(), 'orders', 'flowbench')");
        }
        for (String flow : List.of("orders", "benchmarks", "BENCH_upper", "bench_press_reminder", "bench_0abc_1_1")) {
            pgflow.define(connection, FlowDefinition.diamond(flow));
            pgflow.startFlow(connection, flow, UUID.randomUUID(), "{}");
            pgflow.startFlow(connection, flow, UUID.randomUUID(), "{}");
            for (Task task : pgflow.claim(connection, flow, 1, THEIR_WORKER)) {
                pgflow.completeTask(connection, task, "{}");
            }
        }
    }

    /** A connection to the project as its owner. */
    public static Connection connect(String url) throws SQLException {
        return TestEngine.connect(url);
    }
}
