-- People, what came in, what is said, and what takes long.

create table operators (
    id         uuid        primary key,
    handle     text        not null unique check (handle ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    name       text        not null check (length(name) between 1 and 80),
    role       text        not null check (role in ('operator', 'admin', 'super_admin')),
    active     boolean     not null default true,
    version    bigint      not null default 1,
    created_at timestamptz not null,
    ended_at   timestamptz,
    check (active = (ended_at is null))
);

create table chat_accounts (
    platform    text        not null,
    account_id  text        not null,
    operator_id uuid        not null references operators,
    name        text        not null,
    linked_at   timestamptz not null,
    primary key (platform, account_id)
);
create index chat_accounts_by_operator on chat_accounts (operator_id);

-- An unlinked account that asked to be linked; one open request for each account.
create table link_requests (
    id         uuid        primary key,
    platform   text        not null,
    account_id text        not null,
    name       text        not null,
    asked_at   timestamptz not null,
    state      text        not null default 'open' check (state in ('open', 'linked', 'refused')),
    decided_at timestamptz,
    check ((state = 'open') = (decided_at is null))
);
create unique index link_requests_open on link_requests (platform, account_id) where state = 'open';

-- The one-time code by which the first super admin claims the role; only its hash is kept.
create table claims (
    code_hash  text        primary key,
    created_at timestamptz not null,
    claimed_at timestamptz
);

-- Which chat channel serves which purpose on each platform; the bot writes its own configuration here at its start.
create table channels (
    purpose    text        not null check (purpose in ('alerts', 'approvals', 'billing', 'audit', 'ops')),
    platform   text        not null,
    channel_id text        not null,
    primary key (purpose, platform)
);

-- Every signed request, written before it is acknowledged. The key makes a second delivery the same row.
create table inbox (
    id            uuid        primary key,
    key           text        not null unique,
    platform      text        not null,
    kind          text        not null,
    body          text        not null,
    received_at   timestamptz not null,
    claimed_until timestamptz not null,
    handled_at    timestamptz
);
create index inbox_waiting on inbox (claimed_until) where handled_at is null;
create index inbox_handled on inbox (handled_at) where handled_at is not null;

-- What the bot says. A message said again under its key is edited in place, wherever it stands.
create table messages (
    id         uuid        primary key,
    key        text        not null unique,
    kind       text        not null check (kind in ('reply', 'form')),
    content    text        not null,
    version    bigint      not null default 1,
    said_at    timestamptz not null
);
create index messages_by_age on messages (said_at);

-- Where each message stands. Within a lane deliveries go out one by one, in the order of their id.
create table deliveries (
    id            bigint      generated always as identity primary key,
    message_id    uuid        not null references messages on delete cascade,
    platform      text        not null,
    place         text        not null,
    lane          text        not null,
    ref           text,
    sent_version  bigint      not null default 0,
    pending       boolean     not null default true,
    attempts      int         not null default 0,
    not_before    timestamptz not null,
    claimed_until timestamptz,
    last_error    text,
    ended_at      timestamptz,
    unique (message_id, platform, place)
);
create index deliveries_waiting on deliveries (platform, lane, id) where pending;

-- Work that takes longer than a transaction; a dead worker's job goes on elsewhere from the step it had reached.
create table jobs (
    id           uuid        primary key,
    operation    text        not null,
    arguments    text        not null,
    target_kind  text        not null,
    target_id    uuid        not null,
    target_label text        not null,
    organization uuid,
    trail        uuid        not null,
    operator_id  uuid        references operators,
    reason       text,
    message_key  text        not null,
    heading      text        not null,
    state        text        not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed')),
    step         int         not null default 0,
    memo         text        not null default '{}',
    attempts     int         not null default 0,
    not_before   timestamptz not null,
    lease_owner  text,
    lease_until  timestamptz,
    error        text,
    created_at   timestamptz not null,
    finished_at  timestamptz,
    check ((state in ('succeeded', 'failed')) = (finished_at is not null)),
    check ((state = 'running') = (lease_until is not null))
);
create index jobs_waiting on jobs (not_before) where state = 'queued';
create index jobs_running on jobs (lease_until) where state = 'running';
create index jobs_by_target on jobs (target_kind, target_id, created_at desc);
