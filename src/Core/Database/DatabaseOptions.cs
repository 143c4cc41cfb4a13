using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpsBot.Core.Database;

/// <summary>Where the one database is; the section "Database".</summary>
public sealed class DatabaseOptions
{
    [Required(ErrorMessage = "Database:ConnectionString is missing. Set OPSBOT_Database__ConnectionString to a Postgres connection string, for example Host=db;Username=opsbot;Password=…;Database=opsbot.")]
    public required string ConnectionString { get; init; }

    public override string ToString() => "Database (connection string hidden)";
}

[OptionsValidator]
public sealed partial class DatabaseOptionsCheck : IValidateOptions<DatabaseOptions>;
