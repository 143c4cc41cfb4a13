using Npgsql;

namespace OpsBot.Tests.Testing;

/// <summary>Leases and claims run by the database's clock, which no test moves: instead their rows are made old.</summary>
static class Lapse
{
    extension(NpgsqlDataSource source)
    {
        /// <summary>Every lease of the table is over, as if its holder had been silent for too long.</summary>
        public async Task LetLapse(string table, string column)
        {
            await using var command = source.CreateCommand(
                $"update {table} set {column} = clock_timestamp() - interval '1 millisecond' where {column} is not null");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
