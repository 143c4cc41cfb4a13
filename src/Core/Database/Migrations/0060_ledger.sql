-- Where money stands. It only ever moves from one account to another, so all accounts of a currency together are nothing, always.

create table ledger_accounts (
    id              bigint      generated always as identity primary key,
    -- None: the house's own.
    organization_id uuid        references organizations,
    kind            text        not null check (kind in ('receivable', 'credit', 'deferred', 'stripe', 'bank', 'revenue', 'tax', 'refunds', 'goodwill', 'bad_debt', 'rounding')),
    -- Which tax; of all else there is one.
    detail          text        not null default '',
    currency        char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    -- By which it is found: "house:tax:DE 19 %:EUR".
    name            text        collate "C" not null unique
                    generated always as (coalesce(organization_id::text, 'house') || ':' || kind || ':' || detail || ':' || currency) stored,
    unique (id, currency),
    check ((kind in ('receivable', 'credit', 'deferred')) = (organization_id is not null)),
    check ((kind = 'tax') = (detail <> ''))
);
create index ledger_accounts_of_organization on ledger_accounts (organization_id, kind, currency) where organization_id is not null;

create table ledger_transfers (
    id         bigint      generated always as identity primary key,
    -- What it stands for, so that it is made once: "invoice:…:tax".
    key        text        collate "C" not null unique,
    debit      bigint      not null,
    credit     bigint      not null,
    amount     bigint      not null check (amount > 0),
    currency   char(3)     not null,
    code       text        not null check (code ~ '^[a-z][a-z_]*$'),
    -- Direct counts at once. What is pending counts when a posted row ends it, and never when a voided one does.
    phase      text        not null check (phase in ('direct', 'pending', 'posted', 'voided')),
    pending_id bigint      references ledger_transfers,
    at         timestamptz not null,
    check (debit <> credit),
    check ((phase in ('posted', 'voided')) = (pending_id is not null)),
    -- Both of the same currency as the amount.
    foreign key (debit, currency) references ledger_accounts (id, currency),
    foreign key (credit, currency) references ledger_accounts (id, currency)
);
create unique index ledger_transfers_ended on ledger_transfers (pending_id) where pending_id is not null;
create index ledger_transfers_debit  on ledger_transfers (debit, id)  include (amount, phase);
create index ledger_transfers_credit on ledger_transfers (credit, id) include (amount, phase);

create function ledger_stays() returns trigger language plpgsql as $$
begin
    raise exception 'The ledger is only added to: % is refused. Move the money back by another transfer.', lower(tg_op);
end $$;
create trigger ledger_stays before update or delete or truncate on ledger_transfers for each statement execute function ledger_stays();
create trigger ledger_stays before update or delete or truncate on ledger_accounts  for each statement execute function ledger_stays();

-- What ends something pending is that same move of money, whole.
create function ledger_ends() returns trigger language plpgsql as $$
begin
    if not exists (
        select
        from   ledger_transfers p
        where  p.id = new.pending_id and p.phase = 'pending'
        and    (p.debit, p.credit, p.amount, p.currency, p.code) = (new.debit, new.credit, new.amount, new.currency, new.code)) then
        raise exception 'Transfer % ends nothing that is pending and the same.', new.key;
    end if;
    return new;
end $$;
create trigger ledger_ends before insert on ledger_transfers for each row
    when (new.phase in ('posted', 'voided')) execute function ledger_ends();

-- Also where a session calls itself a replica to get around triggers.
alter table ledger_transfers enable always trigger ledger_stays;
alter table ledger_transfers enable always trigger ledger_ends;
alter table ledger_accounts  enable always trigger ledger_stays;

-- What an account came to up to that transfer, so that nobody adds it up from the beginning. Reckoned from the transfers, and held
-- against them by `opsbot ledger verify`.
create table ledger_marks (
    account_id     bigint      not null references ledger_accounts,
    up_to          bigint      not null,
    debited        bigint      not null,
    credited       bigint      not null,
    pending_debit  bigint      not null,
    pending_credit bigint      not null,
    made_at        timestamptz not null,
    primary key (account_id, up_to)
);
create index ledger_marks_by_place on ledger_marks (up_to);

-- What counts of a transfer, and what it has on its way.
create function ledger_counted(amount bigint, phase text) returns bigint language sql immutable parallel safe as $$
    select case when phase in ('direct', 'posted') then amount else 0 end
$$;
create function ledger_waiting(amount bigint, phase text) returns bigint language sql immutable parallel safe as $$
    select case phase when 'pending' then amount when 'direct' then 0 else -amount end
$$;

-- The newest mark and what came after.
create function ledger_balance(account bigint)
returns table (debited bigint, credited bigint, pending_debit bigint, pending_credit bigint) language sql stable as $$
    select coalesce(m.debited, 0) + d.counted, coalesce(m.credited, 0) + c.counted,
           coalesce(m.pending_debit, 0) + d.waiting, coalesce(m.pending_credit, 0) + c.waiting
    from   (values (account)) a (id)
    left   join lateral (
           select k.up_to, k.debited, k.credited, k.pending_debit, k.pending_credit
           from   ledger_marks k
           where  k.account_id = a.id
           order  by k.up_to desc
           limit  1) m on true
    cross  join lateral (
           select coalesce(sum(ledger_counted(t.amount, t.phase)), 0)::bigint, coalesce(sum(ledger_waiting(t.amount, t.phase)), 0)::bigint
           from   ledger_transfers t
           where  t.debit = a.id and t.id > coalesce(m.up_to, 0)) d (counted, waiting)
    cross  join lateral (
           select coalesce(sum(ledger_counted(t.amount, t.phase)), 0)::bigint, coalesce(sum(ledger_waiting(t.amount, t.phase)), 0)::bigint
           from   ledger_transfers t
           where  t.credit = a.id and t.id > coalesce(m.up_to, 0)) c (counted, waiting)
$$;
