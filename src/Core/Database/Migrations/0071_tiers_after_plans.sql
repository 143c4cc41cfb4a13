-- When OpsBot asked for the server to follow to the tier of another plan; once for each.
alter table plan_changes add column tier_asked_at timestamptz;
create index plan_changes_to_follow on plan_changes (ended_at, id) where state = 'done' and tier_asked_at is null;

create function months_of(length text) returns smallint language sql immutable parallel safe as $$
    select case length when 'month' then 1 when 'quarter' then 3 when 'half_year' then 6 when 'year' then 12 end::smallint
$$;
