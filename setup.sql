-- Flowbench: the reference engine, its outbox of events, and the mark that allows this database to be benchmarked.
--
-- For any PostgreSQL from 14 up, without extensions:   psql -f setup.sql
-- Applying it again changes no data. To remove it:     drop schema flowbench cascade
--
-- The model, with the names that pgflow uses:
--
--   flow ── step ── dependency     what is to be done; the steps of a flow form a directed acyclic graph
--   run ─── step state ── task     one execution; a single step has one task, a map step one for each element
--   message                        what makes a task one that waits or is worked on: its place in the queue of its flow
--   countdown                      how many steps of a run, tasks of a map or dependencies of a step remain
--   events                         the outbox: what the engine announces; whoever wants to be told of it turns the trigger
--                                  announce_events on and listens on flowbench_events
--
-- A worker claims tasks (start_tasks) and completes or fails each of them. A claimed task is invisible to other workers
-- until the timeout of its step is over; then it can be claimed again, with the next attempt number.
--
-- Order. An event has a higher number than every event it follows from: run:started is the lowest of its run, a step
-- starts after what it waits for has completed and completes after it has started, and run:completed or run:failed is
-- the highest. Steps that do not wait for each other are completed and committed side by side, and their numbers may be
-- given in another order than their commits.
--
-- Locks. Every function takes them in one order: tasks by their keys; then run by run, in the order of the runs' ids:
-- the advisory lock of the run, its countdowns, the states of the steps that wait for what has completed, by their
-- names, and the run. Whoever counts down takes one row that nobody has, and waits for none; only where there is no
-- such row does it wait, for all of them in their order and holding none. A claim never waits: it skips what others hold. So nobody
-- waits in a circle. Whoever ends a run holds every row of its countdown, for which it has waited until all that others
-- completed was committed or given up: exactly one transaction ends a run, and nothing of the run happens after it.

begin;

set local client_min_messages = warning;

do $$
declare
    this_version constant text := '6';
    installed_version text;
begin
    -- Two clients that install at the same moment take turns.
    perform pg_advisory_xact_lock(hashtextextended('flowbench.setup', 0));

    if to_regclass('flowbench.benchmark_allowed') is not null then
        execute 'select engine_version from flowbench.benchmark_allowed' into installed_version;
        if installed_version is distinct from this_version then
            raise exception 'The schema flowbench holds version % of the reference engine, this file is version %.',
                coalesce(installed_version, '(unknown)'), this_version
                using hint = 'Its data are benchmark data. Remove them with "drop schema flowbench cascade", then apply '
                    'setup.sql again.';
        end if;
    end if;
end
$$;

create schema if not exists flowbench;

comment on schema flowbench is 'The reference engine of Flowbench. Everything in it is benchmark data and may be dropped.';


-- ## The mark ########################################################################################################

create table if not exists flowbench.benchmark_allowed (
    only_row boolean primary key default true check (only_row),
    since timestamptz not null default now(),
    engine_version text not null
);

comment on table flowbench.benchmark_allowed is
    'The row here says that this database may be benchmarked: loaded, vacuumed and checkpointed. Flowbench refuses an '
    'outside database without it.';

insert into flowbench.benchmark_allowed (engine_version) values ('6') on conflict do nothing;


-- ## What is to be done: flows, steps, dependencies ##################################################################

create or replace function flowbench.is_slug(slug text) returns boolean
language sql immutable parallel safe
as $$
    select slug ~ '^[a-zA-Z_][a-zA-Z0-9_]*$' and length(slug) <= 128 and slug <> 'run'
$$;

comment on function flowbench.is_slug is
    'A letter or underscore, then letters, digits and underscores; at most 128; not "run".';

create table if not exists flowbench.flows (
    flow_slug text primary key check (flowbench.is_slug(flow_slug)),
    opt_max_attempts integer not null check (opt_max_attempts between 1 and 30),
    opt_base_delay integer not null check (opt_base_delay between 0 and 3600),
    opt_timeout integer not null check (opt_timeout between 1 and 86400),
    step_count integer not null default 0 check (step_count >= 0),
    created_at timestamptz not null default now()
) with (fillfactor = 50);

comment on column flowbench.flows.opt_max_attempts is 'Claims of one task, the first included, before a failure is final.';
comment on column flowbench.flows.opt_base_delay is 'Seconds; a failed task waits base_delay * 2^attempts.';
comment on column flowbench.flows.opt_timeout is 'Seconds; a claimed task is invisible for two more than these.';

create table if not exists flowbench.steps (
    flow_slug text not null references flowbench.flows,
    step_slug text not null check (flowbench.is_slug(step_slug)),
    step_index integer not null check (step_index >= 0),
    step_type text not null check (step_type in ('single', 'map')),
    deps_slugs text[] not null,
    deps_count integer not null generated always as (cardinality(deps_slugs)) stored,
    opt_max_attempts integer check (opt_max_attempts between 1 and 30),
    opt_base_delay integer check (opt_base_delay between 0 and 3600),
    opt_timeout integer check (opt_timeout between 1 and 86400),
    opt_start_delay integer not null check (opt_start_delay between 0 and 86400),
    created_at timestamptz not null default now(),
    primary key (flow_slug, step_slug),
    constraint a_map_has_one_source check (step_type = 'single' or deps_count <= 1)
);

-- From a step to those that wait for it. The way up is in the step's own row.
create table if not exists flowbench.deps (
    flow_slug text not null,
    dep_slug text not null,
    step_slug text not null,
    primary key (flow_slug, dep_slug, step_slug),
    foreign key (flow_slug, dep_slug) references flowbench.steps (flow_slug, step_slug),
    constraint no_step_waits_for_itself check (dep_slug <> step_slug)
);


-- ## What happens: runs, step states, tasks, countdowns, events #####################################################

-- Rows here change while they are hot. Every fillfactor leaves room for the new versions on the same page, and hardly
-- any index holds a column that changes, so that updates stay heap-only and pages clean themselves.
--
-- A check constraint is read anew by every statement that writes to its table, of whatever column: those of step states
-- and tasks once took longer than all else that completing a step did. What their rows must hold is said by the view
-- contradictions instead.

create table if not exists flowbench.runs (
    run_id uuid primary key,
    flow_slug text not null references flowbench.flows,
    status text not null check (status in ('started', 'completed', 'failed')),
    input jsonb not null,
    output jsonb,
    remaining_steps integer not null check (remaining_steps >= 0),
    started_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz,
    failed_at timestamptz,
    constraint completed_means_no_step_remains check ((status = 'completed') = (remaining_steps = 0)),
    constraint completed_has_a_time check ((status = 'completed') = (completed_at is not null)),
    constraint completed_has_an_output check ((status = 'completed') = (output is not null)),
    constraint failed_has_a_time check ((status = 'failed') = (failed_at is not null))
) with (fillfactor = 50);

comment on column flowbench.runs.remaining_steps is
    'Of a run that has ended: the steps that had not completed. While it goes on, see the function remaining_steps.';

create index if not exists runs_of_flow on flowbench.runs (flow_slug);

-- No foreign keys from here on: each check would lock the row that is referred to, which all steps of a run have in
-- common.
create table if not exists flowbench.step_states (
    run_id uuid not null,
    step_slug text not null,
    status text not null,
    remaining_deps integer not null,
    initial_tasks integer,
    remaining_tasks integer,
    output jsonb,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    failed_at timestamptz,
    primary key (run_id, step_slug)
) with (fillfactor = 50);

comment on column flowbench.step_states.status is 'created, started, completed or failed.';
comment on column flowbench.step_states.remaining_deps is 'Counted down where there are few; else they change to none when a '
    'countdown is over.';
comment on column flowbench.step_states.remaining_tasks is 'As many as there were, until a countdown is over; then none.';

create sequence if not exists flowbench.message_ids;

create table if not exists flowbench.step_tasks (
    run_id uuid not null,
    step_slug text not null,
    task_index integer not null,
    flow_slug text not null,
    message_id bigint default nextval('flowbench.message_ids'),
    ends_its_step boolean not null,
    status text not null default 'queued',
    attempts_count integer not null default 0,
    input jsonb,
    output jsonb,
    error_message text,
    last_worker_id uuid,
    queued_at timestamptz not null default clock_timestamp(),
    visible_at timestamptz not null,
    invisible_seconds integer not null,
    started_at timestamptz,
    completed_at timestamptz,
    failed_at timestamptz,
    primary key (run_id, step_slug, task_index)
) with (fillfactor = 50);

-- The queue. The visibility time is not in the index, on purpose: a claim changes it, and walks past the few messages
-- at the head of its flow that others are working on.
create unique index if not exists queue on flowbench.step_tasks (flow_slug, message_id) where message_id is not null;

comment on column flowbench.step_tasks.status is 'queued, started, completed or failed.';
comment on column flowbench.step_tasks.message_id is 'The place in the queue of the flow; null when it has left it.';
comment on column flowbench.step_tasks.ends_its_step is 'Of a single step that nothing waits for, as most are: when the task '
    'completes, so does the step, and that is all.';
comment on column flowbench.step_tasks.input is 'The element of a map task; null for a single step, whose input is the run''s '
    'or the outputs of its dependencies.';
comment on column flowbench.step_tasks.output is 'Of a map task; that of a single step is in its state.';
comment on column flowbench.step_tasks.visible_at is 'When it may be claimed.';
comment on column flowbench.step_tasks.invisible_seconds is 'For how long a claim hides it.';

-- What remains is counted in several rows, so that two who count down seldom meet: whoever changes a row holds it until
-- the commit is flushed to disk, and with one row all completions of a run would be flushed one after the other.
create table if not exists flowbench.countdowns (
    run_id uuid not null,
    counted text not null,
    part integer not null,
    remaining integer not null,
    primary key (run_id, counted, part)
) with (fillfactor = 20);

comment on column flowbench.countdowns.counted is 'steps (of the run), tasks:<a map> or dependencies:<a step with many>.';

create or replace view flowbench.contradictions as
    select 'step_states' as table_name, st.run_id, st.step_slug, null::integer as task_index
    from flowbench.step_states st
    where not (
        st.status in ('created', 'started', 'completed', 'failed')
        and st.remaining_deps >= 0
        and (st.status = 'created') = (st.started_at is null)
        and (st.status = 'created') = (st.initial_tasks is null)
        and (st.initial_tasks is null) = (st.remaining_tasks is null)
        and coalesce(st.initial_tasks >= 0 and st.remaining_tasks between 0 and st.initial_tasks, true)
        and (st.status = 'created' or st.remaining_deps = 0)
        and (st.status not in ('started', 'completed') or (st.status = 'completed') = (st.remaining_tasks = 0))
        and (st.status = 'completed') = (st.completed_at is not null)
        and (st.status = 'completed') = (st.output is not null)
        and (st.status = 'failed') = (st.failed_at is not null)
        and (st.status = 'failed') = (st.error_message is not null)
    )
    union all
    select 'step_tasks', t.run_id, t.step_slug, t.task_index
    from flowbench.step_tasks t
    where not (
        t.status in ('queued', 'started', 'completed', 'failed')
        and t.task_index >= 0
        and t.attempts_count >= 0
        and t.invisible_seconds > 0
        and (t.status = 'queued') = (t.started_at is null)
        and (t.status = 'queued' or t.attempts_count > 0)
        and (t.status = 'queued' or t.last_worker_id is not null)
        and (t.status in ('queued', 'started') or t.message_id is null)
        and (t.status = 'completed') = (t.completed_at is not null)
        and (t.status = 'failed') = (t.failed_at is not null)
        and (t.status <> 'failed' or t.error_message is not null)
    )
    union all
    select 'step_tasks', t.run_id, t.step_slug, t.task_index
    from flowbench.step_tasks t
    left join flowbench.step_states st on st.run_id = t.run_id and st.step_slug = t.step_slug
    where st.run_id is null
    union all
    select 'step_states', st.run_id, st.step_slug, null
    from flowbench.step_states st
    left join flowbench.runs r on r.run_id = st.run_id
    where r.run_id is null or r.status = 'completed' and st.status <> 'completed'
    union all
    select 'runs', r.run_id, null, null
    from flowbench.runs r
    where r.status = 'started' and (
        select sum(c.remaining)
        from flowbench.countdowns c
        where c.run_id = r.run_id and c.counted = 'steps'
    ) is distinct from (
        select count(*) from flowbench.step_states st where st.run_id = r.run_id and st.status <> 'completed'
    );

comment on view flowbench.contradictions is 'Rows that say what cannot be; there must be none.';

-- An event happens once in a run, and its name carries the step: the second writing of one is an error, not a
-- duplicate. No foreign key to runs: its checks would make every writer mark the row of the run.
create table if not exists flowbench.events (
    sequence bigint primary key generated always as identity,
    flow_run uuid not null,
    step text not null,
    event text not null,
    payload jsonb not null,
    written_at timestamptz not null default clock_timestamp(),
    constraint an_event_happens_once unique (flow_run, event)
);

comment on table flowbench.events is 'The outbox. An event has a higher sequence than every event it follows from.';
comment on column flowbench.events.step is 'Empty for events of the run itself.';

-- A key, never the payload: a payload of NOTIFY must stay below 8000 bytes, and whoever wants the event can read its
-- row. The number also keeps the server from folding two equal texts of one transaction into one.
create or replace function flowbench.announce_events() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform pg_notify('flowbench_events', w.sequence || ' ' || w.flow_run || ' ' || w.event)
    from (select * from written order by sequence) w;
    return null;
end
$$;

create or replace trigger announce_events
    after insert on flowbench.events
    referencing new table as written
    for each statement execute function flowbench.announce_events();

-- Off until somebody listens: a commit that notifies holds a lock on the whole database until it is flushed.
alter table flowbench.events disable trigger announce_events;


-- ## Defining a flow #################################################################################################

create or replace function flowbench.create_flow(
    flow_slug text,
    max_attempts integer default 3,
    base_delay integer default 5,
    timeout integer default 60
) returns void
language sql
set search_path = ''
as $$
    insert into flowbench.flows (flow_slug, opt_max_attempts, opt_base_delay, opt_timeout)
    values (create_flow.flow_slug, create_flow.max_attempts, create_flow.base_delay, create_flow.timeout)
    on conflict do nothing
$$;

create or replace function flowbench.add_step(
    flow_slug text,
    step_slug text,
    deps_slugs text[] default '{}',
    max_attempts integer default null,
    base_delay integer default null,
    timeout integer default null,
    start_delay integer default 0,
    step_type text default 'single'
) returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    next_index integer;
begin
    -- Steps of one flow are added in turn: the index is the order in which roots are queued.
    select f.step_count into next_index
    from flowbench.flows f
    where f.flow_slug = add_step.flow_slug
    for no key update;
    if not found then
        raise exception 'There is no flow %.', add_step.flow_slug;
    end if;

    insert into flowbench.steps (
        flow_slug, step_slug, step_index, step_type, deps_slugs,
        opt_max_attempts, opt_base_delay, opt_timeout, opt_start_delay
    )
    values (
        add_step.flow_slug, add_step.step_slug, next_index, add_step.step_type, add_step.deps_slugs,
        add_step.max_attempts, add_step.base_delay, add_step.timeout, coalesce(add_step.start_delay, 0)
    )
    on conflict (flow_slug, step_slug) do nothing;

    -- A dependency must be there already, which is what keeps the graph without cycles.
    if found then
        update flowbench.flows f set step_count = next_index + 1 where f.flow_slug = add_step.flow_slug;

        insert into flowbench.deps (flow_slug, dep_slug, step_slug)
        select add_step.flow_slug, dep_slug, add_step.step_slug
        from unnest(add_step.deps_slugs) dep_slug;
    end if;
end
$$;

create or replace function flowbench.delete_flow_and_data(flow_slug text) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    flow_runs uuid[] := array(select r.run_id from flowbench.runs r where r.flow_slug = delete_flow_and_data.flow_slug);
begin
    delete from flowbench.events e where e.flow_run = any (flow_runs);
    delete from flowbench.countdowns c where c.run_id = any (flow_runs);
    delete from flowbench.step_tasks t where t.run_id = any (flow_runs);
    delete from flowbench.step_states s where s.run_id = any (flow_runs);
    delete from flowbench.runs r where r.run_id = any (flow_runs);
    delete from flowbench.deps d where d.flow_slug = delete_flow_and_data.flow_slug;
    delete from flowbench.steps s where s.flow_slug = delete_flow_and_data.flow_slug;
    delete from flowbench.flows f where f.flow_slug = delete_flow_and_data.flow_slug;
end
$$;

comment on function flowbench.delete_flow_and_data is 'Removes a flow, its runs and their events. Stop its workers first.';

-- ## Running a flow ##################################################################################################

-- The functions of the hot path name the plan they need: indexes and nested loops. A session that plans its first claim
-- on an empty, freshly vacuumed queue would otherwise keep a scan or a sort of all of it after the queue has grown. What
-- is switched off has a cost beyond measure where the planner sees no other way, and a server with a just-in-time compiler
-- (jit) would compile such a statement at each call: it made 47 steps a second of 900.
--
-- To such a session a row looks as far away by the first column of its key as by the whole of it. Where one row is wanted
-- for each of many, it is therefore looked up in a subquery of its own, which "offset 0" keeps apart from the rest, and
-- by a key that begins like no other: a join of the steps of a run with their states once compared each with each.

-- Tasks, messages and "started" events of steps that have just begun, of which nobody else can know yet. Arrays of
-- steps are searched with "any", which hashes them; joined to, without hash joins, a thousand steps would cost a
-- million comparisons.
create or replace function flowbench.queue_tasks(flow_run uuid, flow text, begun text[]) returns void
language plpgsql
as $$
declare
    maps text[];
begin
    insert into flowbench.step_tasks (
        run_id, step_slug, task_index, flow_slug, ends_its_step, input, visible_at, invisible_seconds
    )
    select flow_run, s.step_slug, task.index, flow,
        s.step_type = 'single' and not exists (
            select from flowbench.deps d where d.flow_slug = flow and d.dep_slug = s.step_slug offset 0
        ),
        task.input,
        clock_timestamp() + make_interval(secs => s.opt_start_delay), coalesce(s.opt_timeout, f.opt_timeout) + 2
    from flowbench.flows f
    join flowbench.steps s on s.flow_slug = f.flow_slug
    cross join lateral (
        select 0 as index, null::jsonb as input
        where s.step_type = 'single'
        union all
        select (element.ordinality - 1)::integer, element.value
        from jsonb_array_elements(case
            when s.step_type = 'single' then '[]'
            when s.deps_count = 0 then (select r.input from flowbench.runs r where r.run_id = flow_run)
            else flowbench.source_of_map(flow_run, flow, s.step_slug)
        end) with ordinality element
    ) task
    where f.flow_slug = flow and s.step_slug = any (begun)
    order by s.step_index, task.index;

    maps := array(
        select s.step_slug
        from flowbench.steps s
        where s.flow_slug = flow and s.step_slug = any (begun) and s.step_type = 'map'
    );
    if maps <> '{}' then
        insert into flowbench.countdowns (run_id, counted, part, remaining)
        select flow_run, 'tasks:' || st.step_slug, p.part, p.remaining
        from flowbench.step_states st
        cross join lateral flowbench.parts_of(st.initial_tasks) p
        where st.run_id = flow_run and st.step_slug = any (maps);
    end if;

    insert into flowbench.events (flow_run, step, event, payload)
    select flow_run, st.step_slug, 'step:' || st.step_slug || ':started', jsonb_build_object(
        'event_type', 'step:started', 'run_id', flow_run, 'step_slug', st.step_slug, 'status', 'started',
        'started_at', st.started_at, 'remaining_tasks', st.remaining_tasks, 'remaining_deps', 0)
    from flowbench.steps s
    cross join lateral (
        select * from flowbench.step_states o where o.run_id = flow_run and o.step_slug = s.step_slug offset 0
    ) st
    where s.flow_slug = flow and s.step_slug = any (begun)
    order by s.step_index;
end
$$;

-- The array that a dependent map step works through: the output of its one dependency.
create or replace function flowbench.source_of_map(flow_run uuid, flow text, step text) returns jsonb
language sql stable
as $$
    select st.output
    from flowbench.step_states st
    where st.run_id = flow_run and st.step_slug = (
        select s.deps_slugs[1] from flowbench.steps s where s.flow_slug = flow and s.step_slug = step
    )
$$;

-- Announces steps that have completed.
create or replace function flowbench.announce_completed(flow_run uuid, completed text[]) returns void
language sql
as $$
    insert into flowbench.events (flow_run, step, event, payload)
    select flow_run, st.step_slug, 'step:' || st.step_slug || ':completed', jsonb_build_object(
        'event_type', 'step:completed', 'run_id', flow_run, 'step_slug', st.step_slug, 'status', 'completed',
        'output', st.output, 'completed_at', st.completed_at)
    from unnest(completed) with ordinality done (slug, place)
    cross join lateral (
        select * from flowbench.step_states o where o.run_id = flow_run and o.step_slug = done.slug offset 0
    ) st
    order by done.place
$$;

-- Begins every step whose last dependency is among the completed ones. Maps of an empty array complete at once, and may
-- make further steps ready, hence the waves. Returns how many steps completed that way, which may be more than none
-- only if it cascades: then the caller holds the countdown of the run.
create or replace function flowbench.begin_ready_steps(
    flow_run uuid,
    flow text,
    completed text[],
    cascades boolean
) returns integer
language plpgsql
as $$
declare
    begun text[];
    taskless text[] := completed;
    taskless_count integer := 0;
    reached text[];
begin
    loop
        reached := flowbench.reached_steps(flow_run, flow, taskless);
        exit when reached = '{}';

        -- What the waves to come may reach is locked with the first, so that everybody locks states in one order.
        if cascades then
            perform from flowbench.step_states st
            where st.run_id = flow_run and st.status = 'created'
            order by st.step_slug
            for no key update;
        else
            perform from flowbench.step_states st
            where st.run_id = flow_run and st.step_slug = any (reached)
            order by st.step_slug
            for no key update;
        end if;

        with arrived as (
            select d.step_slug, count(*)::integer as arrived
            from flowbench.deps d
            where d.flow_slug = flow and d.dep_slug = any (taskless) and d.step_slug = any (reached)
            group by d.step_slug
        ), counted as (
            select r.step_slug, s.step_index, st.ctid as state,
                case when flowbench.is_counted_down(s.deps_count) then st.remaining_deps else r.arrived end as arrived,
                case
                    when not flowbench.is_counted_down(s.deps_count) and st.remaining_deps > r.arrived then null
                    when s.step_type = 'single' then 1
                    else jsonb_array_length(flowbench.source_of_map(flow_run, flow, r.step_slug))
                end as tasks
            from arrived r
            cross join lateral (
                select * from flowbench.steps o where o.flow_slug = flow and o.step_slug = r.step_slug offset 0
            ) s
            cross join lateral (
                select o.*, o.ctid
                from flowbench.step_states o
                where o.run_id = flow_run and o.step_slug = r.step_slug
                offset 0
            ) st
        ), changed as (
            update flowbench.step_states st
            set remaining_deps = st.remaining_deps - c.arrived,
                status = case when c.tasks is null then 'created' when c.tasks = 0 then 'completed' else 'started' end,
                initial_tasks = c.tasks,
                remaining_tasks = c.tasks,
                output = case when c.tasks = 0 then '[]'::jsonb end,
                started_at = case when c.tasks is not null then clock_timestamp() end,
                completed_at = case when c.tasks = 0 then clock_timestamp() end
            from counted c
            where st.ctid = c.state
            returning st.step_slug, c.step_index, c.tasks
        )
        select array_agg(ch.step_slug order by ch.step_index) filter (where ch.tasks > 0),
            array_agg(ch.step_slug order by ch.step_index) filter (where ch.tasks = 0)
        into begun, taskless
        from changed ch;

        if begun is not null then
            perform flowbench.queue_tasks(flow_run, flow, begun);
        end if;
        exit when taskless is null;
        perform flowbench.announce_completed(flow_run, taskless);
        taskless_count := taskless_count + cardinality(taskless);
    end loop;
    return taskless_count;
end
$$;

-- The steps that wait for one of these, without those that wait for many and have to wait on: their dependencies are
-- counted down here.
create or replace function flowbench.reached_steps(flow_run uuid, flow text, completed text[]) returns text[]
language plpgsql
as $$
declare
    waiting record;
    reached text[] := '{}';
begin
    for waiting in
        select d.step_slug, s.deps_count, count(*)::integer as arrived
        from flowbench.deps d
        cross join lateral (
            select o.deps_count from flowbench.steps o where o.flow_slug = flow and o.step_slug = d.step_slug offset 0
        ) s
        where d.flow_slug = flow and d.dep_slug = any (completed)
        group by d.step_slug, s.deps_count
        order by d.step_slug
    loop
        -- A step that was added to the flow later than the run was started is not one of the run.
        if not flowbench.is_counted_down(waiting.deps_count)
            or flowbench.count_down(flow_run, 'dependencies:' || waiting.step_slug, waiting.arrived)
        then
            reached := reached || waiting.step_slug;
        end if;
    end loop;
    return reached;
end
$$;

-- ### Counting down

-- Few are counted in the row that they belong to.
create or replace function flowbench.is_counted_down(how_many integer) returns boolean
language sql immutable
as $$
    select how_many >= 8
$$;

-- Even shares; the first part has none only if there is nothing.
create or replace function flowbench.share_of_part(how_many integer, parts integer, part integer) returns integer
language sql immutable
as $$
    select how_many / parts + case when part <= how_many % parts then 1 else 0 end
$$;

-- What is to be counted, in one row for each four of it, at most 16.
create or replace function flowbench.parts_of(how_many integer) returns table (part integer, remaining integer)
language sql immutable
as $$
    select p.part, flowbench.share_of_part(how_many, n.parts, p.part)
    from (select least(16, greatest(1, how_many / 4)) as parts) n
    cross join lateral generate_series(1, n.parts) p (part)
$$;

-- Counts down. True: that was the last; false: some remain; null: there is nothing to count, since the run has ended.
-- The first part is not emptied in passing: who would take the last must hold all parts, and so knows that it is the last.
create or replace function flowbench.count_down(flow_run uuid, what text, how_many integer) returns boolean
language plpgsql
as $$
declare
    total integer;
    parts integer;
begin
    begin
        update flowbench.countdowns c
        set remaining = c.remaining - how_many
        where c.run_id = flow_run and c.counted = what and c.part = (
            select free.part
            from flowbench.countdowns free
            where free.run_id = flow_run and free.counted = what
                and free.remaining >= how_many + case when free.part = 1 then 1 else 0 end
            limit 1
            for no key update skip locked
        );
        if found then
            return false;
        end if;
        -- A row that somebody emptied between the look at it and its lock is held all the same. It is given back before
        -- anything is waited for: who waits for all in their order must hold none out of it.
        raise exception using errcode = 'FB001';
    exception
        when sqlstate 'FB001' then
            null;
    end;

    -- Every row is taken by somebody, or holds too few. What is left is shared out anew, so that the next find some again.
    total := flowbench.hold_countdown(flow_run, what);
    if total is null then
        return null;
    end if;
    select max(c.part) into parts from flowbench.countdowns c where c.run_id = flow_run and c.counted = what;
    update flowbench.countdowns c
    set remaining = flowbench.share_of_part(total - how_many, parts, c.part)
    where c.run_id = flow_run and c.counted = what;
    return total = how_many;
end
$$;

-- Waits until nobody else is counting, and lets nobody count until the commit. Returns how many remain; null: it has
-- ended.
create or replace function flowbench.hold_countdown(flow_run uuid, what text) returns integer
language sql
as $$
    select sum(held.remaining)::integer
    from (
        select c.remaining
        from flowbench.countdowns c
        where c.run_id = flow_run and c.counted = what
        order by c.part
        for no key update
    ) held
$$;

-- Waits until nobody is completing or failing anything of a run, and lets nobody until the commit. Returns the steps
-- that remain; null: it has ended. Steps are counted down under locks of the countdown; what changes tasks alone, and
-- must not do so after the end of the run, shares the advisory lock.
create or replace function flowbench.hold_run(flow_run uuid) returns integer
language plpgsql
as $$
begin
    perform pg_advisory_xact_lock(flowbench.lock_of_run(flow_run));
    return flowbench.hold_countdown(flow_run, 'steps');
end
$$;

create or replace function flowbench.lock_of_run(flow_run uuid) returns bigint
language sql immutable
as $$
    select uuid_hash_extended(flow_run, 20261123)
$$;

create or replace function flowbench.remaining_steps(run_id uuid) returns integer
language sql stable
set search_path = ''
as $$
    select coalesce(
        (
            select sum(c.remaining)::integer
            from flowbench.countdowns c
            where c.run_id = r.run_id and c.counted = 'steps'
        ),
        r.remaining_steps)
    from flowbench.runs r
    where r.run_id = remaining_steps.run_id
$$;

comment on function flowbench.remaining_steps is 'Steps of a run that have not completed.';

-- Ends a run whose last step has completed. The caller holds its countdown.
create or replace function flowbench.end_run(flow_run uuid, flow text) returns void
language plpgsql
as $$
declare
    ended record;
begin
    delete from flowbench.countdowns c where c.run_id = flow_run;

    update flowbench.runs r
    set status = 'completed',
        remaining_steps = 0,
        completed_at = clock_timestamp(),
        -- The outputs of the leaves: the steps that nothing waits for.
        output = (
            select coalesce(jsonb_object_agg(st.step_slug, st.output), '{}')
            from flowbench.step_states st
            where st.run_id = flow_run
                and not exists (
                    select from flowbench.deps d where d.flow_slug = flow and d.dep_slug = st.step_slug offset 0
                )
        )
    where r.run_id = flow_run
    returning r.output, r.completed_at into ended;

    insert into flowbench.events (flow_run, step, event, payload)
    values (flow_run, '', 'run:completed', jsonb_build_object(
        'event_type', 'run:completed', 'run_id', flow_run, 'flow_slug', flow, 'status', 'completed',
        'output', ended.output, 'completed_at', ended.completed_at));
end
$$;

create or replace function flowbench.start_flow(flow_slug text, input jsonb, run_id uuid default null) returns uuid
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    flow constant text := start_flow.flow_slug;
    flow_run constant uuid := coalesce(start_flow.run_id, gen_random_uuid());
    -- Worked out before the query on steps, where the planner would fold it for flows without a map as well.
    input_length constant integer := case
        when jsonb_typeof(start_flow.input) = 'array' then jsonb_array_length(start_flow.input)
    end;
    step_count integer;
    begun text[];
    taskless text[];
begin
    select f.step_count into step_count from flowbench.flows f where f.flow_slug = flow;
    if coalesce(step_count, 0) = 0 then
        raise exception 'There is no flow % with steps in it.', flow;
    end if;
    if input_length is null and exists (
        select from flowbench.steps s where s.flow_slug = flow and s.deps_count = 0 and s.step_type = 'map'
    ) then
        raise exception 'Flow % begins with a map step: its input must be an array.', flow;
    end if;

    insert into flowbench.runs (run_id, flow_slug, status, input, remaining_steps)
    values (flow_run, flow, 'started', start_flow.input, step_count);

    insert into flowbench.countdowns (run_id, counted, part, remaining)
    select flow_run, 'steps', p.part, p.remaining
    from flowbench.parts_of(step_count) p
    union all
    select flow_run, 'dependencies:' || s.step_slug, p.part, p.remaining
    from flowbench.steps s
    cross join lateral flowbench.parts_of(s.deps_count) p
    where s.flow_slug = flow and flowbench.is_counted_down(s.deps_count);

    insert into flowbench.events (flow_run, step, event, payload)
    select flow_run, '', 'run:started', jsonb_build_object(
        'event_type', 'run:started', 'run_id', flow_run, 'flow_slug', flow, 'status', 'started',
        'input', r.input, 'remaining_steps', r.remaining_steps, 'started_at', r.started_at)
    from flowbench.runs r
    where r.run_id = flow_run;

    -- Roots are written in the state they are to have, so that a wide flow leaves no dead row behind.
    with counted as (
        select s.step_slug, s.step_index, s.deps_count,
            case
                when s.deps_count > 0 then null
                when s.step_type = 'single' then 1
                else input_length
            end as tasks
        from flowbench.steps s
        where s.flow_slug = flow
    ), written as (
        insert into flowbench.step_states (
            run_id, step_slug, status, remaining_deps, initial_tasks, remaining_tasks, output, started_at, completed_at
        )
        select flow_run, c.step_slug,
            case when c.tasks is null then 'created' when c.tasks = 0 then 'completed' else 'started' end,
            c.deps_count, c.tasks, c.tasks,
            case when c.tasks = 0 then '[]'::jsonb end,
            case when c.tasks is not null then clock_timestamp() end,
            case when c.tasks = 0 then clock_timestamp() end
        from counted c
    )
    select array_agg(c.step_slug order by c.step_index) filter (where c.tasks > 0),
        array_agg(c.step_slug order by c.step_index) filter (where c.tasks = 0)
    into begun, taskless
    from counted c;

    if begun is not null then
        perform flowbench.queue_tasks(flow_run, flow, begun);
    end if;
    if taskless is not null then
        perform flowbench.announce_completed(flow_run, taskless);
        if flowbench.count_down(
            flow_run, 'steps',
            cardinality(taskless) + flowbench.begin_ready_steps(flow_run, flow, taskless, true)
        ) then
            perform flowbench.end_run(flow_run, flow);
        end if;
    end if;
    return flow_run;
end
$$;

comment on function flowbench.start_flow is 'Starts a run and queues the tasks of its roots; returns the run.';

create or replace function flowbench.start_tasks(flow_slug text, most integer, worker_id uuid)
returns table (run_id uuid, step_slug text, task_index integer, input jsonb, message_id bigint, attempt integer)
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
as $$
#variable_conflict use_column
begin
    -- The head of the queue is found by the index alone, and what was found there is reached by its address. No join is
    -- left to be planned badly: workers poll empty queues, and a plan that was made for an empty table is kept.
    return query
    with claimed as (
        update flowbench.step_tasks t
        set status = 'started',
            attempts_count = t.attempts_count + 1,
            started_at = clock_timestamp(),
            visible_at = clock_timestamp() + make_interval(secs => t.invisible_seconds),
            last_worker_id = start_tasks.worker_id
        where t.ctid = any (array(
            select q.ctid
            from flowbench.step_tasks q
            where q.flow_slug = start_tasks.flow_slug and q.message_id is not null and q.visible_at <= clock_timestamp()
            order by q.message_id
            limit start_tasks.most
            for no key update skip locked
        ))
        returning t.run_id, t.step_slug, t.task_index, t.input, t.message_id, t.attempts_count
    )
    select c.run_id, c.step_slug, c.task_index,
        case
            when c.input is not null then c.input
            when s.deps_slugs = '{}' then r.input
            else (
                select jsonb_object_agg(dep.slug, (
                    select st.output from flowbench.step_states st where st.run_id = c.run_id and st.step_slug = dep.slug
                ))
                from unnest(s.deps_slugs) dep (slug)
            )
        end,
        c.message_id, c.attempts_count
    from claimed c
    join flowbench.runs r on r.run_id = c.run_id
    cross join lateral (
        select o.deps_slugs
        from flowbench.steps o
        where o.flow_slug = start_tasks.flow_slug and o.step_slug = c.step_slug
        offset 0
    ) s
    order by c.message_id;
end
$$;

comment on function flowbench.start_tasks is 'Claims up to so many visible tasks of a flow, oldest first; perhaps none.';

-- Why a task is not completed or failed by a call that has found it otherwise than it must be. The outcome is an
-- answer, not an exception: late workers are an ordinary thing. A task of a run that has ended leaves the queue here,
-- if it has not yet.
create or replace function flowbench.refusal(flow_run uuid, step text, index integer) returns text
language plpgsql
as $$
declare
    outcome text;
begin
    select case
        when t.status = 'completed' then 'already_completed'
        when r.status <> 'started' then 'run_failed'
        when t.status = 'queued' then 'not_claimed'
        else 'stale'
    end into outcome
    from flowbench.step_tasks t
    join flowbench.runs r on r.run_id = t.run_id
    where t.run_id = flow_run and t.step_slug = step and t.task_index = index;
    if outcome = 'run_failed' then
        update flowbench.step_tasks t
        set message_id = null
        where t.run_id = flow_run and t.step_slug = step and t.task_index = index and t.message_id is not null;
    end if;
    return coalesce(outcome, 'unknown');
end
$$;

-- Fails a step and with it the run, and takes the run's tasks from the queue. False when the run had ended already. The
-- caller holds the task.
create or replace function flowbench.fail_run(flow_run uuid, flow text, failed_step text, message text) returns boolean
language plpgsql
as $$
declare
    ended_at timestamptz;
    remaining integer;
begin
    remaining := flowbench.hold_run(flow_run);
    if remaining is null then
        return false;
    end if;
    delete from flowbench.countdowns c
    where c.run_id = flow_run and (c.counted = 'steps' or starts_with(c.counted, 'tasks:'));

    ended_at := clock_timestamp();
    update flowbench.runs r
    set status = 'failed', failed_at = ended_at, remaining_steps = remaining
    where r.run_id = flow_run;
    update flowbench.step_states st
    set status = 'failed', failed_at = ended_at, error_message = message
    where st.run_id = flow_run and st.step_slug = failed_step;

    insert into flowbench.events (flow_run, step, event, payload)
    values
        (flow_run, failed_step, 'step:' || failed_step || ':failed', jsonb_build_object(
            'event_type', 'step:failed', 'run_id', flow_run, 'step_slug', failed_step, 'status', 'failed',
            'error_message', message, 'failed_at', ended_at)),
        (flow_run, '', 'run:failed', jsonb_build_object(
            'event_type', 'run:failed', 'run_id', flow_run, 'flow_slug', flow, 'status', 'failed',
            'error_message', message, 'failed_at', ended_at));

    -- Those that somebody is claiming at this moment leave the queue when their worker is told that the run has failed.
    update flowbench.step_tasks t
    set message_id = null
    where t.ctid = any (array(
        select o.ctid
        from flowbench.step_tasks o
        where o.run_id = flow_run and o.message_id is not null
        for no key update skip locked
    ));
    return true;
end
$$;

-- Fails a task that will not be tried again, and its run. The caller holds the task.
create or replace function flowbench.fail_task_for_good(
    flow_run uuid,
    flow text,
    step text,
    index integer,
    message text
) returns text
language plpgsql
as $$
begin
    if not flowbench.fail_run(flow_run, flow, step, message) then
        perform flowbench.take_back(flow_run, step, index);
        return 'run_failed';
    end if;
    update flowbench.step_tasks t
    set status = 'failed', failed_at = clock_timestamp(), error_message = message, message_id = null,
        output = null, completed_at = null
    where t.run_id = flow_run and t.step_slug = step and t.task_index = index;
    return 'failed';
end
$$;

-- Undoes what complete_task did to a task before it found that the run has failed.
create or replace function flowbench.take_back(flow_run uuid, step text, index integer) returns void
language sql
as $$
    update flowbench.step_tasks t
    set status = 'started', output = null, completed_at = null, message_id = null
    where t.run_id = flow_run and t.step_slug = step and t.task_index = index
$$;

-- What a completed task of a map, or of a step that others wait for, means for its step: an outcome when the call is
-- over with it, or else the output of the step.
create or replace function flowbench.end_task(
    flow_run uuid,
    flow text,
    step text,
    index integer,
    task_output jsonb,
    out outcome text,
    out step_output jsonb,
    out cascades boolean
)
language plpgsql
as $$
declare
    of_map constant boolean := (
        select s.step_type = 'map' from flowbench.steps s where s.flow_slug = flow and s.step_slug = step
    );
    feeds_map constant boolean := exists (
        select
        from flowbench.deps d
        cross join lateral (
            select o.step_type from flowbench.steps o where o.flow_slug = flow and o.step_slug = d.step_slug offset 0
        ) s
        where d.flow_slug = flow and d.dep_slug = step and s.step_type = 'map'
    );
    last_task boolean;
begin
    step_output := task_output;
    if of_map then
        update flowbench.step_tasks t
        set output = task_output
        where t.run_id = flow_run and t.step_slug = step and t.task_index = index;
        perform pg_advisory_xact_lock_shared(flowbench.lock_of_run(flow_run));
        last_task := flowbench.count_down(flow_run, 'tasks:' || step, 1);
        if last_task is null then
            perform flowbench.take_back(flow_run, step, index);
            outcome := 'run_failed';
            return;
        elsif not last_task then
            outcome := 'completed';
            return;
        end if;
        select jsonb_agg(t.output order by t.task_index) into step_output
        from flowbench.step_tasks t
        where t.run_id = flow_run and t.step_slug = step;
    elsif feeds_map and jsonb_typeof(step_output) <> 'array' then
        outcome := flowbench.fail_task_for_good(
            flow_run, flow, step, index,
            'The output of step ' || step || ' must be an array: a map step waits for it.');
        return;
    end if;

    cascades := feeds_map and step_output = '[]';
    if cascades then
        perform flowbench.hold_countdown(flow_run, 'steps');
    end if;
end
$$;

create or replace function flowbench.complete_task(
    run_id uuid,
    step_slug text,
    task_index integer,
    output jsonb,
    attempt integer default null
) returns text
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    flow_run constant uuid := complete_task.run_id;
    step constant text := complete_task.step_slug;
    step_output jsonb := coalesce(complete_task.output, 'null');
    flow text;
    is_leaf boolean;
    ended record;
    last_one boolean;
    taskless integer;
begin
    update flowbench.step_tasks t
    set status = 'completed', completed_at = clock_timestamp(), message_id = null
    where t.run_id = flow_run and t.step_slug = step and t.task_index = complete_task.task_index
        and t.status = 'started'
        and (complete_task.attempt is null or t.attempts_count = complete_task.attempt)
    returning t.flow_slug, t.ends_its_step into flow, is_leaf;
    if not found then
        return flowbench.refusal(flow_run, step, complete_task.task_index);
    end if;

    if not is_leaf then
        select * into ended from flowbench.end_task(flow_run, flow, step, complete_task.task_index, step_output);
        if ended.outcome is not null then
            return ended.outcome;
        end if;
        step_output := ended.step_output;
    end if;

    last_one := flowbench.count_down(flow_run, 'steps', 1);
    if last_one is null then
        perform flowbench.take_back(flow_run, step, complete_task.task_index);
        return 'run_failed';
    end if;

    with ended as (
        update flowbench.step_states st
        set status = 'completed', remaining_tasks = 0, output = step_output, completed_at = clock_timestamp()
        where st.run_id = flow_run and st.step_slug = step
        returning st.completed_at
    )
    insert into flowbench.events (flow_run, step, event, payload)
    select flow_run, step, 'step:' || step || ':completed', jsonb_build_object(
        'event_type', 'step:completed', 'run_id', flow_run, 'step_slug', step, 'status', 'completed',
        'output', step_output, 'completed_at', e.completed_at)
    from ended e;

    if not is_leaf then
        taskless := flowbench.begin_ready_steps(flow_run, flow, array[step], ended.cascades);
        if taskless > 0 then
            last_one := flowbench.count_down(flow_run, 'steps', taskless);
        end if;
    end if;
    if last_one then
        perform flowbench.end_run(flow_run, flow);
    end if;
    return 'completed';
end
$$;

comment on function flowbench.complete_task is
    'Completes a claimed task. Returns completed, or failed when the output cannot feed a map, or why nothing was done: '
    'not_claimed, already_completed, run_failed, stale (another worker has it by now), unknown.';

create or replace function flowbench.complete_tasks(
    run_ids uuid[],
    step_slugs text[],
    task_indexes integer[],
    outputs jsonb[],
    attempts integer[]
) returns text[]
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    outcomes text[] := array_fill(null::text, array[cardinality(run_ids)]);
    run record;
    number bigint;
    last_one boolean;
    counted bigint[] := '{}';
    ended_runs uuid[] := '{}';
    ended_flows text[] := '{}';
begin
    -- From here on nobody else changes these tasks.
    perform from unnest(run_ids, step_slugs, task_indexes) given (run_id, step_slug, task_index)
    join flowbench.step_tasks t on t.run_id = given.run_id and t.step_slug = given.step_slug
        and t.task_index = given.task_index
    order by t.run_id, t.step_slug, t.task_index
    for no key update of t;

    for run in
        select claimed.run_id, min(claimed.flow_slug) as flow_slug, bool_and(claimed.ends_its_step) as only_leaves,
            array_agg(claimed.number order by claimed.number) as numbers
        from (
            select distinct on (t.run_id, t.step_slug, t.task_index) t.run_id, t.flow_slug, t.ends_its_step, given.number
            from unnest(run_ids, step_slugs, task_indexes, attempts)
                with ordinality given (run_id, step_slug, task_index, attempt, number)
            join flowbench.step_tasks t on t.run_id = given.run_id and t.step_slug = given.step_slug
                and t.task_index = given.task_index
            where t.status = 'started' and (given.attempt is null or given.attempt = t.attempts_count)
            order by t.run_id, t.step_slug, t.task_index, given.number
        ) claimed
        group by claimed.run_id
        order by claimed.run_id
    loop
        if run.only_leaves then
            last_one := flowbench.count_down(run.run_id, 'steps', cardinality(run.numbers));
            if last_one is not null then
                counted := counted || run.numbers;
            end if;
            if last_one then
                ended_runs := ended_runs || run.run_id;
                ended_flows := ended_flows || run.flow_slug;
            end if;
        else
            -- Each of them may count down more than one countdown, and wait for it while it has another. Whoever holds
            -- the run waits for nobody.
            perform flowbench.hold_run(run.run_id);
            foreach number in array run.numbers loop
                outcomes[number] := flowbench.complete_task(
                    run_ids[number], step_slugs[number], task_indexes[number], outputs[number], attempts[number]);
            end loop;
        end if;
    end loop;

    if counted <> '{}' then
        update flowbench.step_tasks t
        set status = 'completed', completed_at = clock_timestamp(), message_id = null
        from unnest(run_ids, step_slugs, task_indexes) with ordinality given (run_id, step_slug, task_index, number)
        where given.number = any (counted)
            and t.run_id = given.run_id and t.step_slug = given.step_slug and t.task_index = given.task_index;

        with completed as (
            update flowbench.step_states st
            set status = 'completed',
                remaining_tasks = 0,
                output = coalesce(given.output, 'null'),
                completed_at = clock_timestamp()
            from unnest(run_ids, step_slugs, outputs) with ordinality given (run_id, step_slug, output, number)
            where given.number = any (counted) and st.run_id = given.run_id and st.step_slug = given.step_slug
            returning given.number, st.run_id, st.step_slug, st.output, st.completed_at
        )
        insert into flowbench.events (flow_run, step, event, payload)
        select c.run_id, c.step_slug, 'step:' || c.step_slug || ':completed', jsonb_build_object(
            'event_type', 'step:completed', 'run_id', c.run_id, 'step_slug', c.step_slug, 'status', 'completed',
            'output', c.output, 'completed_at', c.completed_at)
        from completed c
        order by c.number;

        foreach number in array counted loop
            outcomes[number] := 'completed';
        end loop;
        for place in 1..cardinality(ended_runs) loop
            perform flowbench.end_run(ended_runs[place], ended_flows[place]);
        end loop;
    end if;

    for place in 1..cardinality(outcomes) loop
        if outcomes[place] is null then
            outcomes[place] := flowbench.refusal(run_ids[place], step_slugs[place], task_indexes[place]);
        end if;
    end loop;
    return outcomes;
end
$$;

comment on function flowbench.complete_tasks is
    'Completes claimed tasks of any runs, all in one transaction; the outcome of each, as of complete_task, in their order.';

create or replace function flowbench.fail_task(
    run_id uuid,
    step_slug text,
    task_index integer,
    error_message text,
    attempt integer default null
) returns text
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    message constant text := coalesce(fail_task.error_message, '');
    task record;
begin
    select t.attempts_count, t.flow_slug, r.status as run_status,
        coalesce(s.opt_max_attempts, f.opt_max_attempts) as max_attempts,
        coalesce(s.opt_base_delay, f.opt_base_delay) as base_delay
    into task
    from flowbench.step_tasks t
    join flowbench.steps s on s.flow_slug = t.flow_slug and s.step_slug = t.step_slug
    join flowbench.flows f on f.flow_slug = t.flow_slug
    join flowbench.runs r on r.run_id = t.run_id
    where t.run_id = fail_task.run_id and t.step_slug = fail_task.step_slug and t.task_index = fail_task.task_index
        and t.status = 'started'
        and (fail_task.attempt is null or t.attempts_count = fail_task.attempt)
    for no key update of t;
    if not found or task.run_status <> 'started' then
        return flowbench.refusal(fail_task.run_id, fail_task.step_slug, fail_task.task_index);
    end if;

    if task.attempts_count >= task.max_attempts then
        return flowbench.fail_task_for_good(
            fail_task.run_id, task.flow_slug, fail_task.step_slug, fail_task.task_index, message);
    end if;

    -- The run may have failed since it was looked at; from here on it cannot.
    perform pg_advisory_xact_lock_shared(flowbench.lock_of_run(fail_task.run_id));
    if not exists (select from flowbench.runs r where r.run_id = fail_task.run_id and r.status = 'started') then
        return flowbench.refusal(fail_task.run_id, fail_task.step_slug, fail_task.task_index);
    end if;
    update flowbench.step_tasks t
    set status = 'queued',
        started_at = null,
        error_message = message,
        visible_at = clock_timestamp() + make_interval(secs => task.base_delay * power(2, task.attempts_count))
    where t.run_id = fail_task.run_id and t.step_slug = fail_task.step_slug and t.task_index = fail_task.task_index;
    return 'retrying';
end
$$;

comment on function flowbench.fail_task is
    'Fails a claimed task. Returns retrying, or failed when it was the last attempt and the run has failed with it, or why '
    'nothing was done, as complete_task does.';


-- ## A bare queue ####################################################################################################

-- What the engine above stands on, alone: messages that are sent, read and taken out, of no flow. It measures what the
-- workflow layer costs. The queue of the engine is a part of its tasks, found and hidden in the same way; here it is a table
-- of its own. The functions name their plans for the same reason as the engine's.

create table if not exists flowbench.bare_queue (
    queue_name text not null,
    message_id bigint generated always as identity,
    visible_at timestamptz not null default clock_timestamp(),
    body jsonb not null,
    primary key (queue_name, message_id)
) with (fillfactor = 50);

create or replace function flowbench.send_bare(queue_name text, bodies jsonb[]) returns void
language sql
set search_path = ''
as $$
    insert into flowbench.bare_queue (queue_name, body)
    select send_bare.queue_name, b.body
    from unnest(send_bare.bodies) with ordinality b (body, place)
    order by b.place
$$;

create or replace function flowbench.read_bare(queue_name text, most integer, hidden_seconds integer)
returns table (message_id bigint, body jsonb)
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
as $$
#variable_conflict use_column
begin
    return query
    update flowbench.bare_queue q
    set visible_at = clock_timestamp() + make_interval(secs => read_bare.hidden_seconds)
    where q.queue_name = read_bare.queue_name and q.message_id = any (array(
        select n.message_id
        from flowbench.bare_queue n
        where n.queue_name = read_bare.queue_name and n.visible_at <= clock_timestamp()
        order by n.message_id
        limit read_bare.most
        for no key update skip locked
    ))
    returning q.message_id, q.body;
end
$$;

comment on function flowbench.read_bare is 'Reads up to so many visible messages, oldest first, and hides them.';

create or replace function flowbench.finish_bare(queue_name text, message_id bigint) returns boolean
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
#variable_conflict use_column
begin
    delete from flowbench.bare_queue q
    where q.queue_name = finish_bare.queue_name and q.message_id = finish_bare.message_id;
    return found;
end
$$;

comment on function flowbench.finish_bare is 'Takes a message out of its queue; false if it is not there.';


-- ## What is left ####################################################################################################

create or replace function flowbench.leftovers() returns table (table_name text, row_count bigint)
language sql stable
set search_path = ''
as $$
    select counted.table_name, counted.row_count
    from (
        select 'flowbench.flows', count(*) from flowbench.flows
        union all select 'flowbench.steps', count(*) from flowbench.steps
        union all select 'flowbench.deps', count(*) from flowbench.deps
        union all select 'flowbench.runs', count(*) from flowbench.runs
        union all select 'flowbench.step_states', count(*) from flowbench.step_states
        union all select 'flowbench.step_tasks', count(*) from flowbench.step_tasks
        union all select 'flowbench.countdowns', count(*) from flowbench.countdowns
        union all select 'flowbench.events', count(*) from flowbench.events
        union all select 'flowbench.bare_queue', count(*) from flowbench.bare_queue
    ) counted (table_name, row_count)
    where counted.row_count > 0
$$;

comment on function flowbench.leftovers is 'Every table with rows in it; nothing when the engine is clean.';

commit;
