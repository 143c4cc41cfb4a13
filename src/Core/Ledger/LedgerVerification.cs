using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Ledger;

/// <summary>What the books come to; with a finding where something in them cannot be.</summary>
public sealed record LedgerVerdict(long Transfers, long Accounts, long Marks, long Pending, IReadOnlyList<Money> Moved, string Fingerprint)
{
    public string? Finding { get; init; }

    internal static LedgerVerdict OfNothing { get; } = new(0, 0, 0, 0, [], "");
}

/// <summary>Adds up all books anew, trusting nothing that was reckoned before.</summary>
public static class LedgerVerification
{
    public static async Task<LedgerVerdict> OfDatabase(NpgsqlConnection db, CancellationToken cancel)
    {
        await using var moment = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        if (await Unguarded(db, cancel) is { } unguarded) return LedgerVerdict.OfNothing with { Finding = unguarded };
        return await Of(LedgerRows.Of(db, cancel));
    }

    public static async Task<LedgerVerdict> OfExport(TextReader export, CancellationToken cancel)
    {
        try
        {
            return await Of(LedgerRows.Of(export, cancel));
        }
        catch (JsonException)
        {
            return LedgerVerdict.OfNothing with { Finding = "It is no export of the ledger: a line of it cannot be read." };
        }
    }

    /// <summary>One row a line, of one moment.</summary>
    public static async Task Export(NpgsqlConnection db, TextWriter export, CancellationToken cancel)
    {
        await using var moment = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await LedgerRows.Write(db, export, cancel);
    }

    static async Task<LedgerVerdict> Of(IAsyncEnumerable<LedgerRow> rows)
    {
        using var walk = new LedgerWalk();
        await foreach (var row in rows)
            if (walk.Take(row) is { } finding) return walk.Verdict with { Finding = finding };
        return walk.Verdict;
    }

    static async Task<string?> Unguarded(NpgsqlConnection db, CancellationToken cancel)
    {
        var guards = await db.Get<int>(
            """
            select count(*)::int
            from   pg_trigger t
            join   pg_class c on c.oid = t.tgrelid and c.relnamespace = current_schema()::regnamespace
            where  t.tgenabled = 'A'
            and    (c.relname, t.tgname) in (('ledger_transfers', 'ledger_stays'), ('ledger_transfers', 'ledger_ends'),
                                             ('ledger_accounts', 'ledger_stays'))
            """, null, cancel);
        return guards == 3 ? null
            : "What keeps the ledger from being changed is switched off. Find out who did that, and keep the database as it is.";
    }
}

/// <summary>Walks along the books in the order in which they were made.</summary>
sealed class LedgerWalk : IDisposable
{
    sealed class Sum
    {
        public long Debited, Credited, PendingDebit, PendingCredit;
    }

    readonly Dictionary<long, (LedgerAccountRow Row, Sum Sum)> accounts = [];
    readonly HashSet<string> names = [], keys = [];
    readonly Dictionary<long, LedgerTransferRow> pending = [];
    readonly Dictionary<string, Int128> moved = [];
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long transfers, marks, last;

    public LedgerVerdict Verdict => new(transfers, accounts.Count, marks, pending.Count,
        [.. moved.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new Money((long)one.Value, Currency.Of(one.Key)))],
        Convert.ToHexStringLower(hash.GetCurrentHash()));

    /// <summary>What cannot be, if anything; then nothing after it is looked at.</summary>
    public string? Take(LedgerRow row) => row switch
    {
        { Account: { } account } => Add(account),
        { Transfer: { } transfer } => Add(transfer),
        { Mark: { } mark } => Compare(mark),
        _ => "A row is neither account nor transfer nor mark.",
    };

    string? Add(LedgerAccountRow account)
    {
        if (!names.Add(account.Name)) return $"There are two accounts {account.Name}.";
        if (!account.Name.EndsWith(':' + account.Currency, StringComparison.Ordinal) || !accounts.TryAdd(account.Id, (account, new())))
            return $"Account {account.Name} is not what it is called.";
        Hash($"{account.Id}|{account.Name}");
        return null;
    }

    string? Add(LedgerTransferRow transfer)
    {
        if (transfer.Id <= last) return $"Transfer {transfer.Id} stands after transfer {last}.";
        last = transfer.Id;
        if (!keys.Add(transfer.Key)) return $"There are two transfers {transfer.Key}.";
        if (!accounts.TryGetValue(transfer.Debit, out var debit) || !accounts.TryGetValue(transfer.Credit, out var credit)
            || transfer.Debit == transfer.Credit || transfer.Amount <= 0)
            return $"Transfer {transfer.Id} ({transfer.Key}) moves nothing from one account to another.";
        if (debit.Row.Currency != transfer.Currency || credit.Row.Currency != transfer.Currency)
            return $"Transfer {transfer.Id} ({transfer.Key}) mixes currencies.";
        if (Ended(transfer) is { } finding) return finding;
        var (counted, waiting) = transfer.Phase switch
        {
            "direct" => (transfer.Amount, 0L),
            "pending" => (0, transfer.Amount),
            "posted" => (transfer.Amount, -transfer.Amount),
            _ => (0, -transfer.Amount),
        };
        debit.Sum.Debited += counted;
        debit.Sum.PendingDebit += waiting;
        credit.Sum.Credited += counted;
        credit.Sum.PendingCredit += waiting;
        moved[transfer.Currency] = moved.GetValueOrDefault(transfer.Currency) + counted;
        transfers++;
        Hash(string.Create(CultureInfo.InvariantCulture,
            $"{transfer.Id}|{transfer.Key}|{transfer.Debit}|{transfer.Credit}|{transfer.Amount}|{transfer.Currency}|{transfer.Code}|")
            + $"{transfer.Phase}|{transfer.PendingId}|{transfer.At.ToUniversalTime():O}");
        return null;
    }

    string? Ended(LedgerTransferRow transfer)
    {
        switch (transfer.Phase)
        {
            case "direct" when transfer.PendingId is null: return null;
            case "pending" when transfer.PendingId is null: pending.Add(transfer.Id, transfer); return null;
            case "posted" or "voided" when transfer.PendingId is { } id && pending.Remove(id, out var began)
                && (began.Debit, began.Credit, began.Amount, began.Currency, began.Code)
                == (transfer.Debit, transfer.Credit, transfer.Amount, transfer.Currency, transfer.Code): return null;
            default:
                return $"Transfer {transfer.Id} ({transfer.Key}) is {transfer.Phase}, and nothing that is pending is the same.";
        }
    }

    string? Compare(LedgerMarkRow mark)
    {
        marks++;
        return accounts.TryGetValue(mark.AccountId, out var account)
            && (mark.Debited, mark.Credited, mark.PendingDebit, mark.PendingCredit)
                == (account.Sum.Debited, account.Sum.Credited, account.Sum.PendingDebit, account.Sum.PendingCredit) ? null
            : $"The mark of account {account.Row?.Name ?? $"{mark.AccountId}"} at transfer {mark.UpTo} is not what its transfers add up "
                + "to.";
    }

    public void Dispose() => hash.Dispose();

    void Hash(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + '\n'));
}
