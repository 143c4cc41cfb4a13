-- What was told of each day, so that it is told once, and what the fleet cost then.
create table digests (
    day       date        primary key,
    told_at   timestamptz not null,
    -- A month, by currency.
    fleet     jsonb       not null
);
create index digests_by_time on digests (told_at desc);

create index organizations_by_begin on organizations (created_at);
create index organizations_by_end   on organizations (deleted_at) where deleted_at is not null;
