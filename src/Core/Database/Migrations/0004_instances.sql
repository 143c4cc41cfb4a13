-- Who pays, where it runs, and what runs.

create table organizations (
    id         uuid        primary key,
    slug       text        not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text        not null,
    tier       text        not null check (tier in ('starter', 'growth', 'enterprise')),
    version    bigint      not null default 1,
    created_at timestamptz not null
);

create table customers (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    email           text        not null unique,
    name            text        not null,
    created_at      timestamptz not null
);
create index customers_by_organization on customers (organization_id);

create table servers (
    id         uuid        primary key,
    name       text        not null unique,
    region     text        not null,
    address    text        not null,
    created_at timestamptz not null
);

create table instances (
    id              uuid        primary key,
    slug            text        not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name            text        not null,
    organization_id uuid        not null references organizations,
    server_id       uuid        not null references servers,
    kind            text        not null check (kind in ('production', 'staging', 'development')),
    app_version     text        not null,
    url             text        not null,
    state           text        not null check (state in ('creating', 'starting', 'running', 'stopping', 'stopped', 'restarting', 'maintenance', 'suspended', 'error', 'deleting', 'deleted')),
    -- What a move that fails without having changed anything goes back to.
    state_before    text        check (state_before in ('creating', 'running', 'stopped', 'suspended', 'error')),
    -- The command that is moving it right now.
    trail           uuid,
    version         bigint      not null default 1,
    error           text,
    failed_at       timestamptz,
    attempts        int         not null default 0,
    changed_at      timestamptz not null,
    created_at      timestamptz not null,
    deleted_at      timestamptz,
    check ((state = 'error') <= (error is not null and failed_at is not null)),
    check ((state = 'deleted') = (deleted_at is not null))
);
create index instances_by_organization on instances (organization_id);
create index instances_by_state on instances (state, slug);
create index instances_by_trail on instances (trail) where trail is not null;

create table backups (
    id          uuid        primary key,
    instance_id uuid        not null references instances,
    name        text        not null,
    path        text        not null,
    bytes       bigint      not null check (bytes >= 0),
    sha256      text        not null,
    app_version text        not null,
    taken_at    timestamptz not null,
    unique (instance_id, name)
);
create index backups_by_instance on backups (instance_id, taken_at desc);
