-- What keeps the time now keeps nothing: who did which round is said by a table of ours.

drop table if exists
    qrtz_blob_triggers, qrtz_calendars, qrtz_cron_triggers, qrtz_execution_history, qrtz_fired_triggers, qrtz_job_status, qrtz_locks,
    qrtz_misfire_history, qrtz_paused_job_grps, qrtz_paused_trigger_grps, qrtz_scheduler_state, qrtz_simple_triggers, qrtz_simprop_triggers,
    qrtz_triggers, qrtz_job_details;

-- A round of a duty, by the slot of the time it is for: claimed before it runs, held while it runs, open until it has run.
create table duty_runs (
    duty       text        not null,
    slot       timestamptz not null,
    every      interval    not null,
    worker     text        not null,
    attempts   int         not null default 1,
    started_at timestamptz not null,
    held_until timestamptz not null,
    ended_at   timestamptz,
    error      text,
    primary key (duty, slot)
);
-- No round begins while the one before it is open, on whichever worker.
create unique index duty_runs_open on duty_runs (duty) where ended_at is null;
create index duty_runs_by_age on duty_runs (slot);

-- Which bots and workers run, as they say themselves now and then.
create table programs (
    name       text        primary key,
    kind       text        not null check (kind in ('bot', 'worker')),
    version    text        not null,
    started_at timestamptz not null,
    seen_at    timestamptz not null
);

-- Whether an unfinished job speaks in a message that grew old; what failed of late.
create index jobs_by_message on jobs (message_key);
create index jobs_by_end on jobs (finished_at) where finished_at is not null;
create index deliveries_given_up on deliveries (ended_at) where ended_at is not null;

-- What a request, its job and its messages belong to, where somebody traces them.
alter table inbox add column trace text;
alter table jobs add column trace text;
alter table messages add column trace text;
