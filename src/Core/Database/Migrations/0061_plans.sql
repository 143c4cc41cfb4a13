-- What is sold, for how much, with which tax, and who has it.

create table plans (
    id          uuid        primary key,
    slug        text        collate "C" not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
    name        text        not null,
    -- What runs for who has it.
    tier        text        not null references tiers (slug),
    version     bigint      not null default 1,
    created_at  timestamptz not null,
    -- Nobody new may have it from then on.
    archived_at timestamptz
);

-- What else comes with it: "instances" 3.
create table plan_entitlements (
    plan_id uuid   not null references plans,
    name    text   not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
    amount  bigint not null check (amount >= 0),
    primary key (plan_id, name)
);

-- A price is never changed: the next one is another, and who has this one keeps it.
create table plan_prices (
    id          uuid        primary key,
    plan_id     uuid        not null references plans,
    length      text        not null check (length in ('month', 'quarter', 'half_year', 'year')),
    currency    char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    version     int         not null check (version > 0),
    -- A period, without tax.
    price_minor bigint      not null check (price_minor between 0 and 100000000000),
    -- What the payment provider calls it.
    provider_id text        unique,
    since       timestamptz not null,
    -- Nobody new gets it from then on.
    until       timestamptz check (until >= since),
    unique (plan_id, length, currency, version)
);
create unique index plan_prices_now on plan_prices (plan_id, length, currency) where until is null;

with seeded as (
    insert into plans (id, slug, name, tier, created_at)
    select gen_random_uuid(), slug, name, slug, '2026-01-01'
    from   tiers
    where  archived_at is null
    returning id, tier)
insert into plan_prices (id, plan_id, length, currency, version, price_minor, provider_id, since)
select gen_random_uuid(), s.id, 'month', t.currency, 1, t.price_minor, t.price_id, '2026-01-01'
from   seeded s
join   tiers t on t.slug = s.tier;

create table subscriptions (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    price_id        uuid        not null references plan_prices,
    state           text        not null check (state in ('pending', 'trialing', 'active', 'past_due', 'paused', 'cancelling', 'cancelled', 'expired')),
    -- What it goes back to when it is kept after all.
    state_before    text        check (state_before in ('trialing', 'active', 'past_due', 'paused')),
    -- Who takes the money: the payment provider, or people, by bank transfer.
    collected_by    text        not null check (collected_by in ('hand', 'stripe')),
    provider_id     text        unique,
    -- The day it is reckoned from, where the seller is: period n begins n times so many months after.
    anchor          date        not null,
    months          smallint    not null check (months in (1, 3, 6, 12)),
    -- The next period that no invoice was made for, and its first day.
    next_period     int         not null default 0 check (next_period >= 0),
    next_start      date        not null check (next_start = (anchor + make_interval(months => months * next_period))::date),
    trial_ends_on   date,
    -- The first day on which it is there no more.
    ends_on         date,
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    changed_at      timestamptz not null,
    ended_at        timestamptz,
    check ((state = 'trialing') <= (trial_ends_on is not null)),
    check ((state = 'cancelling') = (state_before is not null)),
    check ((state = 'cancelling') <= (ends_on is not null)),
    check ((state in ('cancelled', 'expired')) = (ended_at is not null))
);
create unique index subscriptions_of_organization on subscriptions (organization_id) where state not in ('cancelled', 'expired');
create index subscriptions_ever on subscriptions (organization_id, id);
create index subscriptions_by_state on subscriptions (state, id);
create index subscriptions_by_price on subscriptions (price_id, id);
create index subscriptions_due on subscriptions (next_start, id)
    where collected_by = 'hand' and state in ('active', 'past_due', 'cancelling');
create index subscriptions_on_trial on subscriptions (trial_ends_on, id) where collected_by = 'hand' and state = 'trialing';

-- That share, to the nearest minor unit, half away from nothing: as Money.Percent has it.
create function share_of(minor bigint, millionths int) returns bigint language sql immutable parallel safe as $$
    select round(minor::numeric * millionths * 0.000001)::bigint
$$;

create table billing_profiles (
    organization_id uuid        primary key references organizations,
    name            text        not null,
    address         text        not null,
    country         char(2)     not null check (country ~ '^[A-Z]{2}$'),
    vat_id          text        check (vat_id ~ '^[A-Z]{2}[A-Z0-9]{2,13}$'),
    version         bigint      not null default 1,
    changed_at      timestamptz not null
);

-- The usual rate of what is sold, by country; the newest that has begun.
create table tax_rates (
    country    char(2) not null check (country ~ '^[A-Z]{2}$'),
    since      date    not null,
    name       text    not null,
    millionths int     not null check (millionths between 0 and 1000000),
    in_eu      boolean not null,
    primary key (country, since)
);
insert into tax_rates (country, since, name, millionths, in_eu)
select c, '2025-01-01', 'VAT', (rate * 10000)::int, true
from   (values ('AT', 20), ('BE', 21), ('BG', 20), ('CY', 19), ('CZ', 21), ('DE', 19), ('DK', 25), ('EE', 22), ('ES', 21), ('FI', 25.5),
               ('FR', 20), ('GR', 24), ('HR', 25), ('HU', 27), ('IE', 23), ('IT', 22), ('LT', 21), ('LU', 17), ('LV', 21), ('MT', 18),
               ('NL', 21), ('PL', 23), ('PT', 23), ('RO', 19), ('SE', 25), ('SI', 22), ('SK', 23)) known (c, rate)
union all values ('EE', date '2025-07-01', 'VAT', 240000, true), ('RO', '2025-08-01', 'VAT', 210000, true),
       ('GB', '2025-01-01', 'VAT', 200000, false), ('CH', '2025-01-01', 'VAT', 81000, false), ('IN', '2025-01-01', 'GST', 180000, false);

-- Whether the buyer's country or the seller's takes tax, and whether the buyer pays it there.
create function tax_treatment(seller text, seller_in_eu boolean, buyer text, buyer_in_eu boolean, vat_id text)
returns text language sql immutable parallel safe as $$
    select case when buyer = seller then 'domestic'
                when not (seller_in_eu and buyer_in_eu) then 'export'
                when vat_id is not null then 'reverse_charge'
                else 'destination' end
$$;

-- One row: what is to be charged of that buyer on that day. Who has given no address is taken to be where the seller is.
create function tax_for(buyer text, vat_id text, seller text, day date)
returns table (treatment text, place text, name text, millionths int) language sql stable as $$
    with there as (
        select s.country, s.name, s.millionths, s.in_eu
        from   (select r.country, r.name, r.millionths, r.in_eu,
                       row_number() over (partition by r.country order by r.since desc) as newest
                from   tax_rates r
                where  r.country in (buyer, seller) and r.since <= day) s
        where  s.newest = 1),
    treated as (
        select tax_treatment(seller, coalesce((select t.in_eu from there t where t.country = seller), false), coalesce(buyer, seller),
                   coalesce((select t.in_eu from there t where t.country = buyer), false), vat_id) as treatment)
    select d.treatment, coalesce(buyer, seller),
           case when d.treatment in ('domestic', 'destination') and t.millionths > 0
                then coalesce(buyer, seller) || ' ' || t.name || ' ' || trim_scale(t.millionths * 0.0001) || ' %' else '' end,
           case when d.treatment in ('domestic', 'destination') then coalesce(t.millionths, 0) else 0 end
    from   treated d
    left   join there t on t.country = coalesce(buyer, seller)
$$;
