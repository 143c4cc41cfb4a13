-- Whether a reboot helps is read from those that were: the few among all jobs.
create index jobs_reboots on jobs (created_at desc) where operation = 'vps reboot';
