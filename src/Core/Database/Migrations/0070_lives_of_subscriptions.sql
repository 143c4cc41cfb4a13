-- What becomes of a subscription between its start and its end: pauses, trials that were given, plans that are to follow.

alter table subscriptions
    -- The first day of a pause, and the day on which it goes on by itself.
    add column paused_on    date,
    add column paused_until date check (paused_until > paused_on),
    -- When its organization was suspended for it: one that is suspended since another moment stays so.
    add column suspended_at timestamptz,
    add column ended_why    text,
    add check ((state = 'paused') <= (paused_on is not null and paused_until is not null)),
    add check (suspended_at is null or paused_on is not null);
create index subscriptions_to_resume on subscriptions (paused_until, id) where state = 'paused';
create index subscriptions_to_end on subscriptions (ends_on, id) where state = 'cancelling';
create index subscriptions_to_expire on subscriptions (created_at, id) where state = 'pending';

-- By what who had a trial is known again: their organization, their address, where they are invoiced.
create table trial_marks (
    subscription_id uuid        not null references subscriptions,
    kind            text        not null check (kind in ('organization', 'customer', 'address', 'card')),
    value           text        not null check (value <> ''),
    given_at        timestamptz not null,
    primary key (subscription_id, kind, value)
);
create index trial_marks_by_value on trial_marks (kind, value);

-- Letters and digits alone: "Hauptstr. 1" is "HAUPTSTR 1".
create function only_words(said text) returns text language sql immutable parallel safe as $$
    select regexp_replace(lower(said), '[^[:alnum:]]', '', 'g')
$$;

-- Mail that goes to one mailbox is one customer's: what stands behind a plus is theirs to choose.
create function mailbox_of(email text) returns text language sql immutable parallel safe as $$
    select regexp_replace(lower(email), '[+][^@]*@', '@')
$$;

create function trial_marks_of(wanted uuid) returns table (kind text, value text) language sql stable as $$
    select 'organization', wanted::text
    union
    select 'customer', mailbox_of(c.email)
    from   customers c
    where  c.organization_id = wanted
    union
    select 'address', b.country || ' ' || only_words(b.address)
    from   billing_profiles b
    where  b.organization_id = wanted and only_words(b.address) <> ''
$$;

insert into trial_marks (subscription_id, kind, value, given_at)
select s.id, m.kind, m.value, s.created_at
from   subscriptions s
cross  join lateral trial_marks_of(s.organization_id) m
where  s.trial_ends_on is not null;

-- Another plan or price that a subscription gets: with its next period, or once the invoice of the change is paid.
create table plan_changes (
    id              uuid        primary key,
    subscription_id uuid        not null references subscriptions,
    from_price_id   uuid        not null references plan_prices,
    to_price_id     uuid        not null references plan_prices,
    state           text        not null check (state in ('waiting', 'done', 'called_off')),
    -- Its first day. Nothing is invoiced for that day and later while it waits: at which price, is not known yet.
    starts_on       date        not null,
    -- What has to be paid first; none where it only waits for its day.
    invoice_id      uuid        unique references invoices,
    asked_at        timestamptz not null,
    ended_at        timestamptz,
    check (from_price_id <> to_price_id),
    check ((state = 'waiting') = (ended_at is null))
);
create unique index plan_changes_waiting on plan_changes (subscription_id) where state = 'waiting';
create index plan_changes_of_subscription on plan_changes (subscription_id, id);
