-- Money that goes back to who paid it, and the pages on which customers pay.

alter table payments
    add column version    bigint not null default 1,
    -- For which invoice it was to be.
    add column invoice_id uuid   references invoices,
    -- Why it did not come in.
    add column why        text;

create table refunds (
    id              uuid        primary key,
    payment_id      uuid        not null references payments,
    organization_id uuid        not null references organizations,
    state           text        not null check (state in ('asked', 'sending', 'pending', 'succeeded', 'failed', 'cancelled')),
    why             text        not null check (why in ('duplicate', 'fraud', 'request')),
    note            text,
    currency        char(3)     not null,
    amount_minor    bigint      not null check (amount_minor > 0),
    -- What of it was the organization's credit, as too much was paid.
    credit_minor    bigint      not null check (credit_minor between 0 and amount_minor),
    -- Of which invoice a credit note takes the rest off once the money has gone; its own trail leads to that note.
    noted_invoice   uuid        references invoices,
    provider_id     text        unique,
    -- By how the bank statement tells it, where somebody sent it by hand.
    reference       text,
    -- The command that asked for it: one refund for each.
    trail           uuid        not null unique,
    asked_by        uuid        references operators,
    series          text        not null,
    series_month    text        not null,
    series_no       bigint      not null,
    number          text        not null unique check (length(number) <= 16),
    asked_at        timestamptz not null,
    ended_at        timestamptz,
    -- Why it failed, or what nobody knows of it.
    error           text,
    unique (series, series_month, series_no),
    check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null))
);
create index refunds_of_payment on refunds (payment_id);
create index refunds_of_organization on refunds (organization_id, id);
create index refunds_asked_by on refunds (asked_by, asked_at);

create table pay_pages (
    -- As the provider calls it.
    id           text        primary key,
    invoice_id   uuid        not null references invoices,
    url          text        not null,
    currency     char(3)     not null,
    amount_minor bigint      not null check (amount_minor > 0),
    trail        uuid        not null unique,
    made_at      timestamptz not null,
    paid_at      timestamptz
);
create index pay_pages_of_invoice on pay_pages (invoice_id);
