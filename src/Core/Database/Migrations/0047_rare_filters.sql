-- What few fit is found by its own index, and not by walking past all others.
create index jobs_by_state on jobs (state, number);
create index servers_by_region_and_type on servers (region, type, attention, name) where type is not null;
