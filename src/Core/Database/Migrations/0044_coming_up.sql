-- A server that was ordered and has never come up has nobody's data on it: only such a one is cleaned up by itself.
alter table servers add column unproven boolean not null default false;
