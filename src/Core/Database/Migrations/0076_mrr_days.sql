-- What the business came to, day by day, so that nobody adds it up from the beginning.

-- What of a price comes in a month, to the nearest minor unit.
create function mrr_of(price_minor bigint, length text) returns bigint language sql immutable parallel safe as $$
    select case length when 'month' then price_minor when 'quarter' then (2 * price_minor + 3) / 6
                       when 'half_year' then (2 * price_minor + 6) / 12 else (2 * price_minor + 12) / 24 end
$$;

-- Whether it is paid for, again and again: a trial that was called off never was.
create function is_recurring(state text, state_before text) returns boolean language sql immutable parallel safe as $$
    select state in ('active', 'past_due') or (state = 'cancelling' and state_before in ('active', 'past_due'))
$$;

-- What of a transfer came into accounts of those kinds from others, less what left them.
create function ledger_between(amount bigint, into_kind text, from_kind text, kinds text[]) returns bigint
language sql immutable parallel safe as $$
    select amount * ((into_kind = any (kinds))::int - (from_kind = any (kinds))::int)
$$;

-- What each organization paid a month when that was looked at last; who pays no more stays with nothing, and may come back.
create table mrr_organizations (
    organization_id uuid    not null references organizations,
    currency        char(3) not null check (currency ~ '^[A-Z]{3}$'),
    mrr_minor       bigint  not null check (mrr_minor >= 0),
    primary key (organization_id, currency)
);
insert into mrr_organizations (organization_id, currency, mrr_minor)
select   s.organization_id, c.currency, sum(mrr_of(c.price_minor, c.length))
from     subscriptions s
join     plan_prices c on c.id = s.price_id
where    is_recurring(s.state, s.state_before)
group by s.organization_id, c.currency;

-- How it stood when the day ended, or stands so far, and what moved it there.
create table mrr_days (
    currency           char(3) not null check (currency ~ '^[A-Z]{3}$'),
    day                date    not null,
    mrr_minor          bigint  not null check (mrr_minor >= 0),
    organizations      bigint  not null check (organizations >= 0),
    new_minor          bigint  not null default 0,
    new_count          bigint  not null default 0,
    expansion_minor    bigint  not null default 0,
    expansion_count    bigint  not null default 0,
    contraction_minor  bigint  not null default 0,
    contraction_count  bigint  not null default 0,
    churn_minor        bigint  not null default 0,
    churn_count        bigint  not null default 0,
    reactivation_minor bigint  not null default 0,
    reactivation_count bigint  not null default 0,
    primary key (currency, day)
);

-- What moved in the ledger, by the kinds of accounts it moved between.
create table money_days (
    currency    char(3) not null,
    day         date    not null,
    code        text    not null,
    debit_kind  text    not null,
    credit_kind text    not null,
    amount      bigint  not null,
    transfers   bigint  not null,
    primary key (currency, day, code, debit_kind, credit_kind)
);

-- How far both were kept; one row.
create table figures_kept (
    one     boolean     primary key default true check (one),
    kept_at timestamptz,
    up_to   bigint      not null default 0
);
insert into figures_kept (one) values (true);

create index subscriptions_living  on subscriptions (price_id, state, state_before) where state not in ('cancelled', 'expired');
create index subscriptions_changed on subscriptions (changed_at);
create index subscriptions_tried   on subscriptions (trial_ends_on, id) include (state, price_id) where trial_ends_on is not null;
create index invoices_owed on invoices (currency, due_on, id) include (state, total_minor, paid_minor) where state in ('open', 'overdue');
create index payments_by_state on payments (state, created_at, id) include (currency, amount_minor) where state <> 'succeeded';
