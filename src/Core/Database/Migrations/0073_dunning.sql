-- What is done about invoices that are not paid: step by step, and each step once.

create table dunning_ladders (
    version    bigint      primary key check (version > 0),
    rungs      text        not null,
    changed_by uuid        not null references operators,
    trail      uuid        not null,
    changed_at timestamptz not null
);

create table dunning_cases (
    invoice_id      uuid        primary key references invoices,
    organization_id uuid        not null references organizations,
    -- The next step is looked for then, by the seller's days; none where there is no other.
    next_on         date,
    held_until      date,
    held_why        text,
    -- Off the ladder, for good.
    excepted_at     timestamptz,
    excepted_why    text,
    begun_at        timestamptz not null,
    check ((held_until is null) = (held_why is null)),
    check ((excepted_at is null) = (excepted_why is null))
);
create index dunning_cases_of_organization on dunning_cases (organization_id);

create table dunning_steps (
    invoice_id uuid        not null references invoices,
    kind       text        not null check (kind in ('reminder', 'warning', 'suspension', 'cancellation', 'write_off')),
    -- So many days after the invoice was due, as the ladder had it.
    day        int         not null check (day >= 0),
    -- Asking: begun by a worker that has not come back with what became of it.
    state      text        not null check (state in ('asking', 'taken', 'skipped')),
    on_day     date        not null,
    at         timestamptz not null,
    -- What came of it, or why it was skipped.
    detail     text        not null,
    -- What the customer read of it.
    mail_id    uuid,
    primary key (invoice_id, kind, day)
);

-- When an organization that has paid was last asked to be let in again, so that what does not work is not asked for each minute.
create table dunning_lifts (
    organization_id uuid        primary key references organizations,
    asked_at        timestamptz not null
);

-- What is wrong at an organization now, by our fault or not.
create function incidents_of(organization uuid) returns table (number bigint, heading text) language sql stable as $$
    with here as (
        select id from servers where organization_id = organization
        union all
        select id from instances where organization_id = organization
        union all
        select organization)
    select a.number, a.heading
    from   alerts a
    where  a.state <> 'resolved'
    and    (a.target_id in (select id from here)
            or exists (
                select from alert_members m
                where  m.alert_id = a.id and m.left_at is null and m.member_id in (select id from here)))
$$;

-- Whether the doors of an organization were closed by dunning last, and by nobody else after: only then dunning opens them.
create function closed_by_dunning(organization uuid) returns boolean language sql stable as $$
    select coalesce((
        select a.operation = 'org suspend' and a.body::jsonb ->> 'account' = 'opsbot:dunning'
        from   audit a
        where  a.organization_id = organization and a.operation in ('org suspend', 'org resume') and a.outcome in ('started', 'done')
        order by a.seq desc
        limit  1), false)
$$;
