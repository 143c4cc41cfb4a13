using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpsBot.Core.Instances.Runtime;

/// <summary>Where the worker keeps copies of instances; section <c>Backups</c>.</summary>
public sealed class BackupOptions
{
    /// <summary>A folder on the machine of the worker. Only the worker needs it; without it a backup says so.</summary>
    public string? Folder { get; init; }

    /// <summary>How long an instance may stay paused for its copy before the backup gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00",
        ErrorMessage = "Backups:Limit is how long one backup may take, from 00:00:01 to 06:00:00. Set OPSBOT_Backups__Limit.")]
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);
}

[OptionsValidator]
sealed partial class BackupOptionsAreValid : IValidateOptions<BackupOptions>;
