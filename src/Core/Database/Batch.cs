using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>Several constant, signed statements in one round trip; outside a transaction they are one by themselves.</summary>
public sealed class Batch(NpgsqlConnection db) : IAsyncDisposable
{
    readonly NpgsqlBatch batch = new(db);

    public void Add([ConstantExpected] string sql, object? args,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Add(sql, args, null, file, line);

    /// <summary>A statement that was put together of constants, with more arguments than those of one object.</summary>
    internal void Add(string sql, object? args, IReadOnlyDictionary<string, object?>? more, string file, int line)
    {
        var command = new NpgsqlBatchCommand(Sql.Signed(sql, file, line));
        if (args is not null) Arguments.AddTo(command.Parameters, args);
        foreach (var (name, value) in more ?? new Dictionary<string, object?>()) Arguments.AddTo(command.Parameters, name, value);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Sends all of it; each statement that returns rows, even none, is one result to be read.</summary>
    public Task<NpgsqlDataReader> Read(CancellationToken cancel) => batch.ExecuteReaderAsync(cancel);

    public Task Execute(CancellationToken cancel) => batch.ExecuteNonQueryAsync(cancel);

    public ValueTask DisposeAsync() => batch.DisposeAsync();
}

/// <summary>Reads the results of a batch, one after the other.</summary>
public static class BatchResults
{
    extension(NpgsqlDataReader reader)
    {
        /// <summary>The rows of this result; the reader then stands before the next.</summary>
        public async Task<IReadOnlyList<T>> Rows<T>(CancellationToken cancel)
        {
            var rows = new List<T>();
            Func<System.Data.Common.DbDataReader, T>? parse = null;
            while (await reader.ReadAsync(cancel)) rows.Add((parse ??= reader.GetRowParser<T>())(reader));
            await reader.NextResultAsync(cancel);
            return rows;
        }
    }
}

/// <summary>An object's properties as parameters, their values as Mapping teaches Dapper.</summary>
static class Arguments
{
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> known = new();

    public static void AddTo(NpgsqlParameterCollection parameters, object args)
    {
        Mapping.Ready();
        foreach (var property in known.GetOrAdd(args.GetType(), static type => type.GetProperties()))
            AddTo(parameters, property.Name, property.GetValue(args));
    }

    public static void AddTo(NpgsqlParameterCollection parameters, string name, object? value) =>
        parameters.Add(new NpgsqlParameter { ParameterName = name, Value = Value(value) });

    static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.UtcDateTime,
        IId id => id.Value,
        Enum member => SnakeCase.Of(member.ToString()),
        _ => value,
    };
}
