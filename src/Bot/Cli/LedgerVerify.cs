using System.Globalization;
using Npgsql;
using OpsBot.Core.Billing;
using OpsBot.Core.Ledger;

namespace OpsBot.Bot.Cli;

/// <summary>
/// The command line's <c>ledger verify</c> and <c>ledger export</c>: 0 when all adds up, 1 when something does not, 2 when it could
/// not look.
/// </summary>
public static class LedgerVerify
{
    /// <summary>The arguments after "ledger"; without a file it is the database that is read.</summary>
    public static async Task<int> Run(IReadOnlyList<string> args, string? connectionString, TextWriter output, CancellationToken cancel)
    {
        try
        {
            return args switch
            {
                ["verify"] => await WithDatabase(connectionString, output, db => OfDatabase(db, output, cancel), cancel),
                ["verify", "--file", var path] => await OfFile(path, output, cancel),
                ["export", var path] => await WithDatabase(connectionString, output, db => Export(db, path, output, cancel), cancel),
                _ => await Say(output, 2, "Usage: ledger verify [--file export.jsonl], or ledger export <file>"),
            };
        }
        catch (Exception outage) when (outage is NpgsqlException or IOException or UnauthorizedAccessException)
        {
            return await Say(output, 2, outage is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
                ? "That database has no ledger: it is not OpsBot's, or was never started with."
                : $"It could not be read: {outage.Message}");
        }
    }

    static async Task<int> WithDatabase(
        string? connectionString, TextWriter output, Func<NpgsqlConnection, Task<int>> run, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return await Say(output, 2, "No database is set: give OPSBOT_Database__ConnectionString, or an export with --file.");
        await using var db = new NpgsqlConnection(connectionString);
        await db.OpenAsync(cancel);
        return await run(db);
    }

    static async Task<int> OfDatabase(NpgsqlConnection db, TextWriter output, CancellationToken cancel)
    {
        var verdict = await LedgerVerification.OfDatabase(db, cancel);
        if (verdict.Finding is not null) return await Say(output, verdict);
        var differing = await BillingVerification.OfDatabase(db, cancel);
        return differing.Count == 0 ? await Say(output, verdict)
            : await Say(output, 1, ["NOT OK: the ledger adds up, but invoices, payments or credit say something else.", .. differing]);
    }

    static async Task<int> OfFile(string path, TextWriter output, CancellationToken cancel)
    {
        if (!File.Exists(path)) return await Say(output, 2, $"There is no file {path}.");
        using var file = File.OpenText(path);
        return await Say(output, await LedgerVerification.OfExport(file, cancel));
    }

    static async Task<int> Export(NpgsqlConnection db, string path, TextWriter output, CancellationToken cancel)
    {
        await using (var file = File.CreateText(path)) await LedgerVerification.Export(db, file, cancel);
        return await Say(output, 0, $"The ledger stands in {path}. Anybody can check it with `opsbot ledger verify --file`.");
    }

    static Task<int> Say(TextWriter output, LedgerVerdict verdict)
    {
        var seen = string.Create(CultureInfo.InvariantCulture,
            $"{verdict.Transfers:N0} transfers between {verdict.Accounts:N0} accounts, {verdict.Pending:N0} of them under way, "
            + $"{verdict.Marks:N0} marks.");
        return verdict.Finding is { } finding ? Say(output, 1, $"NOT OK: {finding}", $"Before that: {seen}")
            : Say(output, 0, $"OK: {seen}",
                verdict.Moved.Count == 0 ? "No money was moved."
                    : $"Moved in all: {string.Join(", ", verdict.Moved)}. In each currency all accounts together are nothing.",
                $"The fingerprint is {verdict.Fingerprint}: a copy with the same one has the same rows.");
    }

    static async Task<int> Say(TextWriter output, int code, params IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences) await output.WriteLineAsync(sentence);
        return code;
    }
}
