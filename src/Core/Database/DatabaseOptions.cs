using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>Where the one database is; the section "Database".</summary>
public sealed class DatabaseOptions : ISettings
{
    const string Example = "Set OPSBOT_Database__ConnectionString to a Postgres connection string, for example Host=db;Username=opsbot;Password=…;Database=opsbot.";

    public string ConnectionString { get; init; } = "";

    /// <summary>What is wrong with it, each in a sentence that says how to get it right.</summary>
    public IEnumerable<string> Problems =>
        string.IsNullOrWhiteSpace(ConnectionString) ? [$"Database:ConnectionString is missing. {Example}"]
        : IsReadable ? []
        : [$"Database:ConnectionString is not a connection string. {Example}"];

    public override string ToString() => "Database (connection string hidden)";

    // Npgsql reads Host=…;…, and no address like postgres://….
    bool IsReadable
    {
        get
        {
            try
            {
                return new NpgsqlConnectionStringBuilder(ConnectionString).Host is { Length: > 0 };
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }
}
