-- What the hosts say by themselves, looked up every minute, beside what people have ordered.

-- When a server last answered, and since when it does not.
alter table servers add column seen_at timestamptz, add column away_since timestamptz, add column away_why text;

-- Since when its host says otherwise than the row, which is believed the second time; and when its host's word put it in error.
alter table instances
    add column differs_since    timestamptz,
    add column differs_restarts int not null default 0,
    add column broke_at         timestamptz;
create index instances_by_server on instances (server_id);
create index instances_broken on instances (server_id, slug) where broke_at is not null;

-- One message for each server that is in trouble, told on while it lasts; without a server it is about all of them at once.
create table host_alerts (
    id        uuid        primary key,
    server_id uuid        references servers,
    heading   text        not null,
    opened_at timestamptz not null,
    closed_at timestamptz
);
create unique index host_alerts_open on host_alerts (server_id) nulls not distinct where closed_at is null;
create index host_alerts_by_server on host_alerts (server_id, opened_at desc);
