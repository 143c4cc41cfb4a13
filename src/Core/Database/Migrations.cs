using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>Brings a database to this program's schema: numbered SQL files, checksummed, one process at a time.</summary>
public sealed partial class Migrations(NpgsqlDataSource source, TimeProvider time, ILogger<Migrations> log)
{
    // Any constant does, as long as nothing else in the database takes it.
    const long Lock = 0x0B50_B070_0001;

    sealed record Migration(int Number, string Name, string Sql, string Checksum);

    sealed record Applied(int Number, string Name, string Checksum);

    /// <summary>Applies what is missing; a database that is newer or was edited is refused.</summary>
    public async Task<Result<int>> Apply(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("select pg_advisory_lock(@Lock)", new { Lock }, cancel);
        try
        {
            await db.Execute(
                """
                create table if not exists migrations (
                    number     int         primary key,
                    name       text        not null,
                    checksum   text        not null,
                    applied_at timestamptz not null)
                """, null, cancel);
            var applied = await db.List<Applied>("select number, name, checksum from migrations order by number", null, cancel);
            if (Mismatch(applied) is { } refusal) return refusal;
            var missing = All.ExceptBy(applied.Select(one => one.Number), migration => migration.Number).ToList();
            foreach (var migration in missing)
                await Apply(db, migration, cancel);
            return missing.Count;
        }
        finally
        {
            // Not cancellable: a pooled connection must not go back holding the lock.
            await db.Execute("select pg_advisory_unlock(@Lock)", new { Lock }, CancellationToken.None);
        }
    }

    /// <summary>Before serving: applies what is missing where this role may, and says who can where it may not.</summary>
    public async Task<Result<int>> Prepare(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var standing = await db.Get<Standing>(
            """
            select current_user::text as role, r is not null as has_table,
                   has_schema_privilege(current_schema(), 'create') and coalesce(pg_has_role(c.relowner, 'usage'), true) as may
            from   (select to_regclass('migrations') as r) known
            left   join pg_class c on c.oid = known.r
            """, null, cancel);
        if (standing.May) return await Apply(cancel);
        var applied = standing.HasTable
            ? await db.List<Applied>("select number, name, checksum from migrations order by number", null, cancel) : [];
        if (Mismatch(applied) is { } refusal) return refusal;
        return applied.Count == All.Count ? 0
            : new Refusal(
                $"The database is behind this program by {All.Count - applied.Count} migrations, and {standing.Role} may not make them. " +
                "Run `docker compose run --rm migrate` (without Docker: `opsbot migrate`, as the owner of the database), then start this again.");
    }

    sealed record Standing(string Role, bool HasTable, bool May);

    /// <summary>True when nothing is left to apply; readiness asks this.</summary>
    public async Task<bool> AreApplied(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<bool>("select to_regclass('migrations') is not null", null, cancel)
            && All.Count == await db.Find<int>(
                "select count(*)::int from migrations where number = any(@Numbers)", new { Numbers }, cancel);
    }

    static int[] Numbers => [.. All.Select(migration => migration.Number)];

    static Refusal? Mismatch(IReadOnlyList<Applied> applied)
    {
        foreach (var was in applied)
            if (All.FirstOrDefault(migration => migration.Number == was.Number) is not { } now)
                return new Refusal(
                    $"The database is newer than this program: it has migration {was.Number} ({was.Name}), which is not known here. " +
                    "Start a newer OpsBot, or point it at another database.");
            else if (was.Checksum != now.Checksum)
                return new Refusal($"Migration {was.Number} ({was.Name}) was applied with another text than this program has. " +
                    "A migration is never edited once applied; restore the file and add a new one.");
        return null;
    }

    async Task Apply(NpgsqlConnection db, Migration migration, CancellationToken cancel)
    {
        await using var transaction = await db.BeginTransactionAsync(cancel);
        await using (var command = new NpgsqlCommand(migration.Sql, db, transaction))
            await command.ExecuteNonQueryAsync(cancel);
        await db.Execute(
            "insert into migrations (number, name, checksum, applied_at) values (@Number, @Name, @Checksum, @Now)",
            new { migration.Number, migration.Name, migration.Checksum, Now = time.GetUtcNow() }, cancel);
        await transaction.CommitAsync(cancel);
        LogApplied(migration.Number, migration.Name);
    }

    static readonly IReadOnlyList<Migration> All = Read();

    static List<Migration> Read()
    {
        var assembly = typeof(Migrations).Assembly;
        var all = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))
            .ToList();
        // A gap is harmless; two of one number are applied in an order that nobody has chosen.
        foreach (var (before, after) in all.Zip(all.Skip(1)))
            if (before.Number == after.Number)
                throw new InvalidOperationException($"Two migrations have the number {after.Number}: {before.Name} and {after.Name}.");
        return all;
    }

    static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var number = int.Parse(resource.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        return new(number, Path.GetFileNameWithoutExtension(resource)[5..], sql,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    [LoggerMessage(LogLevel.Information, "Migration {Number} {Name} applied")]
    partial void LogApplied(int number, string name);
}
