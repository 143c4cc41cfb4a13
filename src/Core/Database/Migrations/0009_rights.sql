-- Who gave and took rights and whether a second person agreed, so that nobody makes their own second signer.

-- Each change of what somebody may do. Without an approval it was done by one person alone: taking rights always is,
-- giving them only while nobody else could approve. The role is what they had after it was given, or before it was taken.
create table rights (
    id          uuid        primary key,
    operator_id uuid        not null references operators,
    change      text        not null check (change in ('claimed', 'added', 'linked', 'promoted', 'demoted', 'unlinked', 'deactivated')),
    role        text        not null check (role in ('operator', 'admin', 'super_admin')),
    account     text,
    changed_by  uuid        not null references operators,
    approval    bigint      references approvals (number),
    changed_at  timestamptz not null,
    check (change not in ('linked', 'unlinked') or account is not null)
);
create index rights_by_operator on rights (operator_id, changed_at desc);
create index rights_by_changer on rights (changed_by, changed_at desc);
create index rights_by_age on rights (changed_at desc);

-- When one of the two last linked, added or promoted the other alone.
create function tied_at(one uuid, other uuid) returns timestamptz language sql stable as $$
    select max(changed_at)
    from   rights
    where  approval is null
    and    change in ('added', 'linked', 'promoted')
    and    ((operator_id = one and changed_by = other) or (operator_id = other and changed_by = one))
$$;

-- A vote that was cast by somebody who lost their rights since; the same person may vote anew.
alter table approval_decisions add column voided_at timestamptz;

-- The votes that count: while it waits, an approval counts only from an account that is still the voter's, and for a day
-- not between two of whom one gave the other rights alone. What has ended shows the votes that ended it.
create view counting_votes as
select d.approval_id, d.operator_id, d.verdict, d.note, d.decided_at
from   approval_decisions d
join   approvals a on a.id = d.approval_id
where  d.voided_at is null
and    (a.state <> 'pending'
     or d.verdict <> 'approved'
     or (exists (select from chat_accounts c where c.operator_id = d.operator_id and c.platform || ':' || c.account_id = d.account)
         and coalesce(tied_at(d.operator_id, a.asked_by) <= a.asked_at - interval '24 hours', true)));

-- What one person did alone and another signs off: under break-glass, then something was waived; or because it took rights away.
alter table break_glass alter column waived drop not null;
