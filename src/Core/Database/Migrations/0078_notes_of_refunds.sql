-- Which credit note a refund wrote: it may be another's doing that it was settled.
alter table refunds add column note_id uuid unique references credit_notes;
