-- While a server's secrets are changed it may know the old ones or the new: both are kept until it answers to the new.

alter table server_secrets add column next boolean not null default false;
alter table server_secrets drop constraint server_secrets_pkey;
alter table server_secrets add primary key (server_id, name, next);
