using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>Constant, signed statements: every query names the file and line that sent it.</summary>
public static class Sql
{
    extension(NpgsqlConnection db)
    {
        /// <summary>One row or none; more than one is a bug.</summary>
        public Task<T?> Find<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            db.QuerySingleOrDefaultAsync<T>(Signed(sql, args, cancel, file, line));

        public Task<T> Get<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            db.QuerySingleAsync<T>(Signed(sql, args, cancel, file, line));

        public async Task<IReadOnlyList<T>> List<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            (await db.QueryAsync<T>(Signed(sql, args, cancel, file, line))).AsList();

        /// <summary>
        /// The rows of a statement whose best plan hangs on what is asked for: with optional filters, limits and beginnings of words,
        /// one plan for all arguments is the worst of them. It is planned anew each time, in the same round trip.
        /// </summary>
        public Task<IReadOnlyList<T>> ListPlanned<T>([ConstantExpected] string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => db.ListPlanned<T>(sql, args, null, cancel, file, line);

        internal async Task<IReadOnlyList<T>> ListPlanned<T>(
            string sql, object? args, IReadOnlyDictionary<string, object?>? more, CancellationToken cancel, string file, int line)
        {
            await using var batch = new Batch(db);
            batch.Add("set local plan_cache_mode = force_custom_plan", null);
            // A limit makes it hope to find enough at the beginning of a table, which it then reads to its end.
            batch.Add("set local enable_seqscan = off", null);
            batch.Add(sql, args, more, file, line);
            await using var reader = await batch.Read(cancel);
            return await reader.Rows<T>(cancel);
        }

        /// <summary>How many rows it changed.</summary>
        public Task<int> Execute([ConstantExpected] string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            db.ExecuteAsync(Signed(sql, args, cancel, file, line));

        /// <summary>The same of a statement that was put together once, of constants.</summary>
        internal Task<int> ExecuteComposed(string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            db.ExecuteAsync(Signed(sql, args, cancel, file, line));

        internal async Task<IReadOnlyList<T>> ListComposed<T>(string sql, object? args, CancellationToken cancel,
            [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            [.. await db.QueryAsync<T>(Signed(sql, args, cancel, file, line))];
    }

    static readonly ConcurrentDictionary<(string File, int Line), (string Sql, string Signed)> signed = new();

    static CommandDefinition Signed(string sql, object? args, CancellationToken cancel, string file, int line)
    {
        Mapping.Ready();
        return new(Signed(sql, file, line), args, cancellationToken: cancel);
    }

    internal static string Signed(string sql, string file, int line)
    {
        if (signed.TryGetValue((file, line), out var known) && ReferenceEquals(known.Sql, sql)) return known.Signed;
        var text = $"-- {Path.GetFileName(file)}:{line}\n{sql}";
        signed[(file, line)] = (sql, text);
        return text;
    }
}
