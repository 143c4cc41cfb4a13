-- Jobs fit for long, paid work. A step stands by its name, so that a version which adds one goes on with a running job where it was.
create table job_steps (
    job_id     uuid        not null references jobs on delete cascade,
    name       text        not null,
    -- Taking back what the step did, once the job is given up.
    undo       boolean     not null default false,
    operation  text        not null,
    state      text        not null check (state in ('running', 'looking', 'waiting', 'done', 'failed')),
    tries      int         not null default 0,
    -- The outside may have acted, and nobody heard so.
    unsure     boolean     not null default false,
    detail     text,
    started_at timestamptz not null,
    ended_at   timestamptz,
    primary key (job_id, name, undo),
    check ((state in ('done', 'failed')) = (ended_at is not null))
);
create index job_steps_lately on job_steps (operation, name, ended_at desc) where state = 'done' and not undo;

alter table jobs
    -- What people call it by.
    add column number          bigint generated always as identity unique,
    -- What can only be done by one unfinished job at a time.
    add column serial_key      text,
    -- Why it is given up: what it did is being taken back.
    add column giving_up       text,
    -- Somebody wants it to end, and why; heard between two steps.
    add column cancelling      text,
    add column cancel_asked_at timestamptz,
    -- Since when the workers that look at it do not know what it is.
    add column unknown_since   timestamptz,
    add column unknown_told    boolean not null default false,
    add constraint jobs_cancelling_check check ((cancelling is null) = (cancel_asked_at is null)),
    drop constraint jobs_state_check,
    drop constraint jobs_check,
    add constraint jobs_state_check check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    add constraint jobs_check check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null));
create unique index jobs_in_turn on jobs (serial_key) where state in ('queued', 'running');
create index jobs_in_order on jobs ((finished_at is null), number);

-- What is under way goes on where it is: the steps that were done by their number are done by their name.
insert into job_steps (job_id, name, operation, state, started_at, ended_at)
select j.id, s.name, j.operation, 'done', j.created_at, j.created_at
from   jobs j
join   (values
        ('instance stop', 0, 'Ask it to shut down'), ('instance stop', 1, 'See that it is down'),
        ('instance start', 0, 'Start the container'), ('instance start', 1, 'Wait until it answers'),
        ('instance retry', 0, 'Start the container'), ('instance retry', 1, 'Wait until it answers'),
        ('instance restart', 0, 'Note when it last started'), ('instance restart', 1, 'Restart the container'),
        ('instance restart', 2, 'Wait until it answers'),
        ('instance backup', 0, 'Copy its data'),
        ('instance delete', 0, 'See what belongs to it'), ('instance delete', 1, 'Remove the container and its volumes'),
        ('instance delete', 2, 'See that it is gone'),
        ('instance retry-all', 0, 'Start their containers'), ('instance retry-all', 1, 'Wait until they answer')
       ) s (operation, place, name) on s.operation = j.operation and s.place < j.step
where  j.state in ('queued', 'running');

-- And their notes are what the steps expect of them now.
update jobs
set    memo = case operation
           when 'instance restart' then jsonb_strip_nulls(jsonb_build_object(
               'seenStart', memo::jsonb -> 'seen start', 'asked', step > 1, 'broken', memo::jsonb ? 'broken'))
           when 'instance backup' then case when memo::jsonb ? 'path' then jsonb_build_object('name', memo::jsonb ->> 'name', 'stored', jsonb_build_object(
               'path', memo::jsonb ->> 'path', 'bytes', (memo::jsonb ->> 'bytes')::bigint,
               'sha256', memo::jsonb ->> 'sha256', 'takenAt', memo::jsonb ->> 'taken at')) else '{}' end
           when 'instance delete' then jsonb_strip_nulls(jsonb_build_object(
               'before', (memo::jsonb ->> 'on the server before')::jsonb, 'after', (memo::jsonb ->> 'on the server after')::jsonb))
           when 'instance retry-all' then jsonb_build_object(
               'instances', (memo::jsonb ->> 'instances')::jsonb, 'said', memo::jsonb - 'instances' - 'waiting since')
           else '{}'
       end::text
where  state in ('queued', 'running');

alter table jobs drop column step, drop column attempts;
