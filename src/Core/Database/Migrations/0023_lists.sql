-- Lists, searches and what is offered while somebody types stay quick with hundreds of thousands of rows.

-- Text is found anywhere by its trigrams. The extension is trusted, so whoever owns the database may make it; where it is not
-- installed or not allowed, all of it works without, only slower.
do $$
begin
    create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then
    raise notice 'pg_trgm cannot be made here, so long lists are searched without an index: %', sqlerrm;
end $$;

-- Slugs are plain ASCII: in the order of their bytes, an index on them also finds how they begin.
alter table instances     alter column slug type text collate "C";
alter table organizations alter column slug type text collate "C";

-- What wants attention stands first in a list: what failed, then what is moving, running, stopped; what is deleted last.
create function attention(state text) returns smallint language sql immutable parallel safe as $$
    select case state when 'error' then 0 when 'running' then 2 when 'stopped' then 3 when 'deleted' then 4 else 1 end::smallint
$$;

-- All that an instance is looked for by: its own names and address, whose it is, and who that is.
create function words_of_instance(its_slug text, its_name text, its_url text, whose uuid) returns text language sql volatile as $$
    select concat_ws(' ', its_slug, lower(its_name), lower(its_url), o.slug, lower(o.name),
               (select string_agg(lower(c.email), ' ' order by c.created_at, c.id) from customers c where c.organization_id = o.id))
    from   organizations o
    where  o.id = whose
    -- Whoever gives it another name at this moment is waited for, so that no old one stays behind.
    for    share
$$;

alter table instances
    add column attention smallint not null generated always as (attention(state)) stored,
    add column words     text collate "C" not null default '';
update instances i set words = words_of_instance(i.slug, i.name, i.url, i.organization_id);

create function instance_words() returns trigger language plpgsql as $$
begin
    new.words := coalesce(words_of_instance(new.slug, new.name, new.url, new.organization_id), '');
    return new;
end $$;
create trigger instance_words before insert or update of slug, name, url, organization_id on instances
    for each row execute function instance_words();

create function organization_words() returns trigger language plpgsql as $$
begin
    update instances i set words = words_of_instance(i.slug, i.name, i.url, i.organization_id) where i.organization_id = new.id;
    return null;
end $$;
create trigger organization_words after update of slug, name on organizations
    for each row when (old.slug is distinct from new.slug or old.name is distinct from new.name) execute function organization_words();

create function customer_words() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update instances i set words = words_of_instance(i.slug, i.name, i.url, i.organization_id)
        where  i.organization_id = old.organization_id;
    end if;
    if tg_op <> 'DELETE' then
        update instances i set words = words_of_instance(i.slug, i.name, i.url, i.organization_id)
        where  i.organization_id = new.organization_id;
    end if;
    return null;
end $$;
create trigger customer_words after insert or delete or update of email, organization_id on customers
    for each row execute function customer_words();

alter table organizations add column words text collate "C" not null generated always as (slug || ' ' || lower(name)) stored;
alter table approvals     add column words text collate "C" not null generated always as (lower(effect || ' ' || target_label)) stored;
alter table break_glass   add column words text collate "C" not null generated always as (lower(effect)) stored;

create index instances_in_order on instances (attention, slug);
create index instances_by_name on instances (lower(name) collate "C");
create index instances_by_version on instances (app_version) where state <> 'deleted';
create index instances_failed on instances (failed_at, id) where state = 'error';
create index organizations_by_name on organizations (lower(name) collate "C");
create index approvals_in_order on approvals ((state = 'pending'), number);
create index approvals_by_state on approvals (state, number);
create index approvals_of_asker on approvals (asked_by, (state = 'pending'), number);
create index break_glass_in_order on break_glass ((signed_off_at is null), number);
create index break_glass_by_reference on break_glass (right(replace(trail::text, '-', ''), 12));
drop index approvals_by_asker;

-- The things that once bore a name, each found by going from one to the next; and how often it stands there without reading the rows.
create index audit_by_name on audit (lower(target_label) collate "C", target_id) include (target_label, seq) where target_label is not null;
drop index audit_by_label;

do $$
declare
    searched text;
begin
    foreach searched in array array['instances', 'organizations', 'approvals', 'break_glass'] loop
        -- What is changed waits unsorted until there is a little of it: a state that changes pays nothing for the search.
        execute format('create index %I on %I using gin (words gin_trgm_ops) with (gin_pending_list_limit = 512)',
            searched || '_by_words', searched);
    end loop;
exception when undefined_object then
    raise notice 'The searches have no index: pg_trgm is not there.';
end $$;
