using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Runtime;

public enum RuntimePhase { Absent, Created, Running, Paused, Restarting, Removing, Exited, Dead }

public enum RuntimeHealth { Unchecked, Starting, Healthy, Unhealthy }

/// <summary>How an instance's container is at this moment, in the engine's own terms.</summary>
public sealed record RuntimeState(RuntimePhase Phase)
{
    public static readonly RuntimeState Absent = new(RuntimePhase.Absent);

    public RuntimeHealth Health { get; init; }

    public string? Image { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Only after it ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The engine's own words on why it could not start.</summary>
    public string? Error { get; init; }

    /// <summary>What the last health check said.</summary>
    public string? HealthOutput { get; init; }

    public bool OutOfMemory { get; init; }

    public int RestartCount { get; init; }

    public bool IsDown => Phase is RuntimePhase.Exited or RuntimePhase.Created or RuntimePhase.Dead or RuntimePhase.Absent;

    /// <summary>One sentence for an operator.</summary>
    public string Sentence => Phase switch
    {
        RuntimePhase.Absent => "There is no container for it on the server.",
        RuntimePhase.Created => "The container exists and was never started.",
        RuntimePhase.Running => Health switch
        {
            RuntimeHealth.Unchecked => "It is running.",
            RuntimeHealth.Starting => "It is running and its health check has not passed yet.",
            RuntimeHealth.Healthy => "It is running and healthy.",
            RuntimeHealth.Unhealthy => $"It is running, but its health check fails{Because(HealthOutput)}.",
        },
        RuntimePhase.Paused => "It is paused.",
        RuntimePhase.Restarting =>
            $"It keeps ending and being restarted (exit code {ExitCode}, {Several.Of(RestartCount, "restart", "restarts")}).",
        RuntimePhase.Removing => "It is being removed.",
        RuntimePhase.Exited or RuntimePhase.Dead when OutOfMemory => "It ended because it ran out of memory.",
        RuntimePhase.Exited => $"It ended with exit code {ExitCode}{Because(Error)}.",
        RuntimePhase.Dead => $"The engine could not remove it cleanly{Because(Error)}.",
    };

    static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $": {reason.TrimEnd('.')}";
}
