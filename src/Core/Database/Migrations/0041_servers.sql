-- Servers have a life of their own: ordered, running, off, gone. What was there are hosts that somebody set up by hand.

alter table servers
    -- Whoever rents it out, and what it is called there; none for a host of the house's own.
    add column provider        text,
    add column provider_id     text,
    -- What it is found by at the provider, whatever happened to who ordered it: the value of its label.
    add column label           text unique,
    add column purpose         text not null default 'host' check (purpose in ('organization', 'host', 'pool')),
    add column organization_id uuid references organizations,
    add column type            text,
    add column v4              inet,
    add column v6              inet,
    add column state           text not null default 'running' check (state in ('creating', 'running', 'off', 'busy', 'deleting', 'deleted', 'error', 'missing')),
    -- What a move that fails without having changed anything goes back to.
    add column state_before    text check (state_before in ('running', 'off', 'error', 'missing')),
    -- The command that is moving it right now.
    add column trail           uuid,
    add column error           text,
    -- Whether its services are asked at their own ports, or by way of the node.
    add column reach           text not null default 'direct' check (reach in ('direct', 'node')),
    -- The version of the services on it.
    add column app_version     text,
    -- What it costs a month, as it was when it was ordered.
    add column price_minor     bigint,
    add column currency        text check (currency ~ '^[A-Z]{3}$'),
    -- It failed to come up, and is looked at until then; none where it stays.
    add column kept_until      timestamptz,
    add column version         bigint not null default 1,
    add column changed_at      timestamptz,
    add column deleted_at      timestamptz,
    alter column address drop not null,
    add unique (provider, provider_id),
    add check ((purpose = 'host') <= (address is not null)),
    add check ((purpose = 'organization') <= (organization_id is not null and label is not null)),
    add check ((price_minor is null) = (currency is null)),
    add check ((state = 'deleted') = (deleted_at is not null));

-- An organization has one server at most; one that is gone is remembered.
create unique index servers_of_organization on servers (organization_id) where purpose = 'organization' and state <> 'deleted';
create index servers_by_organization on servers (organization_id, created_at desc) where organization_id is not null;
create index servers_by_trail        on servers (trail) where trail is not null;
create index servers_kept            on servers (kept_until) where kept_until is not null;

-- A command that moves an organization may move its server, too; the organization goes back to what it was before.
alter table organizations drop constraint organizations_state_before_check;
alter table organizations add constraint organizations_state_before_check
    check (state_before in ('active', 'suspended', 'cancelled', 'pending', 'error', 'deleted'));
alter table organizations
    -- Since when it is gone; it can be rebuilt for a while.
    add column deleted_at timestamptz;

-- What only the server and OpsBot know, sealed; the seal names the server and the secret, so that none can be put in another's place.
create table server_secrets (
    server_id  uuid        not null references servers,
    name       text        not null,
    -- Under which of the keys it was sealed.
    key_id     text        not null,
    sealed     bytea       not null,
    changed_at timestamptz not null,
    primary key (server_id, name)
);
create index server_secrets_by_key on server_secrets (key_id);

-- Pictures of a server's disk that are kept for a while, and cost.
create table snapshots (
    id              uuid        primary key,
    server_id       uuid        not null references servers,
    organization_id uuid        references organizations,
    provider        text        not null,
    provider_id     text        not null,
    -- For what it was made.
    made_for        text        not null check (made_for in ('goodbye', 'resize')),
    type            text        not null,
    size_gb         numeric,
    price_minor     bigint,
    currency        text        check (currency ~ '^[A-Z]{3}$'),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    deleted_at      timestamptz,
    unique (provider, provider_id)
);
create index snapshots_expiring        on snapshots (expires_at) where deleted_at is null;
create index snapshots_of_organization on snapshots (organization_id, created_at desc) where deleted_at is null;
create index servers_by_v4 on servers (v4) where v4 is not null;
create index servers_by_v6 on servers (v6) where v6 is not null;
