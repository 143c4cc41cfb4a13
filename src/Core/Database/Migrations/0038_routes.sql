-- Which address leads where: what the proxy is made to be, and how it was when it was last looked at.

create table routes (
    id              uuid        primary key,
    slug            text        not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    organization_id uuid        unique references organizations,
    -- Names of its own, besides the one that its slug makes.
    hosts           text[]      not null default '{}' check (array_to_string(hosts, ' ') ~ '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?( |$))*$'),
    address         inet        not null check (masklen(address) = case family(address) when 4 then 32 else 128 end),
    port            int         not null check (port between 1 and 65535),
    state           text        not null check (state in ('on', 'off', 'paused')),
    changed_at      timestamptz not null,
    created_at      timestamptz not null
);

-- By where its admin API is: whoever points OpsBot at another proxy knows nothing of that one yet.
create table proxies (
    address    text        primary key,
    -- When it was last seen to be as it should, and when something was last written to it.
    equal_at   timestamptz,
    written_at timestamptz,
    -- Since when it is not, and why.
    away_since timestamptz,
    away_why   text,
    check ((away_since is null) = (away_why is null))
);
