-- Organizations that paid through the payment provider before OpsBot: known here, and left alone until somebody says that they go live.
create table imported_accounts (
    organization_id uuid        primary key references organizations,
    -- As whom the provider has it.
    provider_id     text        not null unique,
    imported_at     timestamptz not null,
    -- From then on it enters runs, reminders and suspensions.
    live_at         timestamptz check (live_at >= imported_at)
);
create index imported_accounts_waiting on imported_accounts (organization_id) where live_at is null;

-- Invoices that the provider had issued keep its number: they stand in no series of ours.
create sequence taken_over_invoices;
