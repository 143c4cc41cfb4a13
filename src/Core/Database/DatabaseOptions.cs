using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>Where the one database is; the section "Database".</summary>
public sealed class DatabaseOptions : ISettings
{
    const string Example =
        "Set OPSBOT_Database__ConnectionString to a Postgres connection string, for example Host=db;Username=opsbot;Password=…;Database=opsbot.";

    public string ConnectionString { get; init; } = "";

    /// <summary>The role that `migrate` makes for bot and worker to serve under; without one they run as the owner.</summary>
    public string Role { get; init; } = "";

    public string RolePassword { get; init; } = "";

    /// <summary>What is wrong with it, each in a sentence that says how to get it right.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            if (string.IsNullOrWhiteSpace(ConnectionString)) yield return $"Database:ConnectionString is missing. {Example}";
            else if (!IsReadable) yield return $"Database:ConnectionString is not a connection string. {Example}";
            if (Role.Length > 0 && RolePassword.Length == 0)
                yield return $"Database:RolePassword is missing. Set OPSBOT_Database__RolePassword to the password that {Role} is to have.";
        }
    }

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
