-- Where the audit ended is also known outside the database, and what is signed is compared with that.

-- Signed without anything outside to compare with.
alter table audit_checkpoints add column alone boolean not null default false;

-- A restore from a backup cuts off rows that are known outside. Two people said so: what was signed before, about rows
-- after that one, is not expected any more.
create table audit_epochs (
    number    bigint      primary key check (number > 0),
    after     bigint      not null check (after >= 0),
    at        timestamptz not null,
    trail     uuid        not null,
    key_id    text        not null,
    signature bytea       not null
);
create trigger audit_stays before update or delete or truncate on audit_epochs for each statement execute function audit_stays();
alter table audit_epochs enable always trigger audit_stays;

-- What the bot last found in the audit channel; signed, so that nobody can make it say something else or look newer.
create table outside_heads (
    platform   text        not null,
    channel_id text        not null,
    lines      text        not null default '',
    seen_at    timestamptz,
    voucher    text,
    problem    text,
    tried_at   timestamptz not null,
    primary key (platform, channel_id)
);

-- What somebody without an account here asked for within an hour, after the first time.
create table stranger_commands (
    platform   text        not null,
    account_id text        not null,
    since      timestamptz not null,
    more       bigint      not null default 0,
    primary key (platform, account_id)
);
create index stranger_commands_by_age on stranger_commands (since);
