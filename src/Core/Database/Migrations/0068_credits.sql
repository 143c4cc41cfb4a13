-- What is taken off an invoice again, credit that somebody gave, and what of an invoice was earned.

-- "again": made anew in the place of one that was taken off with a note.
alter table invoices drop constraint invoices_reason_check,
    add constraint invoices_reason_check check (reason in ('period', 'change', 'manual', 'again'));
alter table invoices
    -- What nobody has to pay any more is paid_minor: money that came in, credit that was used, and notes that lowered what was open.
    add column credit_minor bigint not null default 0 check (credit_minor between 0 and paid_minor),
    -- All that notes took off it, paid or not.
    add column noted_minor  bigint not null default 0 check (noted_minor between 0 and total_minor),
    add column replaces     uuid   unique references invoices,
    -- When the next part of it is earned: the first of a month, or the day its last period is over; none once all is.
    add column earns_on     date,
    add column period_month date   not null generated always as (period_start - (extract(day from period_start)::int - 1)) stored;
update invoices
set    earns_on = least((date_trunc('month', period_start) + interval '1 month')::date, period_end)
where  state in ('open', 'overdue', 'paid', 'uncollectible') and net_minor <> 0;
create index invoices_earning on invoices (earns_on, id) where earns_on is not null;
-- The list is of a month, in the order of the ids.
drop index invoices_by_period;
create index invoices_by_month on invoices (period_month, id);

alter table invoice_lines
    add column noted_minor  bigint not null default 0,
    add column earned_minor bigint not null default 0,
    add check (abs(noted_minor) <= abs(net_minor) and abs(earned_minor) <= abs(net_minor));

create table credit_notes (
    id              uuid        primary key,
    invoice_id      uuid        not null references invoices,
    organization_id uuid        not null references organizations,
    currency        char(3)     not null,
    net_minor       bigint      not null,
    tax_minor       bigint      not null,
    total_minor     bigint      not null check (total_minor > 0),
    -- What of it was still open and is no longer owed; the rest became credit.
    lowered_minor   bigint      not null check (lowered_minor between 0 and total_minor),
    series          text        not null,
    series_month    text        not null,
    series_no       bigint      not null,
    number          text        not null unique check (length(number) <= 16),
    issued_on       date        not null,
    seller          jsonb       not null,
    buyer           jsonb       not null,
    why             text        not null,
    -- The command that wrote it.
    trail           uuid        not null,
    written_at      timestamptz not null,
    unique (series, series_month, series_no),
    check (total_minor = net_minor + tax_minor)
);
create index credit_notes_of_invoice on credit_notes (invoice_id);
create index credit_notes_of_organization on credit_notes (organization_id, id);

create table credit_note_lines (
    note_id   uuid     not null references credit_notes,
    -- Of the invoice's line, which says how it is taxed.
    position  smallint not null,
    net_minor bigint   not null check (net_minor <> 0),
    primary key (note_id, position)
);

create table credit_note_taxes (
    note_id    uuid   not null references credit_notes,
    tax        text   not null,
    millionths int    not null,
    net_minor  bigint not null,
    tax_minor  bigint not null,
    primary key (note_id, tax)
);

-- Credit that people gave. What has no end is in the ledger alone; of the rest, what was not used yet goes back on its day.
create table credits (
    id              uuid        primary key,
    organization_id uuid        not null references organizations,
    currency        char(3)     not null,
    amount_minor    bigint      not null check (amount_minor > 0),
    given_by        uuid        references operators,
    why             text        not null,
    given_at        timestamptz not null,
    -- The first day on which it is there no more.
    expires_on      date,
    left_minor      bigint      check (left_minor between 0 and amount_minor),
    expired_minor   bigint      not null default 0 check (expired_minor between 0 and amount_minor),
    check ((expires_on is null) = (left_minor is null))
);
create index credits_of_organization on credits (organization_id, currency, given_at);
create index credits_given_by on credits (given_by, given_at);
create index credits_to_expire on credits (expires_on, id) where left_minor > 0;
