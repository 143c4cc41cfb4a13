-- Servers are found by how they are, and their changes stand in order.
create index server_health_by_health on server_health (health, server_id);
drop index server_health_ill;
drop index health_changes_of_server;
create index health_changes_of_server on health_changes (server_id, at desc, id desc);
