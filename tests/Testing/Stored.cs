using Npgsql;

namespace OpsBot.Tests.Testing;

/// <summary>Everything that a database holds, as text.</summary>
static class Stored
{
    public static async Task<IReadOnlyList<string>> Everything(this NpgsqlDataSource source)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (tables, stored) = (new List<string>(), new List<string>());
        await using (var names = source.CreateCommand("select tablename from pg_tables where schemaname = 'public' order by tablename"))
        await using (var reader = await names.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) tables.Add(reader.GetString(0));
        foreach (var table in tables)
        {
            await using var rows = source.CreateCommand($"select coalesce(string_agg(t::text, ' '), '') from \"{table}\" t");
            stored.Add($"{table}: {await rows.ExecuteScalarAsync(cancel)}");
        }
        return stored;
    }
}
