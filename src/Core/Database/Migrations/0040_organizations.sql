-- Organizations have a life of their own: applied for, active, suspended, on their way out, gone. What was there is active.

alter table customers
    add column verified_at   timestamptz,
    add column last_login_at timestamptz,
    add column words         text collate "C" not null generated always as (lower(email || ' ' || name)) stored;

-- What wants attention stands first in a list; what has ended stands last.
create function organization_attention(state text) returns smallint language sql immutable parallel safe as $$
    select case state when 'error' then 0 when 'pending' then 1 when 'active' then 3 when 'cancelled' then 4 when 'deleted' then 5 else 2 end::smallint
$$;

alter table organizations
    add column owner_id     uuid references customers,
    add column region       text not null default 'nbg1' references regions (name),
    add column network      text not null default 'dual' check (network in ('dual', 'ipv6')),
    add column state        text not null default 'active' check (state in ('pending', 'provisioning', 'deploying', 'active', 'suspended', 'cancelling', 'cancelled', 'deleting', 'deleted', 'error')),
    -- What it goes back to when it is kept after all.
    add column state_before text check (state_before in ('active', 'suspended', 'cancelled', 'pending', 'error')),
    -- The command that is moving it right now.
    add column trail        uuid,
    add column error        text,
    -- Until then it is paid for; afterwards it is cancelled.
    add column ends_at      timestamptz,
    add column changed_at   timestamptz,
    add check ((state = 'cancelling') <= (ends_at is not null and state_before is not null));
alter table organizations
    add column attention smallint not null generated always as (organization_attention(state)) stored;

update organizations o
set    owner_id = (select c.id from customers c where c.organization_id = o.id order by c.created_at, c.id limit 1);

create index organizations_in_order  on organizations (attention, slug);
create index organizations_by_tier   on organizations (tier, attention, slug);
create index organizations_by_region on organizations (region, attention, slug);
create index organizations_waiting   on organizations (created_at, id) where state = 'pending';
create index organizations_ending    on organizations (ends_at) where state = 'cancelling';
create index organizations_by_trail  on organizations (trail) where trail is not null;
create index customers_by_name       on customers (lower(name) collate "C");
-- In the order of their bytes, it also finds how they begin.
create index customers_in_order      on customers (email collate "C");

create table organization_notes (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    operator_id     uuid        references operators,
    text            text        not null,
    created_at      timestamptz not null
);
create index organization_notes_by_time on organization_notes (organization_id, created_at desc, id desc);

-- Somebody is asked to look at an organization, and it stays asked until they, or anybody, have said what came of it.
create table escalations (
    id              uuid        primary key,
    number          bigint      not null unique generated always as identity,
    organization_id uuid        not null references organizations,
    asked_by        uuid        not null references operators,
    asked_of        uuid        not null references operators,
    reason          text        not null,
    opened_at       timestamptz not null,
    answered_by     uuid        references operators,
    answered_at     timestamptz,
    answer          text,
    check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null))
);
create index escalations_open on escalations (organization_id, number) where answered_at is null;

do $$
begin
    create index customers_by_words on customers using gin (words gin_trgm_ops) with (gin_pending_list_limit = 512);
exception when undefined_object then
    raise notice 'The search of customers has no index: pg_trgm is not there.';
end $$;
