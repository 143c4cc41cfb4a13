-- Servers are found by how they are without looking at each: what rounds keep is written on the server, too, whenever it changes.

alter table servers add column health text check (health in ('healthy', 'degraded', 'unhealthy', 'unreachable'));
update servers s
set    health = h.health
from   server_health h
where  h.server_id = s.id;

create function server_is() returns trigger language plpgsql as $$
begin
    update servers
    set    health = case when tg_op = 'DELETE' then null else new.health end
    where  id = case when tg_op = 'DELETE' then old.server_id else new.server_id end;
    return null;
end $$;
create trigger server_is_now after insert or delete on server_health for each row execute function server_is();
create trigger server_is_otherwise after update on server_health for each row
    when (old.health is distinct from new.health) execute function server_is();

create index servers_by_health on servers (health, attention, name) where state = 'running';
create index servers_of_health on servers (health, organization_id) where state = 'running' and purpose = 'organization';
create index servers_health_of on servers (organization_id, health) where state = 'running' and purpose = 'organization';
-- Which rounds looked at a server is asked by its id alone.
drop index server_health_by_health;
