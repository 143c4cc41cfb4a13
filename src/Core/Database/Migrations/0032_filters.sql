-- The filters of the instance list are counted and found without a look at the organizations.

-- The plan stands beside each instance as well; whoever changes it at this moment is waited for, so that no old one stays behind.
alter table instances add column plan text;
update instances i set plan = o.tier from organizations o where o.id = i.organization_id;
alter table instances alter column plan set not null;

create or replace function instance_words() returns trigger language plpgsql as $$
begin
    -- Locks the organization, so what is read of it next is what it is.
    new.words := coalesce(words_of_instance(new.slug, new.name, new.url, new.organization_id), '');
    select tier into new.plan from organizations where id = new.organization_id;
    return new;
end $$;

create function organization_plan() returns trigger language plpgsql as $$
begin
    update instances set plan = new.tier where organization_id = new.id;
    return null;
end $$;
create trigger organization_plan after update of tier on organizations
    for each row when (old.tier is distinct from new.tier) execute function organization_plan();

-- Few values in each, so that it is small: whatever combination is asked for, it says how many there are of each state.
create index instances_by_filters on instances (state, plan, kind, app_version);
