-- Lists of servers stay quick with many of them; what costs money at the provider and belongs to nothing is remembered.

-- Names are plain ASCII: in the order of their bytes, an index on them also finds how they begin.
alter table servers alter column name type text collate "C";

-- What wants attention stands first in a list: what is lost or broken, then what is moving, off, running; what is deleted last.
create function server_attention(state text) returns smallint language sql immutable parallel safe as $$
    select case state when 'missing' then 0 when 'error' then 1 when 'off' then 3 when 'running' then 4 when 'deleted' then 5 else 2 end::smallint
$$;

alter table servers add column attention smallint not null generated always as (server_attention(state)) stored;

create index servers_in_order   on servers (attention, name);
create index servers_by_region  on servers (region, attention, name);
create index servers_by_purpose on servers (purpose, attention, name);
create index servers_by_type    on servers (type, attention, name) where type is not null;

-- Addresses that a server was given beside its own; they cost on when it goes.
create table floating_ips (
    id          uuid        primary key,
    server_id   uuid        not null references servers,
    provider    text        not null,
    provider_id text        not null,
    ip          inet        not null,
    -- A month, as it was when it was ordered.
    price_minor bigint,
    currency    text        check (currency ~ '^[A-Z]{3}$'),
    added_at    timestamptz not null,
    removed_at  timestamptz,
    unique (provider, provider_id),
    check ((price_minor is null) = (currency is null))
);
create index floating_ips_of_server on floating_ips (server_id) where removed_at is null;
create index floating_ips_by_ip     on floating_ips (ip) where removed_at is null;

-- What costs money at the provider and belongs to no record, as it was seen there last.
create table orphans (
    id            uuid        primary key,
    provider      text        not null,
    kind          text        not null check (kind in ('server', 'primary_ip', 'floating_ip', 'volume', 'snapshot')),
    provider_id   text        not null,
    -- server-4711: as it is typed.
    slug          text        collate "C" not null unique,
    name          text        not null,
    -- The value of our label; none where it carries none, and may well be somebody else's.
    label         text,
    -- The server it hangs on there.
    attached_to   text,
    region        text,
    ip            text,
    size_gb       numeric,
    is_protected  boolean     not null,
    -- A month, without tax.
    price_minor   bigint      not null,
    currency      text        not null check (currency ~ '^[A-Z]{3}$'),
    made_at       timestamptz not null,
    first_seen_at timestamptz not null,
    seen_at       timestamptz not null,
    -- Since when it is none any more, and how that came.
    ended_at      timestamptz,
    ended_by      text        check (ended_by in ('gone', 'known', 'adopted', 'removed')),
    version       bigint      not null default 1,
    unique (provider, kind, provider_id),
    check ((ended_at is null) = (ended_by is null))
);
create index orphans_in_order on orphans ((-price_minor), slug) where ended_at is null;

-- When all that costs there was looked at last.
create table orphan_looks (
    provider  text        primary key,
    looked_at timestamptz not null
);

-- Routes are found by their names, too, when there are as many as organizations.
alter table routes alter column slug type text collate "C";
create index routes_by_host on routes using gin (hosts);

do $$
begin
    create index routes_by_words on routes using gin (slug gin_trgm_ops) with (gin_pending_list_limit = 512);
exception when undefined_object then
    raise notice 'The search of routes has no index: pg_trgm is not there.';
end $$;
