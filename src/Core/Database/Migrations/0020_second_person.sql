-- Who is nobody's second person, and what in the policy one person changed alone.

-- When one of the two last linked, added or promoted the other alone, or somebody did so to both: then as long as both are new.
create or replace function tied_at(one uuid, other uuid) returns timestamptz language sql stable as $$
    with given as (
        select operator_id, changed_by, changed_at
        from   rights
        where  approval is null
        and    change in ('added', 'linked', 'promoted')
        and    operator_id in (one, other))
    select max(at)
    from   (select changed_at as at
            from   given
            where  changed_by in (one, other) and changed_by <> operator_id
            union  all
            select least(a.changed_at, b.changed_at)
            from   given a
            join   given b on b.changed_by = a.changed_by
            where  a.operator_id = one and b.operator_id = other) ties
$$;

-- As before, and nobody's vote counts for what is done to themselves.
create or replace view counting_votes as
select d.approval_id, d.operator_id, d.verdict, d.note, d.decided_at
from   approval_decisions d
join   approvals a on a.id = d.approval_id
where  d.voided_at is null
and    (a.state <> 'pending'
     or d.verdict <> 'approved'
     or (exists (select from chat_accounts c where c.operator_id = d.operator_id and c.platform || ':' || c.account_id = d.account)
         and not (a.target_kind = 'operator' and a.target_id = d.operator_id)
         and coalesce(tied_at(d.operator_id, a.asked_by) <= a.asked_at - interval '24 hours', true)));

-- Without a second person, because nobody else could approve. Of versions before this one it is not known.
alter table policies add column alone boolean not null default false;
