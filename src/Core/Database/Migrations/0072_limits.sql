-- How much money each approver may let go. Nobody is limited until the first limit is set; from then on whoever has none approves none,
-- but for super admins who were never given one.

create table approval_limits (
    operator_id  uuid        not null references operators,
    per          text        not null check (per in ('approval', 'day')),
    currency     char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint      not null check (amount_minor >= 0),
    set_by       uuid        not null references operators,
    trail        uuid        not null,
    set_at       timestamptz not null,
    -- It was taken away again. The row stays: that there were limits once is not forgotten.
    lifted_at    timestamptz,
    primary key (operator_id, per, currency)
);

-- What is asked for, so that what somebody has approved is added up.
alter table approvals
    add column amount_minor bigint generated always as ((plan::jsonb #>> '{amount,minor}')::bigint) stored,
    add column currency     text   generated always as (plan::jsonb #>> '{amount,currency}') stored;
create index approval_decisions_of_operator on approval_decisions (operator_id, decided_at);

-- What somebody's limits are in that currency, and what of the 24 hours before that moment they have used, other than for that request.
create function approver_limit(person uuid, money text, but uuid, moment timestamptz)
returns table (has_none boolean, per_approval bigint, per_day bigint, used bigint) language sql stable as $$
    with live as (
        select l.per, l.currency, l.amount_minor
        from   approval_limits l
        where  l.operator_id = person and l.lifted_at is null)
    select exists (select from approval_limits)
           and (exists (select from live)
                or not exists (select from operators o where o.id = person and o.role = 'super_admin'))
           and not exists (select from live where currency = money),
           (select amount_minor from live where currency = money and per = 'approval'),
           (select amount_minor from live where currency = money and per = 'day'),
           coalesce((
               select sum(a.amount_minor)
               from   approval_decisions d
               join   approvals a on a.id = d.approval_id
               where  d.operator_id = person and d.verdict = 'approved' and d.voided_at is null
               and    d.decided_at > moment - interval '24 hours' and d.decided_at <= moment
               and    a.id is distinct from but and a.currency = money
               and    a.state in ('pending', 'approved') and a.ran is distinct from 'failed'), 0)::bigint
$$;

-- Whether they may let that much go then. What is no money is nobody's limit.
create function limit_allows(person uuid, amount bigint, money text, but uuid, moment timestamptz) returns boolean language sql stable as $$
    select amount is null
           or (not l.has_none and amount <= coalesce(l.per_approval, amount) and (l.per_day is null or l.used + amount <= l.per_day))
    from   approver_limit(person, money, but, moment) l
$$;
