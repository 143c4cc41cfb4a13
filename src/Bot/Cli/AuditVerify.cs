using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Cli;

/// <summary>
/// The command line's <c>audit verify</c>: 0 when all is well, 1 when something is wrong, 2 when it could not look, or looked at a file
/// that nothing proves.
/// </summary>
public static class AuditVerify
{
    const string Usage = "Usage: audit verify [--file export.json] [--public-key ed25519:…] [--checkpoint <line from the audit channel>]";

    /// <summary>The arguments after "audit verify"; without a file it is the database that is read.</summary>
    public static async Task<int> Run(
        IReadOnlyList<string> args, string? connectionString, AuditOptions audit, TextWriter output, CancellationToken cancel)
    {
        if (Read(args).Failed(out var asked, out var refusal) || Keys(audit, asked.PublicKeys).Failed(out var keys, out refusal))
            return await Say(output, 2, refusal.Sentence);
        try
        {
            var verdict = asked.File is { } file ? await OfFile(file, keys, asked.Checkpoint, cancel)
                : await OfDatabase(connectionString, keys, audit, asked.Checkpoint, cancel);
            return verdict.Failed(out var read, out refusal) ? await Say(output, 2, refusal.Sentence)
                : await Say(output, !read.Ok ? 1 : read.Proven is 0 ? 2 : 0, [.. Sentences(read)]);
        }
        catch (Exception outage) when (outage is NpgsqlException or IOException or UnauthorizedAccessException)
        {
            return await Say(output, 2, outage is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
                ? "That database has no audit: it is not OpsBot's, or was never started with." : $"It could not be read: {outage.Message}");
        }
    }

    sealed record VerifyArguments(string? File, Checkpoint? Checkpoint, IReadOnlyList<string> PublicKeys);

    static Result<VerifyArguments> Read(IReadOnlyList<string> args)
    {
        string? file = null;
        Checkpoint? checkpoint = null;
        var publicKeys = new List<string>();
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count) return new Refusal($"{args[i]} needs a value, or is not known. {Usage}");
            if (args[i] == "--file") file = args[i + 1];
            else if (args[i] == "--public-key") publicKeys.Add(args[i + 1]);
            else if (args[i] != "--checkpoint") return new Refusal($"{args[i]} is not known. {Usage}");
            else if ((checkpoint = Checkpoint.Parse(args[i + 1])) is null)
                return new Refusal(
                    $"“{args[i + 1]}” is not a checkpoint: it is the count, a colon and the hash, or the whole line from the audit channel. {Usage}");
        }
        return new VerifyArguments(file, checkpoint, publicKeys);
    }

    static Result<AuditKeys> Keys(AuditOptions set, IReadOnlyList<string> publicKeys)
    {
        var audit = new AuditOptions
        {
            Key = set.Key, OldKeys = set.OldKeys, HeadFile = set.HeadFile, PublicKeys = [.. set.PublicKeys, .. publicKeys],
        };
        // An auditor may have no key at all; a key that is no key is a mistake, though.
        var problems = (audit.Key.Length > 0 || audit.OldKeys.Count > 0 ? audit.Problems : audit.PublicProblems).ToList();
        return problems.Count > 0 ? new Refusal(string.Join(" ", problems)) : new AuditKeys(audit);
    }

    static async Task<Result<AuditVerdict>> OfFile(string path, AuditKeys keys, Checkpoint? checkpoint, CancellationToken cancel)
    {
        if (!File.Exists(path)) return new Refusal($"There is no file {path}.");
        await using var file = File.OpenRead(path);
        return await AuditVerification.OfExport(file, keys, checkpoint, cancel);
    }

    static async Task<Result<AuditVerdict>> OfDatabase(
        string? connectionString, AuditKeys keys, AuditOptions audit, Checkpoint? checkpoint, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return new Refusal("No database is set: give OPSBOT_Database__ConnectionString, or an export with --file.");
        await using var db = new NpgsqlConnection(connectionString);
        await db.OpenAsync(cancel);
        var heads = new OutsideHeads(keys, new HeadFile(audit.HeadFile, NullLogger<HeadFile>.Instance));
        var outside = await heads.Read(db, TimeProvider.System.GetUtcNow(), cancel);
        return await AuditVerification.OfDatabase(db, keys, checkpoint, outside, cancel);
    }

    static IEnumerable<string> Sentences(AuditVerdict verdict)
    {
        var rows = string.Create(CultureInfo.InvariantCulture, $"{verdict.Count:N0} {(verdict.Count == 1 ? "row" : "rows")}");
        yield return verdict switch
        {
            { Finding: { } finding } => $"NOT OK: {finding.Problem}",
            { Proven: 0 } => $"NOT PROVEN: {rows} hang together, but nothing here shows that they are what was written.",
            { Proven: { } row } when row < verdict.Last => $"OK up to row {row}: so far they stand as they were written.",
            _ => $"OK: {rows} stand as they were written.",
        };
        if (!verdict.Ok && verdict.Count > 0)
            yield return $"Before that, {rows} {(verdict.Proven is null ? "stand as they were written" : "hang together")}.";
        if (verdict.Count > 0) yield return $"Their fingerprint is {verdict.Head}: a copy with the same one has the same rows.";
        if (verdict.Checkpoint is { } checkpoint)
            yield return $"Last checkpoint that agrees: row {checkpoint.Count}{Of(checkpoint.Seal)}"
                + (verdict.Proven < checkpoint.Count ? ", by its own word: nobody checked its signature" : "");
        foreach (var note in verdict.Notes) yield return note;
    }

    static string Of(Seal? seal) =>
        seal is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of {seal.At:yyyy-MM-dd HH:mm} UTC");

    static async Task<int> Say(TextWriter output, int code, params IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences) await output.WriteLineAsync(sentence);
        return code;
    }
}
