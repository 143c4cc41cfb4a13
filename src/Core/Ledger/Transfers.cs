using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Ledger;

/// <summary>The one way money moves: in the transaction of what moves it.</summary>
static class Transfers
{
    extension(Work work)
    {
        /// <summary>It counts at once. Refused where a credit would be given away that is not there.</summary>
        public Task<Refusal?> Transfer(Transfer transfer, CancellationToken cancel) => work.Write(transfer, "direct", cancel);

        /// <summary>It is under way: it counts when it is posted, and nobody else can be promised it until it is voided.</summary>
        public Task<Refusal?> Hold(Transfer transfer, CancellationToken cancel) => work.Write(transfer, "pending", cancel);

        /// <summary>What was under way by that key has arrived; harmless twice.</summary>
        public Task Post(string key, CancellationToken cancel) => work.EndPending(key, "posted", cancel);

        /// <summary>What was under way by that key never happened; harmless twice.</summary>
        public Task Void(string key, CancellationToken cancel) => work.EndPending(key, "voided", cancel);

        public async Task<Balance> BalanceOf(Account account, Currency currency, CancellationToken cancel)
        {
            var sums = await work.Find<Sums>(
                """
                select b.debited, b.credited, b.pending_debit, b.pending_credit
                from   ledger_accounts a
                cross  join lateral ledger_balance(a.id) b
                where  a.name = @Name
                """, new { Name = account.NameIn(currency) }, cancel)
                ?? new(0, 0, 0, 0);
            return new(new(sums.Debited, currency), new(sums.Credited, currency), new(sums.PendingDebit, currency),
                new(sums.PendingCredit, currency));
        }

        async Task<Refusal?> Write(Transfer transfer, string phase, CancellationToken cancel)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(transfer.Amount.Minor, 1);
            await work.Open(transfer.Debit, transfer.Amount.Currency, cancel);
            await work.Open(transfer.Credit, transfer.Amount.Currency, cancel);
            if (await work.IsThere(transfer, phase, cancel)) return null;
            if (transfer.Debit.Kind == AccountKind.Credit && await work.TooLittle(transfer, cancel) is { } refusal) return refusal;
            var written = await work.Execute(
                """
                insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
                select @Key, d.id, c.id, @Minor, @Currency, @Code, @phase, @Now
                from   ledger_accounts d, ledger_accounts c
                where  d.name = @Debit and c.name = @Credit
                on     conflict (key) do nothing
                """, Arguments(transfer, phase, work.Now), cancel);
            // Somebody else was quicker by a moment.
            if (written == 0 && !await work.IsThere(transfer, phase, cancel)) throw Other(transfer.Key);
            return null;
        }

        Task<int> Open(Account account, Currency currency, CancellationToken cancel) => work.Execute(
            """
            insert into ledger_accounts (organization_id, kind, detail, currency)
            select @Organization, @Kind, @Detail, @Code
            where  not exists (select from ledger_accounts a where a.name = @Name)
            on     conflict do nothing
            """, new
            {
                Organization = account.Organization?.Value, account.Kind, account.Detail, currency.Code, Name = account.NameIn(currency),
            }, cancel);

        /// <summary>True where the very same was written before; another under its key is a bug of whoever made the key.</summary>
        async Task<bool> IsThere(Transfer transfer, string phase, CancellationToken cancel) => await work.Find<bool?>(
            """
            select (t.amount, t.currency, t.code, t.phase, d.name, c.name) = (@Minor, @Currency, @Code, @phase, @Debit, @Credit)
            from   ledger_transfers t
            join   ledger_accounts d on d.id = t.debit
            join   ledger_accounts c on c.id = t.credit
            where  t.key = @Key
            """, Arguments(transfer, phase, work.Now), cancel) switch
            {
                null => false,
                true => true,
                false => throw Other(transfer.Key),
            };

        async Task<Refusal?> TooLittle(Transfer transfer, CancellationToken cancel)
        {
            // Two who give away the same credit come one after the other.
            await work.Execute(
                "select id from ledger_accounts where name = @Name for no key update",
                new { Name = transfer.Debit.NameIn(transfer.Amount.Currency) }, cancel);
            var balance = await work.BalanceOf(transfer.Debit, transfer.Amount.Currency, cancel);
            return balance.Free >= transfer.Amount ? null
                : new Refusal($"There is {balance.Free} of credit to take from, not {transfer.Amount}."
                    + (balance.PendingDebit.Minor > 0 ? $" {balance.PendingDebit} more is under way already." : ""));
        }

        async Task EndPending(string key, string phase, CancellationToken cancel)
        {
            var ended = await work.Execute(
                """
                insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, pending_id, at)
                select p.key || ':' || @phase, p.debit, p.credit, p.amount, p.currency, p.code, @phase, p.id, @Now
                from   ledger_transfers p
                where  p.key = @key and p.phase = 'pending'
                on     conflict do nothing
                """, new { key, phase, work.Now }, cancel);
            if (ended == 1) return;
            var how = await work.Find<string>(
                """
                select e.phase
                from   ledger_transfers p
                join   ledger_transfers e on e.pending_id = p.id
                where  p.key = @key
                """, new { key }, cancel);
            if (how != phase) throw new InvalidOperationException($"Transfer {key} cannot be {phase}: it is {how ?? "not there"}.");
        }
    }

    static object Arguments(Transfer transfer, string phase, DateTimeOffset now) => new
    {
        transfer.Key, transfer.Amount.Minor, Currency = transfer.Amount.Currency.Code, transfer.Code, phase, Now = now,
        Debit = transfer.Debit.NameIn(transfer.Amount.Currency), Credit = transfer.Credit.NameIn(transfer.Amount.Currency),
    };

    static InvalidOperationException Other(string key) => new($"There is a transfer {key} already, and it is another one.");

    sealed record Sums(long Debited, long Credited, long PendingDebit, long PendingCredit);
}
