package flowbench.engines;

import flowbench.engine.EventKey;
import flowbench.engine.FlowDefinition;
import flowbench.engine.Outbox;
import flowbench.engine.Step;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table {@code flowbench.events}. */
final class ReferenceOutbox implements Outbox {
    private static final String READ = """
            select sequence, flow_run, event
            from flowbench.events
            where flow_run = any (?)
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
    // The snapshot's own end is no such id: it follows the highest transaction that has ended, and one that is
    // running may be above it. An id that is drawn now is above all that were given before.
    private static final String NEXT_TRANSACTION = "select pg_current_xact_id()::text::bigint";
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
    private static final String DELETE_RUNS = "delete from flowbench.events where flow_run = any (?)";
    private static final String ANNOUNCED = """
            select tgenabled <> 'D'
            from pg_trigger
            where tgrelid = 'flowbench.events'::regclass and tgname = 'announce_events'
            """;
    private static final String DELETE_ORPHANS = """
            delete from flowbench.events e
            where not exists (select from flowbench.runs r where r.run_id = e.flow_run)
            """;
    /** What the trigger announces: number, flow run, name. */
    private static final Pattern KEY =
            Pattern.compile("(\\d{1,18}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (.+)");

    /** The flow run of what somebody else announces on the same channel. */
    private static final UUID NOBODY = new UUID(0, 0);

    private static final String DELETE_SENTINELS = "delete from flowbench.events where flow_run = ?";

    @Override
    public String table() {
        return "flowbench.events";
    }

    @Override
    public List<WrittenEvent> read(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, connection.createArrayOf("uuid", flowRuns.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                List<WrittenEvent> events = new ArrayList<>();
                while (row.next()) {
                    events.add(event(row.getLong(1), row.getObject(2, UUID.class), row.getString(3)));
                }
                return events;
            }
        }
    }

    @Override
    public long end(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(END)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Look look(Connection connection, long sequence, List<Numbers> missing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setLong(1, sequence);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", missing.stream().map(Numbers::first).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", missing.stream().map(Numbers::last).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                List<WrittenEvent> events = new ArrayList<>();
                long oldestRunning = 0;
                long highest = sequence;
                long above = 0;
                while (row.next()) {
                    oldestRunning = row.getLong(1);
                    UUID flowRun = row.getObject(3, UUID.class);
                    if (flowRun != null) {
                        events.add(event(row.getLong(2), flowRun, row.getString(4)));
                        above += row.getLong(2) > sequence ? 1 : 0;
                        highest = Math.max(highest, row.getLong(2));
                    }
                }
                // Only where a number was passed over: it costs an id.
                boolean complete = highest - sequence == above;
                return new Look(events, oldestRunning, complete ? 0 : nextTransaction(connection));
            }
        }
    }

    private static long nextTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEXT_TRANSACTION)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void writeSentinel(Connection connection, UUID flowRun, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_SENTINEL)) {
            statement.setObject(1, flowRun);
            statement.setLong(2, number);
            statement.execute();
        }
    }

    @Override
    public void deleteSentinels(Connection connection, UUID flowRun) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE_SENTINELS)) {
            statement.setObject(1, flowRun);
            statement.execute();
        }
    }

    @Override
    public void writeRun(Connection connection, UUID flowRun, FlowDefinition flow) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_RUN)) {
            statement.setObject(1, flowRun);
            statement.setString(2, flow.flow());
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", flow.steps().stream().map(Step::slug).toArray()));
            statement.execute();
        }
    }

    @Override
    public void deleteRuns(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE_RUNS)) {
            statement.setArray(1, connection.createArrayOf("uuid", flowRuns.toArray()));
            statement.execute();
        }
    }

    @Override
    public void deleteOrphans(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(DELETE_ORPHANS);
        }
    }

    @Override
    public void announce(Connection connection, boolean byNotify) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Only where it changes something: it waits for all who write, and makes every session plan anew.
            boolean announced;
            try (ResultSet row = statement.executeQuery(ANNOUNCED)) {
                row.next();
                announced = row.getBoolean(1);
            }
            if (announced != byNotify) {
                statement.execute("alter table flowbench.events " + (byNotify ? "enable" : "disable")
                        + " trigger announce_events");
            }
        }
    }

    @Override
    public String notifyChannel() {
        return "flowbench_events";
    }

    @Override
    public WrittenEvent ofKey(String key) {
        Matcher parts = KEY.matcher(key);
        return parts.matches()
                ? event(Long.parseLong(parts.group(1)), UUID.fromString(parts.group(2)), parts.group(3))
                : new WrittenEvent(0, new EventKey(NOBODY, "", EventType.OTHER));
    }

    @Override
    public WrittenEvent ofRow(UnaryOperator<String> column) {
        return event(
                Long.parseLong(column.apply("sequence")),
                UUID.fromString(column.apply("flow_run")),
                column.apply("event"));
    }

    /** The names are {@code run:started}, {@code step:<slug>:completed} and so on; a slug holds no colon. */
    private static WrittenEvent event(long sequence, UUID flowRun, String name) {
        int first = name.indexOf(':');
        int last = name.lastIndexOf(':');
        String step = first < last ? name.substring(first + 1, last) : "";
        String word = first < last ? name.substring(0, first) + name.substring(last) : name;
        return new WrittenEvent(sequence, new EventKey(flowRun, step, EventType.named(word)));
    }
}
