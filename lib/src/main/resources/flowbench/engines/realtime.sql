-- What pgflow needs of a Supabase project, for a database that is not one: roles, and realtime.messages with realtime.send.
--
-- The table has the columns, the key and the partitions of Supabase's. Its one more column, sequence, is the order in which
-- events were written, which Supabase's rows do not hold.

do $$
begin
    -- Roles belong to the server, not to the database.
    if to_regrole('anon') is null then
        create role anon nologin;
        create role authenticated nologin;
        create role service_role nologin bypassrls;
    end if;
end
$$;

create schema realtime;

create table realtime.messages (
    topic text not null,
    extension text not null,
    payload jsonb,
    event text,
    private boolean default false,
    updated_at timestamp not null default now(),
    inserted_at timestamp not null default now(),
    id uuid not null default gen_random_uuid(),
    sequence bigint not null generated always as identity,
    primary key (id, inserted_at)
) partition by range (inserted_at);

create table realtime.messages_all partition of realtime.messages default;

create index messages_by_sequence on realtime.messages (sequence);

-- Like Supabase's, it adds an id to the payload, and an event that cannot be written is a warning, never an error: what it
-- tells of goes on without it.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql
set search_path = ''
as $$
declare
    message_id constant uuid := gen_random_uuid();
begin
    begin
        perform set_config('realtime.topic', send.topic, true);
        insert into realtime.messages (id, payload, event, topic, private, extension)
        values (
            message_id,
            case when send.payload ? 'id' then send.payload else jsonb_set(send.payload, '{id}', to_jsonb(message_id)) end,
            send.event,
            send.topic,
            send.private,
            'broadcast');
    exception
        when others then
            raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
    end;
end
$$;

-- The key of each event, for whoever listens; see the trigger of the same name in setup.sql.
create function realtime.announce_events() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform pg_notify(
        'flowbench_events', w.sequence || ' ' || substr(w.topic, length('pgflow:run:') + 1) || ' ' || w.event)
    from (select * from written order by sequence) w;
    return null;
end
$$;

create trigger announce_events
    after insert on realtime.messages
    referencing new table as written
    for each statement execute function realtime.announce_events();

alter table realtime.messages disable trigger announce_events;
