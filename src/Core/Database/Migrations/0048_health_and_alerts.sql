-- How servers are, what is told of it, who is called, and when it is quiet.

-- Each server as it was when it was last looked at. How many rounds in a row it was so decides what is told and done.
create table server_health (
    server_id       uuid        primary key references servers,
    health          text        not null check (health in ('healthy', 'degraded', 'unhealthy', 'unreachable')),
    -- Since when it is that.
    since           timestamptz not null,
    -- The last round that counted.
    seen_at         timestamptz not null,
    -- What each probe got: milliseconds, or nothing where no answer came.
    convex_ms       integer,
    web_ms          integer,
    mta_ms          integer,
    why             text,
    -- Rounds in a row: unhealthy or unreachable; anything but healthy; healthy.
    bad_rounds      integer     not null default 0,
    lesser_rounds   integer     not null default 0,
    good_rounds     integer     not null default 0,
    -- Healthy since then without a break; none while it is not.
    well_since      timestamptz,
    -- It was healthy for a whole day by these same probes: only such a server is rebooted.
    was_well_at     timestamptz
);
create index server_health_ill on server_health (health) where health <> 'healthy';

create table health_changes (
    id          bigint      generated always as identity primary key,
    server_id   uuid        not null references servers,
    at          timestamptz not null,
    health      text        not null,
    before      text,
    why         text
);
create index health_changes_of_server on health_changes (server_id, at desc);
create index health_changes_by_time   on health_changes (at);

-- What is kept of rounds that nobody remembers one by one.
create table health_hours (
    server_id   uuid        not null,
    hour        timestamptz not null,
    rounds      integer     not null,
    healthy     integer     not null,
    convex      integer     not null,
    web         integer     not null,
    mta         integer     not null,
    p50_ms      integer,
    p95_ms      integer,
    primary key (server_id, hour)
) partition by range (hour);

create table health_days (
    server_id   uuid        not null,
    day         timestamptz not null,
    rounds      integer     not null,
    healthy     integer     not null,
    convex      integer     not null,
    web         integer     not null,
    mta         integer     not null,
    p50_ms      integer,
    p95_ms      integer,
    primary key (server_id, day)
) partition by range (day);

-- The months around that moment have a place to be written to. The programs' own role may not make tables.
create function health_months(moment timestamptz, back integer, ahead integer) returns void
language plpgsql security definer set search_path from current as $$
declare
    month timestamptz;
    part  text;
begin
    for month in
        select (date_trunc('month', moment at time zone 'UTC') + make_interval(months => n)) at time zone 'UTC'
        from   generate_series(-least(back, 14), least(ahead, 3)) n
    loop
        foreach part in array array['health_hours', 'health_days'] loop
            execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
                part || '_' || to_char(month at time zone 'UTC', 'YYYY_MM'), part, month, month + interval '1 month');
        end loop;
    end loop;
end $$;

-- Months that ended before that moment are gone at once.
create function health_forget(hours_before timestamptz, days_before timestamptz) returns integer
language plpgsql security definer set search_path from current as $$
declare
    old  record;
    gone integer := 0;
begin
    for old in
        select c.relname, p.relname as parent
        from   pg_inherits i
        join   pg_class c on c.oid = i.inhrelid
        join   pg_class p on p.oid = i.inhparent
        where  p.relname in ('health_hours', 'health_days') and p.relnamespace = current_schema::regnamespace
        and    (to_timestamp(right(c.relname, 7), 'YYYY_MM') at time zone 'UTC') at time zone 'UTC' + interval '1 month'
               <= case p.relname when 'health_hours' then hours_before else days_before end
    loop
        execute format('drop table %I', old.relname);
        gone := gone + 1;
    end loop;
    return gone;
end $$;

create table probe_rounds (
    id          bigint      generated always as identity primary key,
    began_at    timestamptz not null,
    ended_at    timestamptz,
    servers     integer     not null default 0,
    healthy     integer     not null default 0,
    degraded    integer     not null default 0,
    unhealthy   integer     not null default 0,
    unreachable integer     not null default 0,
    -- Why it counts for nothing: nobody outside could be reached from here.
    void_why    text
);
create index probe_rounds_by_time on probe_rounds (began_at desc);

-- One for each thing that is wrong; people talk about it by its number.
create table alerts (
    id              uuid        primary key,
    number          bigint      not null unique generated always as identity,
    kind            text        not null check (kind in ('server', 'region', 'host', 'provider', 'instance', 'job', 'duty', 'cost', 'approval')),
    -- What it is about; there is one open alert for each.
    cause           text        not null,
    target_kind     text,
    target_id       uuid,
    severity        text        not null check (severity in ('warning', 'critical')),
    heading         text        not null,
    state           text        not null default 'open' check (state in ('open', 'acknowledged', 'resolved')),
    -- It comes and goes: nothing is told until it has been quiet.
    flaps           boolean     not null default false,
    -- How it stands, in a sentence; and the command that shows more.
    detail          text,
    command         text,
    opened_at       timestamptz not null,
    -- Opened once more soon after it was over.
    reopened        integer     not null default 0,
    acknowledged_at timestamptz,
    acknowledged_by uuid        references operators,
    snoozed_until   timestamptz,
    snoozed_by      uuid        references operators,
    snooze_reason   text,
    resolved_at     timestamptz,
    -- Nobody where it is over by itself.
    resolved_by     uuid        references operators,
    resolution      text,
    -- How often somebody was called, and when last.
    calls           integer     not null default 0,
    called_at       timestamptz,
    version         bigint      not null default 1,
    changed_at      timestamptz not null,
    check ((state = 'resolved') = (resolved_at is not null)),
    check ((state = 'acknowledged') <= (acknowledged_at is not null)),
    check ((snoozed_until is null) = (snooze_reason is null))
);
create unique index alerts_open     on alerts (cause) where state <> 'resolved';
create index alerts_by_cause        on alerts (cause, opened_at desc);
create index alerts_of_target       on alerts (target_kind, target_id, opened_at desc) where target_id is not null;
create index alerts_in_order        on alerts ((resolved_at is not null), opened_at desc, number desc);
create index alerts_unresolved      on alerts (opened_at) where state <> 'resolved';
create index alerts_over            on alerts (resolved_at) where state = 'resolved';

-- What it consists of: the server alone, or all that failed together. Each thing is in one open alert.
create table alert_members (
    alert_id    uuid        not null references alerts on delete cascade,
    member_kind text        not null,
    member_id   uuid        not null,
    name        text        not null,
    joined_at   timestamptz not null,
    left_at     timestamptz,
    primary key (alert_id, member_kind, member_id)
);
create unique index alert_members_open on alert_members (member_kind, member_id) where left_at is null;
create index alert_members_of_thing    on alert_members (member_kind, member_id, joined_at desc);

-- What happened to it, in order.
create table alert_lines (
    id          bigint      generated always as identity primary key,
    alert_id    uuid        not null references alerts on delete cascade,
    at          timestamptz not null,
    kind        text        not null,
    text        text        not null,
    operator_id uuid        references operators
);
create index alert_lines_of_alert on alert_lines (alert_id, id desc);
create index alert_lines_by_kind  on alert_lines (kind, at desc);

-- What was set by people; what is not here is as it comes.
create table alert_rules (
    name        text        primary key,
    value       text        not null,
    changed_at  timestamptz not null,
    changed_by  uuid        references operators
);

-- OpsBot reboots: asked before the provider is, so that who died in between is known to have asked.
create table auto_reboots (
    id          uuid        primary key,
    server_id   uuid        not null references servers,
    alert_id    uuid        references alerts on delete set null,
    trail       uuid,
    hard        boolean     not null,
    asked_at    timestamptz not null,
    -- Whether it was well again afterwards, and when.
    helped      boolean,
    settled_at  timestamptz
);
create index auto_reboots_of_server on auto_reboots (server_id, asked_at desc);
create index auto_reboots_by_time   on auto_reboots (asked_at desc);

-- Who is on duty: one rotation for the house, its people in turn.
create table rotations (
    id          uuid        primary key,
    people      uuid[]      not null check (cardinality(people) > 0),
    -- Each has a turn of so many hours, and turns change at that moment of the zone.
    every       text        not null,
    handover    text        not null,
    zone        text        not null,
    starts_at   timestamptz not null,
    ended_at    timestamptz,
    set_by      uuid        references operators,
    set_at      timestamptz not null
);
create unique index rotations_current on rotations ((true)) where ended_at is null;

create table overrides (
    id          uuid        primary key,
    number      bigint      not null unique generated always as identity,
    operator_id uuid        not null references operators,
    -- For whom; none where nobody would have been on.
    instead_of  uuid        references operators,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null check (ends_at > starts_at),
    set_by      uuid        references operators,
    set_at      timestamptz not null,
    cancelled_at timestamptz
);
create index overrides_by_time on overrides (ends_at) where cancelled_at is null;

-- While one is on, nobody is called and nothing rebooted; it is measured all the same.
create table maintenances (
    id              uuid        primary key,
    number          bigint      not null unique generated always as identity,
    scope           text        not null check (scope in ('server', 'host', 'region', 'organization')),
    target_id       uuid,
    region          text        references regions (name),
    target_name     text        not null,
    reason          text        not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null check (ends_at > starts_at),
    announced_at    timestamptz,
    begun_at        timestamptz,
    ended_at        timestamptz,
    told_at         timestamptz,
    set_by          uuid        references operators,
    set_at          timestamptz not null,
    check ((scope = 'region') = (region is not null)),
    check ((scope = 'region') = (target_id is null))
);
create index maintenances_open on maintenances (starts_at, ends_at) where ended_at is null;
create index maintenances_by_time on maintenances (starts_at desc, number desc);

create function is_maintained(server uuid, moment timestamptz) returns boolean language sql stable parallel safe as $$
    select exists (
        select 1
        from   maintenances m
        join   servers s on s.id = server
        where  m.ended_at is null and m.starts_at <= moment and m.ends_at > moment
        and    (m.target_id = s.id or m.target_id = s.organization_id or m.region = s.region))
$$;

-- What nodes say of themselves.
create table node_metrics (
    server_id   uuid        not null references servers,
    at          timestamptz not null,
    cpu         real,
    memory      real,
    disk        real,
    net_in      bigint,
    net_out     bigint,
    primary key (server_id, at)
);
create index node_metrics_by_time on node_metrics (at);
