-- What was paid, and for which invoices.

create table payments (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    state           text        not null check (state in ('pending', 'requires_action', 'succeeded', 'failed', 'disputed')),
    method          text        not null check (method in ('bank', 'cash', 'card', 'other')),
    provider_id     text        unique,
    -- What the bank says of it; the same paper pays once.
    reference       text,
    currency        char(3)     not null,
    amount_minor    bigint      not null check (amount_minor > 0),
    paid_at         timestamptz,
    created_at      timestamptz not null,
    check ((state in ('succeeded', 'disputed')) = (paid_at is not null))
);
create index payments_of_organization on payments (organization_id, id);
create unique index payments_by_reference on payments (method, lower(reference)) where reference is not null and state <> 'failed';

-- What of a payment went to which invoice; what went to none is the organization's credit.
create table allocations (
    payment_id   uuid   not null references payments,
    invoice_id   uuid   not null references invoices,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (payment_id, invoice_id)
);
create index allocations_of_invoice on allocations (invoice_id);
