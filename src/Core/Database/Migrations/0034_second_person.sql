-- Because of whose doing OpsBot asks: that person is no second one beside themselves.
alter table approvals add column caused_by uuid references operators;

-- Whose approval would be no second person's: who is behind it, or whose rights it is about. That an account is theirs they may say.
create function is_party(request approvals, person uuid) returns boolean language sql immutable as $$
    select coalesce(request.caused_by = person and not coalesce((request.guard::jsonb ->> 'isProposal')::boolean, false), false)
        or (request.target_kind = 'operator' and request.target_id = person
            and not coalesce((request.plan::jsonb ->> 'subjectConfirms')::boolean, false))
$$;

create or replace view counting_votes as
select d.approval_id, d.operator_id, d.verdict, d.note, d.decided_at
from   approval_decisions d
join   approvals a on a.id = d.approval_id
where  d.voided_at is null
and    (a.state <> 'pending'
     or d.verdict <> 'approved'
     or (exists (select from chat_accounts c where c.operator_id = d.operator_id and c.platform || ':' || c.account_id = d.account)
         and not is_party(a, d.operator_id)
         and coalesce(tied_at(d.operator_id, coalesce(a.asked_by, a.caused_by)) <= a.asked_at - interval '24 hours', true)));
