using Microsoft.Extensions.Options;

namespace OpsBot.Core.Instances.Runtime;

/// <summary>Where the worker keeps copies of instances; section <c>Backups</c>.</summary>
public sealed class BackupOptions
{
    /// <summary>A folder on the machine of the worker. Only the worker needs it; without it a backup says so.</summary>
    public string? Folder { get; init; }

    /// <summary>How long an instance may stay paused for its copy before the backup gives up.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);
}

sealed class BackupOptionsCheck : IValidateOptions<BackupOptions>
{
    public ValidateOptionsResult Validate(string? name, BackupOptions options) =>
        options.Limit >= TimeSpan.FromSeconds(1) && options.Limit <= TimeSpan.FromHours(6)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Backups:Limit is {options.Limit:c}. Set OPSBOT_Backups__Limit to a time from 00:00:01 to 06:00:00, or leave it out.");
}
