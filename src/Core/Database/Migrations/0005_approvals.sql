-- What waits for other people's approval, who decided, the policy that asks for it, and what ran without it.

-- Approvals and break-glass runs are told apart by one number: "#42" names one thing only.
create sequence approval_numbers;

create table approvals (
    id             uuid        primary key,
    number         bigint      not null unique default nextval('approval_numbers'),
    operation      text        not null,
    line           text        not null,
    arguments      text        not null,
    plan           text        not null,
    effect         text        not null,
    policy         bigint      not null,
    guard          text        not null,
    target_kind    text        not null,
    target_id      uuid        not null,
    target_label   text        not null,
    target_version bigint      not null,
    organization   uuid,
    digest         text        not null check (length(digest) = 64),
    asked_by       uuid        not null references operators,
    platform       text        not null,
    account_id     text        not null,
    workspace      text,
    channel        text,
    room           text,
    reason         text        not null,
    trail          uuid        not null unique,
    state          text        not null default 'pending'
                               check (state in ('pending', 'approved', 'denied', 'expired', 'cancelled', 'stale', 'failed')),
    asked_at       timestamptz not null,
    expires_at     timestamptz not null,
    reminders      int         not null default 0 check (reminders between 0 and 2),
    ended_at       timestamptz,
    ended_by       uuid        references operators,
    ending         text,
    unique (id, asked_by),
    check (expires_at > asked_at),
    check ((state = 'pending') = (ended_at is null)),
    check (state <> 'cancelled' or ended_by is not null),
    check (state <> 'denied' or (ended_by is not null and ended_by <> asked_by)),
    check (state <> 'approved' or (ended_by is not null and ended_by <> asked_by))
);
-- The same thing is asked for once at a time.
create unique index approvals_pending on approvals (digest) where state = 'pending';
create index approvals_due on approvals (expires_at) where state = 'pending';
create index approvals_by_asker on approvals (asked_by, number desc);
create index approvals_by_target on approvals (target_kind, target_id, number desc);

-- One row for each human, whichever account they click with; never the asker.
create table approval_decisions (
    approval_id uuid        not null,
    operator_id uuid        not null references operators,
    asked_by    uuid        not null,
    role        text        not null check (role in ('operator', 'admin', 'super_admin')),
    verdict     text        not null check (verdict in ('approved', 'denied')),
    note        text,
    account     text        not null,
    decided_at  timestamptz not null,
    primary key (approval_id, operator_id),
    foreign key (approval_id, asked_by) references approvals (id, asked_by),
    check (operator_id <> asked_by)
);

-- Every message that shows the card: when it ends, all of them say so.
create table approval_copies (
    approval_id uuid not null references approvals,
    key         text not null,
    primary key (approval_id, key)
);

create table policies (
    version    bigint      primary key check (version > 0),
    rules      text        not null,
    changed_by uuid        not null references operators,
    trail      uuid        not null,
    changed_at timestamptz not null
);

create function policies_stay() returns trigger language plpgsql as $$
begin
    raise exception 'a policy is never edited: a change is a new version';
end $$;
create trigger policies_stay before update or delete or truncate on policies for each statement execute function policies_stay();

-- What a super admin ran alone; another admin signs it off.
create table break_glass (
    id            uuid        primary key,
    number        bigint      not null unique default nextval('approval_numbers'),
    trail         uuid        not null unique,
    operation     text        not null,
    effect        text        not null,
    target_kind   text        not null,
    target_id     uuid        not null,
    target_label  text        not null,
    organization  uuid,
    waived        text        not null,
    operator_id   uuid        not null references operators,
    reason        text        not null,
    ran_at        timestamptz not null,
    due_at        timestamptz not null,
    reminded_at   timestamptz,
    signed_off_by uuid        references operators,
    signed_off_at timestamptz,
    note          text,
    check ((signed_off_by is null) = (signed_off_at is null)),
    check (signed_off_by <> operator_id)
);
create index break_glass_open on break_glass (due_at) where signed_off_at is null;
