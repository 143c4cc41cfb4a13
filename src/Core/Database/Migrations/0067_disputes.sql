-- What customers' banks take back, as it is at the payment provider now: a payment under dispute stands as disputed, whichever was heard
-- of first.
create table disputes (
    id           text        primary key,
    -- As the provider calls the payment; ours may be known only later.
    payment      text        not null,
    state        text        not null check (state in ('open', 'won', 'lost')),
    currency     char(3)     not null,
    amount_minor bigint      not null check (amount_minor > 0),
    reason       text        not null,
    seen_at      timestamptz not null
);
create index disputes_of_payment on disputes (payment);
