using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Ledger;

/// <summary>
/// One row of the books as they are verified: first all accounts, then transfers and marks in the order in which they were made.
/// </summary>
sealed record LedgerRow
{
    public LedgerAccountRow? Account { get; init; }
    public LedgerTransferRow? Transfer { get; init; }
    public LedgerMarkRow? Mark { get; init; }
}

sealed record LedgerAccountRow(long Id, string Name, string Currency);

sealed record LedgerTransferRow(
    long Id, string Key, long Debit, long Credit, long Amount, string Currency, string Code, string Phase, long? PendingId,
    DateTimeOffset At);

sealed record LedgerMarkRow(long AccountId, long UpTo, long Debited, long Credited, long PendingDebit, long PendingCredit);

/// <summary>Reads the books row by row: from a database, or from an export of one row a line.</summary>
static class LedgerRows
{
    // So many at a time: the books may be larger than the memory.
    const int AtOnce = 20_000;

    /// <summary>Of one moment, where the transaction is of one.</summary>
    public static async IAsyncEnumerable<LedgerRow> Of(NpgsqlConnection db, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var account in await db.List<LedgerAccountRow>("select id, name, currency from ledger_accounts order by id", null, cancel))
            yield return new() { Account = account };
        var after = 0L;
        while (await Next(db, after, cancel) is { Count: > 0 } transfers)
        {
            var last = transfers[^1].Id;
            var marks = new Queue<LedgerMarkRow>(await Marks(db, after, last, cancel));
            foreach (var transfer in transfers)
            {
                while (marks.TryPeek(out var mark) && mark.UpTo < transfer.Id) yield return new() { Mark = marks.Dequeue() };
                yield return new() { Transfer = transfer };
            }
            foreach (var mark in marks) yield return new() { Mark = mark };
            after = last;
        }
        foreach (var mark in await Marks(db, after, long.MaxValue, cancel)) yield return new() { Mark = mark };
    }

    public static async IAsyncEnumerable<LedgerRow> Of(TextReader export, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (await export.ReadLineAsync(cancel) is { } line)
            if (line.Length > 0)
                yield return JsonSerializer.Deserialize<LedgerRow>(line, Json.Options) ?? throw new JsonException("A line is no row.");
    }

    public static async Task Write(NpgsqlConnection db, TextWriter export, CancellationToken cancel)
    {
        await foreach (var row in Of(db, cancel)) await export.WriteLineAsync(Json.Text(row).AsMemory(), cancel);
    }

    static Task<IReadOnlyList<LedgerTransferRow>> Next(NpgsqlConnection db, long after, CancellationToken cancel) =>
        db.List<LedgerTransferRow>(
            """
            select   id, key, debit, credit, amount, currency, code, phase, pending_id, at
            from     ledger_transfers
            where    id > @after
            order by id
            limit    @AtOnce
            """, new { after, AtOnce }, cancel);

    static Task<IReadOnlyList<LedgerMarkRow>> Marks(NpgsqlConnection db, long after, long upTo, CancellationToken cancel) =>
        db.List<LedgerMarkRow>(
            """
            select   account_id, up_to, debited, credited, pending_debit, pending_credit
            from     ledger_marks
            where    up_to > @after and up_to <= @upTo
            order by up_to, account_id
            """, new { after, upTo }, cancel);
}
