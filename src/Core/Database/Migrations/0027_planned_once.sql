-- Whoever meets a short audit plans to read all of it, and goes on so while it grows, until somebody analyzes it: each row would then
-- cost more than the one before it, and that while all others wait for the chain.
alter function audit_chain() set enable_seqscan = off;
