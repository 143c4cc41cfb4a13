-- How what one person did alone has ended, so that its card can say so as the card of an approval does.
alter table break_glass
    add column ran        text check (ran in ('running', 'done', 'failed')),
    add column ended_at   timestamptz,
    add column came_of_it text,
    add column ending     text,
    add check ((ended_at is not null) = coalesce(ran in ('done', 'failed'), false));
create index break_glass_running on break_glass (trail) where ran = 'running';

-- Since when a container runs that people have ordered to be stopped.
alter table instances add column runs_since timestamptz;
create index instances_running_unasked on instances (server_id, slug) where runs_since is not null;
