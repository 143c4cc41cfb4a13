-- What is open about hosts goes on as an alert under the same message.
insert into alerts (id, kind, cause, target_kind, target_id, severity, heading, opened_at, changed_at)
select h.id,
       case when h.server_id is null or s.away_since is not null then 'host' else 'instance' end,
       case when h.server_id is null then 'host:all'
            when s.away_since is not null then 'host:' || replace(h.server_id::text, '-', '')
            else 'instance:' || replace(h.server_id::text, '-', '') end,
       case when s.away_since is not null then 'server' end, case when s.away_since is not null then h.server_id end,
       'critical', h.heading, h.opened_at, h.opened_at
from   host_alerts h
left   join servers s on s.id = h.server_id
where  h.closed_at is null;

insert into alert_lines (alert_id, at, kind, text)
select id, opened_at, 'opened', heading from host_alerts where closed_at is null;

update messages m
set    key = 'alert:' || replace(h.id::text, '-', '')
from   host_alerts h
where  m.key = 'hosts:' || replace(h.id::text, '-', '') and h.closed_at is null;

drop table host_alerts;

-- What was told in #ops is an alert now.
alter table jobs drop column unknown_told;
