-- Few have credit: who does is asked for each chunk of invoices that is opened.
create index ledger_accounts_credit on ledger_accounts (organization_id, currency) where kind = 'credit';
