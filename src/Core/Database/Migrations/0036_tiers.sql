-- What can be booked, where it runs, and what of it a provider sells today, for how much.

-- The places of the provider, by its own names.
create table regions (
    id         uuid    primary key,
    name       text    not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,30}$'),
    city       text    not null,
    country    text    not null,
    continent  text    not null,
    is_default boolean not null default false
);
create unique index regions_default on regions (is_default) where is_default;

insert into regions (id, name, city, country, continent, is_default)
select gen_random_uuid(), name, city, country, continent, name = 'nbg1'
from   (values
       ('nbg1', 'Nuremberg',   'Germany',       'Europe'),
       ('fsn1', 'Falkenstein', 'Germany',       'Europe'),
       ('hel1', 'Helsinki',    'Finland',       'Europe'),
       ('ash',  'Ashburn',     'United States', 'North America'),
       ('hil',  'Hillsboro',   'United States', 'North America'),
       ('sin',  'Singapore',   'Singapore',     'Asia')) as known (name, city, country, continent);

create table tiers (
    id          uuid        primary key,
    slug        text        collate "C" not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
    name        text        not null,
    cpus        int         not null check (cpus > 0),
    memory_gb   int         not null check (memory_gb > 0),
    disk_gb     int         not null check (disk_gb > 0),
    -- A month.
    price_minor bigint      not null check (price_minor >= 0),
    currency    char(3)     not null,
    -- What the payment provider calls this price.
    price_id    text,
    version     bigint      not null default 1,
    created_at  timestamptz not null,
    -- Nothing new may use it from then on.
    archived_at timestamptz
);

-- The servers that are as large as the tier says: the first one that can be had is taken.
create table tier_types (
    tier_id  uuid not null references tiers,
    position int  not null check (position > 0),
    type     text not null,
    -- The last day on which it can be ordered, where the team was told of it.
    told     timestamptz,
    primary key (tier_id, position),
    unique (tier_id, type)
);

-- Not cx22, cx32 and cx42, which nobody can order since 2026.
with seeded as (
    insert into tiers (id, slug, name, cpus, memory_gb, disk_gb, price_minor, currency, created_at)
    values (gen_random_uuid(), 'starter',    'Starter',    2,  4,  40,  2800, 'EUR', '2026-01-01'),
           (gen_random_uuid(), 'growth',     'Growth',     4,  8,  80,  6000, 'EUR', '2026-01-01'),
           (gen_random_uuid(), 'enterprise', 'Enterprise', 8, 16, 160, 12000, 'EUR', '2026-01-01')
    returning id, slug)
insert into tier_types (tier_id, position, type)
select s.id, 1, t.type
from   seeded s
join   (values ('starter', 'cx23'), ('growth', 'cx33'), ('enterprise', 'cx43')) as t (slug, type) on t.slug = s.slug;

alter table organizations
    drop constraint organizations_tier_check,
    add  constraint organizations_tier foreign key (tier) references tiers (slug);

-- What the provider offers in which place, as it was read last.
create table provider_types (
    provider      text        not null,
    type          text        not null,
    region        text        not null,
    cpus          int         not null,
    memory_mb     int         not null,
    disk_gb       int         not null,
    architecture  text        not null,
    dedicated     boolean     not null,
    -- A month, without tax.
    price_minor   bigint      not null,
    currency      char(3)     not null,
    available     boolean     not null,
    -- When it was said that it goes, and until when it can be ordered.
    announced_at  timestamptz,
    last_order_at timestamptz,
    seen_at       timestamptz not null,
    primary key (provider, type, region)
);

-- How many calls the provider still takes from all of OpsBot's programs, as it said itself last.
create table provider_budget (
    provider  text        primary key,
    most      int         not null check (most > 0),
    remaining int         not null check (remaining >= 0),
    seen_at   timestamptz not null
);
