-- The audit: rows are only ever added, each carries the hash of the row before it.

create function audit_instant(value text) returns timestamptz
    language plpgsql immutable strict parallel safe as $$
begin
    -- Immutable in truth: what is written always carries its offset, so no setting of the session plays a part.
    return value::timestamptz;
end $$;

-- The body is what happened. All columns below the hash are read out of it and can be searched, never written.
create table audit (
    seq             bigint      primary key check (seq > 0),
    body            text        not null,
    prev_hash       bytea       not null check (octet_length(prev_hash) = 32),
    hash            bytea       not null check (octet_length(hash) = 32),
    trail           uuid        not null generated always as ((body::jsonb ->> 'trail')::uuid) stored,
    at              timestamptz not null generated always as (audit_instant(body::jsonb ->> 'at')) stored,
    operation       text        not null generated always as (body::jsonb ->> 'operation') stored,
    outcome         text        not null generated always as (body::jsonb ->> 'outcome') stored,
    operator_id     uuid        generated always as ((body::jsonb ->> 'operatorId')::uuid) stored,
    target_id       uuid        generated always as ((body::jsonb #>> '{target,id}')::uuid) stored,
    target_label    text        generated always as (body::jsonb #>> '{target,label}') stored,
    organization_id uuid        generated always as ((body::jsonb #>> '{target,organization}')::uuid) stored
);
create index audit_by_trail on audit (trail, seq);
create index audit_by_time on audit (at, seq);
create index audit_by_operation on audit (operation text_pattern_ops, seq);
create index audit_by_outcome on audit (outcome, seq);
create index audit_by_operator on audit (operator_id, seq) where operator_id is not null;
create index audit_by_target on audit (target_id, seq) where target_id is not null;
create index audit_by_label on audit (lower(target_label) text_pattern_ops, seq) where target_label is not null;
create index audit_by_organization on audit (organization_id, seq) where organization_id is not null;

-- A row gets its number and its hash here and nowhere else, one row at a time; a rolled back row leaves no gap.
create function audit_chain() returns trigger language plpgsql as $$
declare
    last record;
begin
    -- The two-number form shares no keys with the locks on targets, which are one hash.
    perform pg_advisory_xact_lock(2, 1);
    select seq, hash into last from audit order by seq desc limit 1;
    new.seq       := coalesce(last.seq, 0) + 1;
    new.prev_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    new.hash      := sha256(new.prev_hash || int8send(new.seq) || sha256(convert_to(new.body, 'UTF8')));
    return new;
end $$;
create trigger audit_chain before insert on audit for each row execute function audit_chain();

create function audit_stays() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
create trigger audit_stays before update or delete or truncate on audit for each statement execute function audit_stays();

-- What a transaction has to say waits here until its commit, and only then takes its place in the chain: nobody holds
-- the chain while still working, and no order of other locks can end in a deadlock over it. Committed, this is empty.
create table audit_intake (
    id   bigint generated always as identity primary key,
    body text   not null
);

create function audit_take_in() returns trigger language plpgsql as $$
begin
    insert into audit (body) values (new.body);
    delete from audit_intake where id = new.id;
    return null;
end $$;
create constraint trigger audit_take_in after insert on audit_intake
    deferrable initially deferred for each row execute function audit_take_in();

-- Signed words on how long the chain was and where it ended; posted to people, too, so that a cut-off tail shows.
create table audit_checkpoints (
    count     bigint      primary key check (count > 0),
    head      bytea       not null check (octet_length(head) = 32),
    at        timestamptz not null,
    key_id    text        not null,
    signature bytea       not null
);
create trigger audit_stays before update or delete or truncate on audit_checkpoints for each statement execute function audit_stays();

-- Also where a session calls itself a replica to get around triggers.
alter table audit enable always trigger audit_chain;
alter table audit enable always trigger audit_stays;
alter table audit_intake enable always trigger audit_take_in;
alter table audit_checkpoints enable always trigger audit_stays;
