-- One schema of the path may hold a function of the same name for exactly these types, and it would be taken before the
-- server's own: whoever made one would decide which rows enter, and with what hash.
create or replace procedure audit_append(entries text[]) language plpgsql security definer as $$
begin
    perform pg_catalog.pg_advisory_xact_lock(2, 1);
    insert into audit (body)
    select   entry
    from     pg_catalog.unnest(entries) with ordinality as given (entry, place)
    order by place;
end $$;

create or replace function audit_chain() returns trigger language plpgsql as $$
declare
    last record;
begin
    perform pg_catalog.pg_advisory_xact_lock(2, 1);
    select seq, hash into last from audit order by seq desc limit 1;
    new.seq       := coalesce(last.seq, 0) + 1;
    new.prev_hash := coalesce(last.hash, pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex'));
    new.hash      := pg_catalog.sha256(
        new.prev_hash || pg_catalog.int8send(new.seq) || pg_catalog.sha256(pg_catalog.convert_to(new.body, 'UTF8')));
    return new;
end $$;

-- Replaced, they have forgotten where they look for names.
do $$
declare
    made text;
begin
    foreach made in array array['audit_append(text[])', 'audit_chain()'] loop
        execute format('alter routine %s set search_path = pg_catalog, %I, pg_temp', made, current_schema);
    end loop;
end $$;
