-- What an organization's end leaves: how its address stood, and what it takes to bring it back.

alter table routes
    -- How it stood when something was begun that may be called off; it comes back to that.
    add column state_before text check (state_before in ('on', 'paused', 'off'));

alter table snapshots
    -- With which names of its own, and at which port, its organization was reached.
    add column hosts text[] not null default '{}',
    add column port  int    check (port between 1 and 65535),
    -- What a server that is made of it needs at least.
    add column disk_gb int;
