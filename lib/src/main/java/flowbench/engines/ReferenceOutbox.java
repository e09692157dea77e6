package flowbench.engines;

import flowbench.engine.FlowDefinition;
import flowbench.engine.Outbox;
import flowbench.engine.Step;
import flowbench.engine.WrittenEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The table {@code flowbench.events}. */
final class ReferenceOutbox implements Outbox {
    private static final String READ = """
            select sequence, flow_run, event
            from flowbench.events
            where flow_run = any (?::uuid[])
            order by sequence
            """;
    // Snapshot and rows are of one statement, and so of one moment.
    private static final String LOOK = """
            select pg_snapshot_xmin(s.snapshot)::text::bigint, e.sequence, e.flow_run, e.event
            from (select pg_current_snapshot() as snapshot) s
            left join (
                select n.sequence, n.flow_run, n.event
                from flowbench.events n
                where n.sequence > ?
                union all
                select m.sequence, m.flow_run, m.event
                from unnest(?::bigint[], ?::bigint[]) missing (first_number, last_number)
                join flowbench.events m on m.sequence between missing.first_number and missing.last_number
            ) e on true
            order by e.sequence
            """;
    // Whoever has drawn a number and not committed holds a lock on the table, and drew the number after what was
    // written before it began. The snapshot of the statement is older than its view of the locks: who begins between
    // the two draws a number that is higher than all that are seen. (An administrator sees when others began, a user
    // only of itself.)
    private static final String END = """
            with writers as materialized (
                select coalesce(min(a.xact_start), 'infinity') as began
                from pg_locks l
                join pg_stat_activity a on a.pid = l.pid
                where l.database = (select d.oid from pg_database d where d.datname = current_database())
                    and l.relation = 'flowbench.events'::regclass
                    and l.mode = 'RowExclusiveLock'
            )
            select coalesce(
                (
                    select e.sequence
                    from flowbench.events e
                    where e.written_at < w.began
                    order by e.sequence desc
                    limit 1
                ),
                0)
            from writers w
            """;
    // The condition gives the transaction its id before the number is drawn, as it is in every transaction of the
    // engine: a reader who finds the number missing takes it to be that of a transaction with an id.
    private static final String WRITE_SENTINEL = """
            insert into flowbench.events (flow_run, step, event, payload)
            select ?, '', 'flowbench:' || ?::bigint || ':sentinel', '{}'
            where pg_current_xact_id() is not null
            """;
    // Its condition is there for the same reason.
    private static final String WRITE_RUN = """
            insert into flowbench.events (flow_run, step, event, payload)
            select r.flow_run, e.step, e.event, e.payload
            from (
                select ?::uuid as flow_run, ?::text as flow, ?::text[] as steps, clock_timestamp() as happened_at
            ) r
            cross join lateral (
                select 1 as part, 0::bigint as place, '' as step, 'run:started' as event, jsonb_build_object(
                    'event_type', 'run:started', 'run_id', r.flow_run, 'flow_slug', r.flow, 'status', 'started',
                    'input', '{}'::jsonb, 'remaining_steps', cardinality(r.steps),
                    'started_at', r.happened_at) as payload
                union all
                select 2, s.place, s.step, 'step:' || s.step || ':started', jsonb_build_object(
                    'event_type', 'step:started', 'run_id', r.flow_run, 'step_slug', s.step, 'status', 'started',
                    'started_at', r.happened_at, 'remaining_tasks', 1, 'remaining_deps', 0)
                from unnest(r.steps) with ordinality s (step, place)
                union all
                select 3, s.place, s.step, 'step:' || s.step || ':completed', jsonb_build_object(
                    'event_type', 'step:completed', 'run_id', r.flow_run, 'step_slug', s.step, 'status', 'completed',
                    'output', jsonb_build_object('result', s.place), 'completed_at', r.happened_at)
                from unnest(r.steps) with ordinality s (step, place)
                union all
                select 4, 0, '', 'run:completed', jsonb_build_object(
                    'event_type', 'run:completed', 'run_id', r.flow_run, 'flow_slug', r.flow, 'status', 'completed',
                    'output', '{}'::jsonb, 'completed_at', r.happened_at)
            ) e
            where pg_current_xact_id() is not null
            order by e.part, e.place
            """;
    private static final String DELETE_RUNS = "delete from flowbench.events where flow_run = any (?::uuid[])";
    private static final String DELETE_ORPHANS = """
            delete from flowbench.events e
            where not exists (select from flowbench.runs r where r.run_id = e.flow_run)
            """;

    private static final SequencedTable EVENTS = new SequencedTable(READ, LOOK);
    private static final Announced KEYS = new Announced("flowbench.events");

    @Override
    public String table() {
        return "flowbench.events";
    }

    @Override
    public List<String> channels() {
        return List.of("poll", "notify", "wal");
    }

    @Override
    public List<WrittenEvent> read(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        return EVENTS.read(connection, flowRuns);
    }

    @Override
    public long end(Connection connection) throws SQLException {
        try (Call call = new Call(connection, END);
                ResultSet row = call.query()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Look look(Connection connection, long sequence, List<Numbers> missing) throws SQLException {
        return EVENTS.look(connection, sequence, missing);
    }

    @Override
    public void writeSentinel(Connection connection, UUID flowRun, long number) throws SQLException {
        Call.make(connection, WRITE_SENTINEL, flowRun, number);
    }

    @Override
    public void writeRun(Connection connection, UUID flowRun, FlowDefinition flow) throws SQLException {
        Call.make(
                connection,
                WRITE_RUN,
                flowRun,
                flow.flow(),
                flow.steps().stream().map(Step::slug).toList());
    }

    @Override
    public void deleteRuns(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        Call.make(connection, DELETE_RUNS, flowRuns);
    }

    @Override
    public void deleteOrphans(Connection connection) throws SQLException {
        Call.make(connection, DELETE_ORPHANS);
    }

    @Override
    public void announce(Connection connection, boolean byNotify) throws SQLException {
        KEYS.turn(connection, byNotify);
    }

    @Override
    public String notifyChannel() {
        return Announced.CHANNEL;
    }

    @Override
    public WrittenEvent ofKey(String key) {
        return Announced.event(key);
    }

    @Override
    public WrittenEvent ofRow(UnaryOperator<String> column) {
        return SequencedTable.event(
                Long.parseLong(column.apply("sequence")),
                UUID.fromString(column.apply("flow_run")),
                column.apply("event"));
    }
}
