-- How the run of an approved request ended, so that every copy of its card can say so; and the quiet line that long work keeps
-- from its first message to its last: who asked, who approved, why.
alter table approvals
    add column ran        text check (ran in ('running', 'done', 'failed')),
    add column ran_at     timestamptz,
    add column came_of_it text,
    add check (ran is null or state = 'approved'),
    add check ((ran_at is not null) = coalesce(ran in ('done', 'failed'), false));

alter table jobs add column byline text;
