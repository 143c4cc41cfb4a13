-- How severe an alert was when somebody was called for it last: what becomes critical calls anew.
alter table alerts add column called_as text check (called_as in ('warning', 'critical'));

-- Each time that somebody else was on duty, and that it was told; none where nobody was.
create table handovers (
    id          bigint      generated always as identity primary key,
    operator_id uuid        references operators,
    at          timestamptz not null
);
create index handovers_by_time on handovers (at);

create index maintenances_of_target on maintenances (target_id, starts_at desc) where target_id is not null;
create index maintenances_of_region on maintenances (region, starts_at desc) where region is not null;

-- The maintenance that a thing is in: its own, that of the organization whose it is, of the host it runs on, or of their region.
create function maintenance_of(kind text, thing uuid, moment timestamptz) returns uuid language sql stable parallel safe as $$
    select   m.id
    from     maintenances m
    where    m.ended_at is null and m.starts_at <= moment and m.ends_at > moment
    and      (m.target_id = thing
        or    exists (select 1 from servers s where kind = 'server' and s.id = thing
                      and (m.target_id = s.organization_id or m.region = s.region))
        or    exists (select 1 from instances i join servers s on s.id = i.server_id where kind = 'instance' and i.id = thing
                      and (m.target_id = i.organization_id or m.target_id = s.id or m.region = s.region))
        or    exists (select 1 from servers s where kind = 'organization' and s.organization_id = thing and s.state <> 'deleted'
                      and (m.target_id = s.id or m.region = s.region)))
    order by m.ends_at desc
    limit    1
$$;

-- Every job on a server is a maintenance by itself.
create or replace function is_maintained(server uuid, moment timestamptz) returns boolean language sql stable parallel safe as $$
    select maintenance_of('server', server, moment) is not null
        or exists (select 1 from servers s where s.id = server and s.trail is not null)
$$;

-- All that is still a part of the alert is quiet; one that consists of nothing is not.
create function is_quiet(alert uuid, moment timestamptz) returns boolean language sql stable parallel safe as $$
    select coalesce(bool_and(case a.member_kind when 'server' then is_maintained(a.member_id, moment)
                             else maintenance_of(a.member_kind, a.member_id, moment) is not null end), false)
    from   alert_members a
    where  a.alert_id = alert and a.left_at is null
$$;
