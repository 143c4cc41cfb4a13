-- What rounds over the servers need to be kept by, and to be read quickly.

alter table server_health
    -- By which way and where it was looked at: what was well by another way says nothing of this one.
    add column reach   text,
    add column address inet;

-- How often a round took about so long: the n-th number counts those of about 1.1 to the power of n milliseconds, which tells any
-- percentile within a twentieth. Only what lies between the quickest and the slowest is kept.
alter table health_hours add column spread smallint[] not null default '{}';
alter table health_days  add column spread smallint[] not null default '{}';

create function spread_with(spread smallint[], ms integer) returns smallint[] language plpgsql immutable parallel safe as $$
declare
    place integer := round(ln(greatest(ms, 1)) / ln(1.1));
begin
    if ms is null then
        return spread;
    end if;
    spread[place] := coalesce(spread[place], 0) + 1;
    return spread;
end $$;

create function spread_at(spread smallint[], part double precision) returns integer language plpgsql immutable parallel safe as $$
declare
    wanted double precision := part * (select sum(n) from unnest(spread) n);
    seen   integer := 0;
begin
    if wanted is null then
        return null;
    end if;
    for place in array_lower(spread, 1) .. array_upper(spread, 1) loop
        seen := seen + coalesce(spread[place], 0);
        if seen >= wanted then
            return round(exp(place * ln(1.1)));
        end if;
    end loop;
    return null;
end $$;

create index probe_rounds_void on probe_rounds (began_at desc) where void_why is not null;
