-- OpsBot itself asks, by the name of a duty: nobody's account stands behind it, and anybody entitled may decide it.
alter table approvals
    alter column asked_by drop not null,
    add column asked_by_duty text,
    add constraint approvals_asker_check check ((asked_by is null) <> (asked_by_duty is null));
alter table approval_decisions alter column asked_by drop not null;
alter table jobs add column duty text;

-- What failed in the end might have passed: the host was away, and not the thing broken.
alter table job_steps add column may_pass boolean not null default false;
