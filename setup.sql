-- Flowbench: the reference engine, its outbox of events, and the mark that allows this database to be benchmarked.
--
-- For any PostgreSQL from 14 up, without extensions:   psql -f setup.sql
-- Applying it again changes nothing. To remove it:     drop schema flowbench cascade
--
-- The model, with the names that pgflow uses:
--
--   flow ── step ── dependency     what is to be done; the steps of a flow form a directed acyclic graph
--   run ─── step state ── task     one execution; a single step has one task, a map step one for each element
--   queue                          one message for every task that waits or is worked on
--   events                         the outbox: what the engine announces, in the order in which it happened; whoever wants
--                                  to be told of it turns the trigger announce_events on and listens on flowbench_events
--
-- A worker claims tasks (start_tasks) and completes or fails each of them. A claimed task is invisible to other workers
-- until the timeout of its step is over; then it can be claimed again, with the next attempt number.
--
-- Locks. Every function takes them in one order: task, step state, run, message. A claim never waits for any: it skips
-- what others hold. A run's row guards its graph: whoever ends a step holds it until the commit, so that events of one run
-- are numbered in the order of their commits and exactly one transaction ends the last step.

begin;

set local client_min_messages = warning;

do $$
declare
    this_version constant text := '2';
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

insert into flowbench.benchmark_allowed (engine_version) values ('2') on conflict do nothing;


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
    created_at timestamptz not null default now()
);

comment on column flowbench.flows.opt_max_attempts is 'Claims of one task, the first included, before a failure is final.';
comment on column flowbench.flows.opt_base_delay is 'Seconds; a failed task waits base_delay * 2^attempts.';
comment on column flowbench.flows.opt_timeout is 'Seconds; a claimed task is invisible for two more than these.';

create table if not exists flowbench.steps (
    flow_slug text not null references flowbench.flows,
    step_slug text not null check (flowbench.is_slug(step_slug)),
    step_index integer not null check (step_index >= 0),
    step_type text not null check (step_type in ('single', 'map')),
    deps_count integer not null check (deps_count >= 0),
    opt_max_attempts integer check (opt_max_attempts between 1 and 30),
    opt_base_delay integer check (opt_base_delay between 0 and 3600),
    opt_timeout integer check (opt_timeout between 1 and 86400),
    opt_start_delay integer not null check (opt_start_delay between 0 and 86400),
    created_at timestamptz not null default now(),
    primary key (flow_slug, step_slug),
    unique (flow_slug, step_index),
    constraint a_map_has_one_source check (step_type = 'single' or deps_count <= 1)
);

create table if not exists flowbench.deps (
    flow_slug text not null,
    dep_slug text not null,
    step_slug text not null,
    primary key (flow_slug, dep_slug, step_slug),
    foreign key (flow_slug, dep_slug) references flowbench.steps (flow_slug, step_slug),
    foreign key (flow_slug, step_slug) references flowbench.steps (flow_slug, step_slug),
    constraint no_step_waits_for_itself check (dep_slug <> step_slug)
);

-- From a step to what it waits for: the input of a claimed task. The primary key serves the way down.
create index if not exists deps_of_step on flowbench.deps (flow_slug, step_slug);


-- ## What happens: runs, step states, tasks, messages, events ########################################################

-- Rows here change while they are hot. Every fillfactor leaves room for the new versions on the same page, and no index
-- holds a column that changes, so that updates stay heap-only and pages clean themselves.

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

create index if not exists runs_of_flow on flowbench.runs (flow_slug);

-- No foreign key to steps: each check would lock the step's row, and runs of one flow that start together would meet there.
create table if not exists flowbench.step_states (
    run_id uuid not null references flowbench.runs,
    step_slug text not null,
    status text not null check (status in ('created', 'started', 'completed', 'failed')),
    remaining_deps integer not null check (remaining_deps >= 0),
    initial_tasks integer check (initial_tasks >= 0),
    remaining_tasks integer check (remaining_tasks between 0 and initial_tasks),
    output jsonb,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    failed_at timestamptz,
    primary key (run_id, step_slug),
    constraint created_means_not_begun check (
        (status = 'created') = (started_at is null)
        and (status = 'created') = (initial_tasks is null)
        and (initial_tasks is null) = (remaining_tasks is null)
    ),
    constraint begun_means_no_dependency_remains check (status = 'created' or remaining_deps = 0),
    constraint completed_means_no_task_remains check (
        status not in ('started', 'completed') or (status = 'completed') = (remaining_tasks = 0)
    ),
    constraint completed_has_a_time check ((status = 'completed') = (completed_at is not null)),
    constraint completed_has_an_output check ((status = 'completed') = (output is not null)),
    constraint failed_has_a_time check ((status = 'failed') = (failed_at is not null)),
    constraint failed_has_a_message check ((status = 'failed') = (error_message is not null))
) with (fillfactor = 50);

create table if not exists flowbench.step_tasks (
    run_id uuid not null,
    step_slug text not null,
    task_index integer not null check (task_index >= 0),
    flow_slug text not null,
    message_id bigint not null generated always as identity,
    status text not null default 'queued' check (status in ('queued', 'started', 'completed', 'failed')),
    attempts_count integer not null default 0 check (attempts_count >= 0),
    input jsonb,
    output jsonb,
    error_message text,
    last_worker_id uuid,
    queued_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    completed_at timestamptz,
    failed_at timestamptz,
    primary key (run_id, step_slug, task_index),
    foreign key (run_id, step_slug) references flowbench.step_states (run_id, step_slug),
    constraint queued_means_nobody_has_it check ((status = 'queued') = (started_at is null)),
    constraint claimed_has_an_attempt check (status = 'queued' or attempts_count > 0),
    constraint claimed_has_a_worker check (status = 'queued' or last_worker_id is not null),
    constraint completed_has_a_time check ((status = 'completed') = (completed_at is not null)),
    constraint completed_has_an_output check ((status = 'completed') = (output is not null)),
    constraint failed_has_a_time check ((status = 'failed') = (failed_at is not null)),
    constraint failed_has_a_message check (status <> 'failed' or error_message is not null)
) with (fillfactor = 50);

comment on column flowbench.step_tasks.input is 'The element of a map task; null for a single step, whose input is the run''s '
    'or the outputs of its dependencies.';

-- The visibility time is not in the index, on purpose: a claim changes it, and walks past the few messages at the head of
-- its flow that others are working on. No foreign key to step_tasks: a message is a pointer, and the task decides.
create table if not exists flowbench.queue (
    flow_slug text not null,
    message_id bigint not null,
    run_id uuid not null,
    step_slug text not null,
    task_index integer not null,
    visible_at timestamptz not null,
    invisible_seconds integer not null check (invisible_seconds > 0),
    primary key (flow_slug, message_id)
) with (fillfactor = 50);

-- An event happens once in a run, and its name carries the step: the second writing of one is an error, not a duplicate.
-- No foreign key to runs: its checks would make every writer mark the row of the run.
create table if not exists flowbench.events (
    sequence bigint primary key generated always as identity,
    flow_run uuid not null,
    step text not null,
    event text not null,
    payload jsonb not null,
    written_at timestamptz not null default clock_timestamp(),
    constraint an_event_happens_once unique (flow_run, event)
);

comment on table flowbench.events is 'The outbox. Within one run the sequence is the order in which the events happened.';
comment on column flowbench.events.step is 'Empty for events of the run itself.';

-- A key, never the payload: a payload of NOTIFY must stay below 8000 bytes, and whoever wants the event can read its row.
-- The number also keeps the server from folding two equal texts of one transaction into one.
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
    perform from flowbench.flows f where f.flow_slug = add_step.flow_slug for no key update;
    if not found then
        raise exception 'There is no flow %.', add_step.flow_slug;
    end if;

    -- The end of an index, not a count: the thousandth step costs what the first one does.
    select coalesce(max(s.step_index) + 1, 0) into next_index
    from flowbench.steps s
    where s.flow_slug = add_step.flow_slug;

    insert into flowbench.steps (
        flow_slug, step_slug, step_index, step_type, deps_count,
        opt_max_attempts, opt_base_delay, opt_timeout, opt_start_delay
    )
    values (
        add_step.flow_slug, add_step.step_slug, next_index, add_step.step_type, cardinality(add_step.deps_slugs),
        add_step.max_attempts, add_step.base_delay, add_step.timeout, coalesce(add_step.start_delay, 0)
    )
    on conflict (flow_slug, step_slug) do nothing;

    -- A dependency must be there already, which is what keeps the graph without cycles.
    if found then
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
    delete from flowbench.queue q where q.flow_slug = delete_flow_and_data.flow_slug;
    delete from flowbench.events e where e.flow_run = any (flow_runs);
    delete from flowbench.step_tasks t where t.run_id = any (flow_runs);
    delete from flowbench.step_states s where s.run_id = any (flow_runs);
    delete from flowbench.runs r where r.run_id = any (flow_runs);
    delete from flowbench.deps d where d.flow_slug = delete_flow_and_data.flow_slug;
    delete from flowbench.steps s where s.flow_slug = delete_flow_and_data.flow_slug;
    delete from flowbench.flows f where f.flow_slug = delete_flow_and_data.flow_slug;
end
$$;

comment on function flowbench.delete_flow_and_data is 'Removes a flow, its runs and their events. Stop its workers first.';

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
        union all select 'flowbench.queue', count(*) from flowbench.queue
        union all select 'flowbench.events', count(*) from flowbench.events
    ) counted (table_name, row_count)
    where counted.row_count > 0
$$;

comment on function flowbench.leftovers is 'Every table with rows in it; nothing when the engine is clean.';


-- ## Running a flow ##################################################################################################

-- The functions of the hot path name the plan they need: indexes and nested loops. A session that plans its first claim on
-- an empty, freshly vacuumed queue would otherwise keep a scan or a sort of all of it after the queue has grown.

-- Tasks, messages and "started" events of steps that have just begun. The caller owns the run. Arrays of steps are searched
-- with "any", which hashes them; joined to, without hash joins, a thousand steps would cost a million comparisons.
create or replace function flowbench.queue_tasks(flow_run uuid, flow text, begun text[]) returns void
language plpgsql
as $$
begin
    with tasks as (
        insert into flowbench.step_tasks (run_id, step_slug, task_index, flow_slug, input)
        select flow_run, s.step_slug, task.index, flow, task.input
        from flowbench.steps s
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
        where s.flow_slug = flow and s.step_slug = any (begun)
        order by s.step_index, task.index
        returning step_slug, task_index, message_id
    )
    insert into flowbench.queue (flow_slug, message_id, run_id, step_slug, task_index, visible_at, invisible_seconds)
    select flow, t.message_id, flow_run, t.step_slug, t.task_index,
        clock_timestamp() + make_interval(secs => s.opt_start_delay), coalesce(s.opt_timeout, f.opt_timeout) + 2
    from tasks t
    join flowbench.steps s on s.flow_slug = flow and s.step_slug = t.step_slug
    join flowbench.flows f on f.flow_slug = flow;

    insert into flowbench.events (flow_run, step, event, payload)
    select flow_run, st.step_slug, 'step:' || st.step_slug || ':started', jsonb_build_object(
        'event_type', 'step:started', 'run_id', flow_run, 'step_slug', st.step_slug, 'status', 'started',
        'started_at', st.started_at, 'remaining_tasks', st.remaining_tasks, 'remaining_deps', 0)
    from flowbench.step_states st
    join flowbench.steps s on s.flow_slug = flow and s.step_slug = st.step_slug
    where st.run_id = flow_run and st.step_slug = any (begun)
    order by s.step_index;
end
$$;

-- The array that a dependent map step works through: the output of its one dependency.
create or replace function flowbench.source_of_map(flow_run uuid, flow text, step text) returns jsonb
language sql stable
as $$
    select st.output
    from flowbench.deps d
    join flowbench.step_states st on st.run_id = flow_run and st.step_slug = d.dep_slug
    where d.flow_slug = flow and d.step_slug = step
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
    join flowbench.step_states st on st.run_id = flow_run and st.step_slug = done.slug
    order by done.place
$$;

-- Begins every step whose last dependency is among the completed ones. Maps of an empty array complete at once, and may
-- make further steps ready, hence the waves. Returns how many steps completed that way. The caller owns the run.
create or replace function flowbench.begin_ready_steps(flow_run uuid, flow text, completed text[]) returns integer
language plpgsql
as $$
declare
    begun text[];
    taskless text[] := completed;
    taskless_count integer := 0;
begin
    loop
        with reached as (
            select d.step_slug, count(*)::integer as arrived
            from flowbench.deps d
            where d.flow_slug = flow and d.dep_slug = any (taskless)
            group by d.step_slug
        ), counted as (
            select r.step_slug, r.arrived, s.step_index,
                case
                    when st.remaining_deps > r.arrived then null
                    when s.step_type = 'single' then 1
                    else jsonb_array_length(flowbench.source_of_map(flow_run, flow, r.step_slug))
                end as tasks
            from reached r
            join flowbench.steps s on s.flow_slug = flow and s.step_slug = r.step_slug
            join flowbench.step_states st on st.run_id = flow_run and st.step_slug = r.step_slug
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
            where st.run_id = flow_run and st.step_slug = c.step_slug
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

-- Counts steps of a run as completed, and ends the run with the last of them. The caller owns the run.
create or replace function flowbench.count_completed(flow_run uuid, flow text, steps_completed integer) returns void
language plpgsql
as $$
declare
    ended record;
begin
    update flowbench.runs r
    set remaining_steps = r.remaining_steps - steps_completed
    where r.run_id = flow_run and r.remaining_steps > steps_completed;
    if found then
        return;
    end if;

    update flowbench.runs r
    set status = 'completed',
        remaining_steps = r.remaining_steps - steps_completed,
        completed_at = clock_timestamp(),
        -- The outputs of the leaves: the steps that nothing waits for.
        output = (
            select coalesce(jsonb_object_agg(st.step_slug, st.output), '{}')
            from flowbench.step_states st
            where st.run_id = flow_run
                and not exists (
                    select from flowbench.deps d where d.flow_slug = flow and d.dep_slug = st.step_slug
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
    select count(*) into step_count from flowbench.steps s where s.flow_slug = flow;
    if step_count = 0 then
        raise exception 'There is no flow % with steps in it.', flow;
    end if;
    if input_length is null and exists (
        select from flowbench.steps s where s.flow_slug = flow and s.deps_count = 0 and s.step_type = 'map'
    ) then
        raise exception 'Flow % begins with a map step: its input must be an array.', flow;
    end if;

    insert into flowbench.runs (run_id, flow_slug, status, input, remaining_steps)
    values (flow_run, flow, 'started', start_flow.input, step_count);

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
        perform flowbench.count_completed(
            flow_run, flow, cardinality(taskless) + flowbench.begin_ready_steps(flow_run, flow, taskless));
    end if;
    return flow_run;
end
$$;

comment on function flowbench.start_flow is 'Starts a run and queues the tasks of its roots; returns the run.';

-- What a single step works on: the outputs of its dependencies by slug, or the input of the run.
create or replace function flowbench.input_of_step(flow_run uuid, flow text, step text) returns jsonb
language plpgsql stable
as $$
declare
    step_input jsonb;
begin
    select jsonb_object_agg(d.dep_slug, st.output) into step_input
    from flowbench.deps d
    join flowbench.step_states st on st.run_id = flow_run and st.step_slug = d.dep_slug
    where d.flow_slug = flow and d.step_slug = step;
    if step_input is null then
        select r.input into step_input from flowbench.runs r where r.run_id = flow_run;
    end if;
    return step_input;
end
$$;

create or replace function flowbench.start_tasks(flow_slug text, most integer, worker_id uuid)
returns table (run_id uuid, step_slug text, task_index integer, input jsonb, message_id bigint, attempt integer)
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
as $$
#variable_conflict use_column
declare
    message record;
    task record;
begin
    -- One row after the other, each by its key, and no join: workers poll empty queues, and a join that was planned on an
    -- empty table walks all of it once it has filled.
    for message in
        select q.message_id, q.run_id, q.step_slug, q.task_index, q.invisible_seconds
        from flowbench.queue q
        where q.flow_slug = start_tasks.flow_slug and q.visible_at <= clock_timestamp()
        order by q.message_id
        limit start_tasks.most
        for no key update skip locked
    loop
        -- Somebody may be completing the task, late but in time. A claim waits for nobody.
        perform from flowbench.step_tasks t
        where t.run_id = message.run_id and t.step_slug = message.step_slug and t.task_index = message.task_index
            and t.status in ('queued', 'started')
        for no key update skip locked;
        continue when not found;

        update flowbench.step_tasks t
        set status = 'started',
            attempts_count = t.attempts_count + 1,
            started_at = clock_timestamp(),
            last_worker_id = start_tasks.worker_id
        where t.run_id = message.run_id and t.step_slug = message.step_slug and t.task_index = message.task_index
        returning t.input, t.attempts_count into task;

        update flowbench.queue q
        set visible_at = clock_timestamp() + make_interval(secs => message.invisible_seconds)
        where q.flow_slug = start_tasks.flow_slug and q.message_id = message.message_id;

        run_id := message.run_id;
        step_slug := message.step_slug;
        task_index := message.task_index;
        message_id := message.message_id;
        attempt := task.attempts_count;
        input := coalesce(task.input, flowbench.input_of_step(message.run_id, start_tasks.flow_slug, message.step_slug));
        return next;
    end loop;
end
$$;

comment on function flowbench.start_tasks is 'Claims up to so many visible tasks of a flow, oldest first; perhaps none.';

-- Why a task cannot be completed or failed by this call, or null when it can. The outcome is an answer, not an exception:
-- late workers are an ordinary thing.
create or replace function flowbench.refusal(
    task_status text,
    run_status text,
    attempts_count integer,
    attempt integer
) returns text
language sql immutable
as $$
    select case
        when task_status is null then 'unknown'
        when task_status = 'completed' then 'already_completed'
        when run_status <> 'started' then 'run_failed'
        when task_status = 'queued' then 'not_claimed'
        when attempt <> attempts_count then 'stale'
    end
$$;

-- Fails a step and with it the run, and takes the run's messages from the queue. False when the run had ended already. The
-- caller holds the task; step state, run and messages are locked here in the order of the header.
create or replace function flowbench.fail_run(flow_run uuid, flow text, failed_step text, message text) returns boolean
language plpgsql
as $$
declare
    ended_at constant timestamptz := clock_timestamp();
begin
    perform from flowbench.step_states st where st.run_id = flow_run and st.step_slug = failed_step for no key update;
    update flowbench.runs r
    set status = 'failed', failed_at = ended_at
    where r.run_id = flow_run and r.status = 'started';
    if not found then
        return false;
    end if;

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

    delete from flowbench.queue q
    where q.flow_slug = flow
        and q.message_id = any (array(select t.message_id from flowbench.step_tasks t where t.run_id = flow_run));
    return true;
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
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    flow_run constant uuid := complete_task.run_id;
    step constant text := complete_task.step_slug;
    task_output constant jsonb := coalesce(complete_task.output, 'null');
    step_output jsonb := task_output;
    task record;
    outcome text;
    last_task boolean := true;
    last_step boolean := false;
    steps_completed integer;
begin
    select t.status, t.attempts_count, t.message_id, t.flow_slug, s.step_type, r.status as run_status into task
    from flowbench.step_tasks t
    join flowbench.steps s on s.flow_slug = t.flow_slug and s.step_slug = t.step_slug
    join flowbench.runs r on r.run_id = t.run_id
    where t.run_id = flow_run and t.step_slug = step and t.task_index = complete_task.task_index
    for no key update of t;
    outcome := flowbench.refusal(task.status, task.run_status, task.attempts_count, complete_task.attempt);
    if outcome is not null then
        return outcome;
    end if;

    if task.step_type = 'map' then
        update flowbench.step_states st
        set remaining_tasks = st.remaining_tasks - 1
        where st.run_id = flow_run and st.step_slug = step and st.status = 'started' and st.remaining_tasks > 1;
        last_task := not found;
        if last_task then
            perform from flowbench.step_states st where st.run_id = flow_run and st.step_slug = step for no key update;
        end if;
    elsif jsonb_typeof(task_output) <> 'array' and exists (
        select from flowbench.deps d
        join flowbench.steps s on s.flow_slug = d.flow_slug and s.step_slug = d.step_slug
        where d.flow_slug = task.flow_slug and d.dep_slug = step and s.step_type = 'map'
    ) then
        return flowbench.fail_task_for_good(
            flow_run, task.flow_slug, step, complete_task.task_index,
            'The output of step ' || step || ' must be an array: a map step waits for it.');
    end if;

    if last_task then
        -- From here on to the commit the run is ours. The last step is counted at the end, together with the output.
        update flowbench.runs r
        set remaining_steps = r.remaining_steps - 1
        where r.run_id = flow_run and r.status = 'started' and r.remaining_steps > 1;
        if not found then
            perform from flowbench.runs r where r.run_id = flow_run and r.status = 'started' for no key update;
            if not found then
                return 'run_failed';
            end if;
            last_step := true;
        end if;
    end if;

    update flowbench.step_tasks t
    set status = 'completed', output = task_output, completed_at = clock_timestamp()
    where t.run_id = flow_run and t.step_slug = step and t.task_index = complete_task.task_index;

    if last_task then
        if task.step_type = 'map' then
            select jsonb_agg(t.output order by t.task_index) into step_output
            from flowbench.step_tasks t
            where t.run_id = flow_run and t.step_slug = step;
        end if;

        update flowbench.step_states st
        set status = 'completed', remaining_tasks = 0, output = step_output, completed_at = clock_timestamp()
        where st.run_id = flow_run and st.step_slug = step;

        insert into flowbench.events (flow_run, step, event, payload)
        values (flow_run, step, 'step:' || step || ':completed', jsonb_build_object(
            'event_type', 'step:completed', 'run_id', flow_run, 'step_slug', step, 'status', 'completed',
            'output', step_output, 'completed_at', clock_timestamp()));

        if last_step then
            perform flowbench.count_completed(flow_run, task.flow_slug, 1);
        else
            steps_completed := flowbench.begin_ready_steps(flow_run, task.flow_slug, array[step]);
            if steps_completed > 0 then
                perform flowbench.count_completed(flow_run, task.flow_slug, steps_completed);
            end if;
        end if;
    end if;

    delete from flowbench.queue q where q.flow_slug = task.flow_slug and q.message_id = task.message_id;
    return 'completed';
end
$$;

comment on function flowbench.complete_task is
    'Completes a claimed task. Returns completed, or failed when the output cannot feed a map, or why nothing was done: '
    'not_claimed, already_completed, run_failed, stale (another worker has it by now), unknown.';

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
        return 'run_failed';
    end if;
    update flowbench.step_tasks t
    set status = 'failed', failed_at = clock_timestamp(), error_message = message
    where t.run_id = flow_run and t.step_slug = step and t.task_index = index;
    return 'failed';
end
$$;

create or replace function flowbench.fail_task(
    run_id uuid,
    step_slug text,
    task_index integer,
    error_message text,
    attempt integer default null
) returns text
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    message constant text := coalesce(fail_task.error_message, '');
    task record;
    outcome text;
begin
    select t.status, t.attempts_count, t.message_id, t.flow_slug, r.status as run_status,
        coalesce(s.opt_max_attempts, f.opt_max_attempts) as max_attempts,
        coalesce(s.opt_base_delay, f.opt_base_delay) as base_delay
    into task
    from flowbench.step_tasks t
    join flowbench.steps s on s.flow_slug = t.flow_slug and s.step_slug = t.step_slug
    join flowbench.flows f on f.flow_slug = t.flow_slug
    join flowbench.runs r on r.run_id = t.run_id
    where t.run_id = fail_task.run_id and t.step_slug = fail_task.step_slug and t.task_index = fail_task.task_index
    for no key update of t;
    outcome := flowbench.refusal(task.status, task.run_status, task.attempts_count, fail_task.attempt);
    if outcome is not null then
        return outcome;
    end if;

    if task.attempts_count >= task.max_attempts then
        return flowbench.fail_task_for_good(
            fail_task.run_id, task.flow_slug, fail_task.step_slug, fail_task.task_index, message);
    end if;

    update flowbench.step_tasks t
    set status = 'queued', started_at = null, error_message = message
    where t.run_id = fail_task.run_id and t.step_slug = fail_task.step_slug and t.task_index = fail_task.task_index;

    update flowbench.queue q
    set visible_at = clock_timestamp() + make_interval(secs => task.base_delay * power(2, task.attempts_count))
    where q.flow_slug = task.flow_slug and q.message_id = task.message_id;
    return 'retrying';
end
$$;

comment on function flowbench.fail_task is
    'Fails a claimed task. Returns retrying, or failed when it was the last attempt and the run has failed with it, or why '
    'nothing was done, as complete_task does.';


-- ## A bare queue ####################################################################################################

-- What the engine above stands on, alone: messages that are sent, read and taken out, of no flow. It measures what the
-- workflow layer costs. Made as the queue of the engine is, its functions name their plans for the same reason.

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

commit;
