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

/**
 * The table {@code realtime.messages}. In a database of our own its rows are numbered, so that every channel can read it. In a
 * Supabase project they are not, what is there belongs to others as well, and only Supabase Realtime delivers it.
 */
final class PgflowOutbox implements Outbox {
    private static final String TABLE = "realtime.messages";
    private static final String TOPIC = "pgflow:run:";

    private static final String READ = """
            select sequence, substr(topic, length('pgflow:run:') + 1)::uuid, event
            from realtime.messages
            where topic = any (?)
            order by sequence
            """;
    // The time of the transaction stands in for the number and, within the transaction, the number of the command that
    // wrote the row, since realtime.send writes each event by a command of its own. It has 11 bits, so that all fits
    // until the year 2112; what is written by the 2048th command or a later one has no order.
    private static final String READ_OF_SUPABASE = """
            select
                (extract(epoch from inserted_at) * 1000000)::bigint * 2048
                    + least(cmin::text::bigint, 2047) as sequence,
                substr(topic, length('pgflow:run:') + 1)::uuid,
                event
            from realtime.messages
            where topic = any (?) and inserted_at >= localtimestamp - interval '26 hours'
            order by sequence
            """;
    // Snapshot and rows are of one statement, and so of one moment.
    private static final String LOOK = """
            select pg_snapshot_xmin(s.snapshot)::text::bigint, e.sequence, e.flow_run, e.event
            from (select pg_current_snapshot() as snapshot) s
            left join (
                select n.sequence, substr(n.topic, length('pgflow:run:') + 1)::uuid as flow_run, n.event
                from realtime.messages n
                where n.sequence > ?
                union all
                select m.sequence, substr(m.topic, length('pgflow:run:') + 1)::uuid, m.event
                from unnest(?::bigint[], ?::bigint[]) missing (first_number, last_number)
                join realtime.messages m on m.sequence between missing.first_number and missing.last_number
            ) e on true
            order by e.sequence
            """;
    // The condition gives the transaction its id before the number is drawn, as it is in every transaction of pgflow.
    // The mark in the payload tells our messages from those of others.
    private static final String WRITE_SENTINEL = """
            select realtime.send(
                '{"flowbench": true}', 'flowbench:' || ?::bigint || ':sentinel', 'pgflow:run:' || ?::uuid, false)
            where pg_current_xact_id() is not null
            """;
    // As realtime.send writes them, and with the payloads of pgflow.
    private static final String WRITE_RUN = """
            insert into realtime.messages (id, topic, event, payload, private, extension)
            select e.id, 'pgflow:run:' || r.flow_run, e.event,
                e.payload || jsonb_build_object('run_id', r.flow_run, 'id', e.id, 'flowbench', true),
                false, 'broadcast'
            from (
                select ?::uuid as flow_run, ?::text as flow, ?::text[] as steps, clock_timestamp() as happened_at
            ) r
            cross join lateral (
                select gen_random_uuid() as id, 1 as part, 0::bigint as place, 'run:started' as event,
                    jsonb_build_object(
                        'event_type', 'run:started', 'flow_slug', r.flow, 'input', '{}'::jsonb, 'status', 'started',
                        'remaining_steps', cardinality(r.steps), 'started_at', r.happened_at) as payload
                union all
                select gen_random_uuid(), 2, s.place, 'step:' || s.step || ':started', jsonb_build_object(
                    'event_type', 'step:started', 'step_slug', s.step, 'status', 'started',
                    'started_at', r.happened_at, 'remaining_tasks', 1, 'remaining_deps', 0)
                from unnest(r.steps) with ordinality s (step, place)
                union all
                select gen_random_uuid(), 3, s.place, 'step:' || s.step || ':completed', jsonb_build_object(
                    'event_type', 'step:completed', 'step_slug', s.step, 'status', 'completed',
                    'output', jsonb_build_object('result', s.place), 'completed_at', r.happened_at)
                from unnest(r.steps) with ordinality s (step, place)
                union all
                select gen_random_uuid(), 4, 0, 'run:completed', jsonb_build_object(
                    'event_type', 'run:completed', 'flow_slug', r.flow, 'status', 'completed',
                    'output', '{}'::jsonb, 'completed_at', r.happened_at)
            ) e
            where pg_current_xact_id() is not null
            order by e.part, e.place
            """;
    private static final String DELETE = """
            delete from realtime.messages
            where topic = any (?) and inserted_at >= localtimestamp - interval '26 hours'
            """;
    // Of a flow that a killed run left long ago too; whose clock may have been that of another time zone.
    private static final String DELETE_OF_FLOW = """
            delete from realtime.messages
            where topic in (select 'pgflow:run:' || run_id from pgflow.runs where flow_slug = ?)
                and inserted_at >= (
                    select min(started_at)::timestamp - interval '26 hours' from pgflow.runs where flow_slug = ?
                )
            """;
    private static final String DELETE_ORPHANS =
            "delete from realtime.messages where topic like 'pgflow:run:%' and payload @> '{\"flowbench\": true}'";
    private static final String COUNT = "select count(*) from realtime.messages";
    private static final String COUNT_OURS = """
            select count(*)
            from realtime.messages
            where topic like 'pgflow:run:%' and payload @> '{"flowbench": true}'
                and inserted_at >= localtimestamp - interval '26 hours'
            """;

    private static final Announced KEYS = new Announced(TABLE);

    private final boolean ofOurOwn;
    private final SequencedTable messages;

    private PgflowOutbox(boolean ofOurOwn, String read) {
        this.ofOurOwn = ofOurOwn;
        this.messages = new SequencedTable(read, LOOK);
    }

    static PgflowOutbox ofOurOwn() {
        return new PgflowOutbox(true, READ);
    }

    static PgflowOutbox ofSupabase() {
        return new PgflowOutbox(false, READ_OF_SUPABASE);
    }

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public List<String> channels() {
        return ofOurOwn ? List.of("poll", "notify", "wal", "realtime") : List.of("realtime");
    }

    @Override
    public List<WrittenEvent> read(Connection connection, Collection<UUID> flowRuns) throws SQLException {
        return messages.read(connection, topics(flowRuns));
    }

    /** The start: the time in a row is that of its transaction, which tells nothing of when its number was drawn. */
    @Override
    public long end(Connection connection) {
        return 0;
    }

    @Override
    public Look look(Connection connection, long sequence, List<Numbers> missing) throws SQLException {
        return messages.look(connection, sequence, missing);
    }

    @Override
    public void writeSentinel(Connection connection, UUID flowRun, long number) throws SQLException {
        Call.make(connection, WRITE_SENTINEL, number, flowRun);
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
        if (!flowRuns.isEmpty()) {
            Call.make(connection, DELETE, topics(flowRuns));
        }
    }

    /** Removes the events of all runs of a flow, which are there yet. */
    void deleteRunsOf(Connection connection, String flow) throws SQLException {
        Call.make(connection, DELETE_OF_FLOW, flow, flow);
    }

    @Override
    public void deleteOrphans(Connection connection) throws SQLException {
        Call.make(connection, DELETE_ORPHANS);
    }

    /** Messages that an iteration left. */
    long leftovers(Connection connection) throws SQLException {
        try (Call call = new Call(connection, ofOurOwn ? COUNT : COUNT_OURS);
                ResultSet row = call.query()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A project of others has no trigger of ours, so that there is nothing to turn off. */
    @Override
    public void announce(Connection connection, boolean byNotify) throws SQLException {
        if (ofOurOwn) {
            KEYS.turn(connection, byNotify);
        }
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
                UUID.fromString(column.apply("topic").substring(TOPIC.length())),
                column.apply("event"));
    }

    private static List<String> topics(Collection<UUID> flowRuns) {
        return flowRuns.stream().map(flowRun -> TOPIC + flowRun).toList();
    }
}
