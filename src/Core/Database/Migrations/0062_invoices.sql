-- What is invoiced, under which number, and what became of it.

-- An id in order of time, made where the rows are made.
create function id_at(moment timestamptz) returns uuid language sql volatile parallel safe as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
           placing substring(int8send((extract(epoch from moment) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- The next number of each series and month. Whoever draws holds its row until the commit: no hole, no double.
create table number_series (
    code  text   not null check (code in ('INV', 'CN', 'RV', 'RF')),
    month text   not null check (month ~ '^[0-9]{6}$'),
    next  bigint not null default 1 check (next > 0),
    primary key (code, month)
);

-- "INV-202611-0001", wider after 9,999. What would be longer than 16 characters is of the next series: "IN2-202611-0001".
create function document_number(code text, month text, nth bigint) returns text language sql immutable parallel safe as $$
    select case when nth <= first then code || '-' || month || '-' || lpad(nth::text, greatest(4, length(nth::text)), '0')
                when series <= 9 then left(code, 2) || series || '-' || month || '-' || lpad(rest::text, greatest(4, length(rest::text)), '0')
           end
    from   (select case length(code) when 3 then 99999 else 999999 end as first) f,
           lateral (select ((nth - first - 1) / 99999 + 2)::int as series, (nth - first - 1) % 99999 + 1 as rest) w
$$;

create table invoices (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    subscription_id uuid        references subscriptions,
    state           text        not null check (state in ('draft', 'open', 'overdue', 'paid', 'void', 'uncollectible')),
    reason          text        not null check (reason in ('period', 'change', 'manual')),
    collected_by    text        not null check (collected_by in ('hand', 'stripe')),
    provider_id     text        unique,
    -- Both of the seller's days; the second is the first of the next.
    period_start    date        not null,
    period_end      date        not null check (period_end > period_start),
    currency        char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    net_minor       bigint      not null,
    tax_minor       bigint      not null,
    total_minor     bigint      not null check (total_minor >= 0),
    paid_minor      bigint      not null default 0 check (paid_minor between 0 and total_minor),
    -- In which series it has which number; a draft has none.
    series          text,
    series_month    text,
    series_no       bigint,
    number          text        unique check (length(number) <= 16),
    issued_on       date,
    due_on          date,
    -- As they stood on the day it was opened.
    seller          jsonb,
    buyer           jsonb,
    drafted_at      timestamptz not null,
    -- A draft is opened then, unless it is held.
    opens_at        timestamptz not null,
    held_why        text,
    opened_at       timestamptz,
    ended_at        timestamptz,
    ended_why       text,
    version         bigint      not null default 1,
    -- Whoever runs it, and however often: one of each.
    unique (subscription_id, period_start, reason),
    unique (series, series_month, series_no),
    check (total_minor = net_minor + tax_minor),
    check ((state = 'draft') = (number is null)),
    check ((number is null) = (series_no is null) and (number is null) = (issued_on is null) and (number is null) = (due_on is null)
           and (number is null) = (opened_at is null) and (number is null) = (seller is null)),
    check ((state = 'draft') or held_why is null),
    check ((state = 'paid') <= (paid_minor = total_minor)),
    check ((state in ('paid', 'void', 'uncollectible')) = (ended_at is not null)),
    check ((state in ('void', 'uncollectible')) <= (ended_why is not null))
);
create index invoices_of_organization on invoices (organization_id, id);
create index invoices_by_state on invoices (state, id);
create index invoices_by_period on invoices (period_start, id);
create index invoices_to_open on invoices (opens_at, id) where state = 'draft' and held_why is null;
create index invoices_due on invoices (due_on, id) where state = 'open';

create table invoice_lines (
    invoice_id   uuid     not null references invoices,
    position     smallint not null check (position > 0),
    text         text     not null,
    quantity     int      not null check (quantity > 0),
    net_minor    bigint   not null,
    period_start date     not null,
    period_end   date     not null check (period_end > period_start),
    price_id     uuid     references plan_prices,
    -- Where it is taxed, how, and how much.
    tax          text     not null,
    place        char(2)  not null,
    treatment    text     not null check (treatment in ('domestic', 'destination', 'reverse_charge', 'export')),
    millionths   int      not null check (millionths between 0 and 1000000),
    primary key (invoice_id, position)
);

-- Once for each rate, on the sum of its lines.
create table invoice_taxes (
    invoice_id uuid   not null references invoices,
    tax        text   not null,
    millionths int    not null,
    net_minor  bigint not null,
    tax_minor  bigint not null,
    primary key (invoice_id, tax)
);
