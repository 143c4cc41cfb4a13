using System.Globalization;
using System.Text.RegularExpressions;
using OpsBot.Core.Instances.Logs;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

/// <summary>The engine's states, told as the runtime's.</summary>
static partial class DockerStates
{
    extension(InspectedContainer container)
    {
        public RuntimeState ToState()
        {
            var phase = PhaseOf(container.State.Status);
            return new RuntimeState(phase)
            {
                Health = HealthOf(container.State.Health?.Status),
                HealthOutput = Told(container.State.Health?.Log is [.., var last] ? last.Output : null),
                Image = container.Config.Image,
                StartedAt = Known(container.State.StartedAt),
                FinishedAt = Known(container.State.FinishedAt),
                ExitCode = phase is RuntimePhase.Exited or RuntimePhase.Dead or RuntimePhase.Restarting ? container.State.ExitCode : null,
                Error = Told(container.State.Error),
                OutOfMemory = container.State.OOMKilled,
                RestartCount = container.RestartCount,
            };
        }
    }

    extension(ListedContainer container)
    {
        /// <summary>A listing tells health and exit code only in its sentence: "Up 3 hours (healthy)", "Exited (137) 2 days ago".</summary>
        public RuntimeState ToState() => new(PhaseOf(container.State))
        {
            Image = container.Image,
            Health = HealthOf(
                container.Status.EndsWith("(healthy)", StringComparison.Ordinal) ? "healthy"
                : container.Status.EndsWith("(unhealthy)", StringComparison.Ordinal) ? "unhealthy"
                : container.Status.EndsWith("(health: starting)", StringComparison.Ordinal) ? "starting"
                : null),
            ExitCode = ExitCode.Match(container.Status) is { Success: true } match
                ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
                : null,
        };
    }

    static RuntimePhase PhaseOf(string status) => status switch
    {
        "created" => RuntimePhase.Created,
        "running" => RuntimePhase.Running,
        "paused" => RuntimePhase.Paused,
        "restarting" => RuntimePhase.Restarting,
        "removing" => RuntimePhase.Removing,
        "exited" => RuntimePhase.Exited,
        "dead" => RuntimePhase.Dead,
        _ => throw new InvalidDataException($"Docker told an unknown container state '{status}'."),
    };

    static RuntimeHealth HealthOf(string? status) => status switch
    {
        "starting" => RuntimeHealth.Starting,
        "healthy" => RuntimeHealth.Healthy,
        "unhealthy" => RuntimeHealth.Unhealthy,
        _ => RuntimeHealth.Unchecked,
    };

    // "Never" is 0001-01-01 in the engine's JSON.
    static DateTimeOffset? Known(DateTimeOffset time) => time.Year > 1 ? time : null;

    /// <summary>Words of the engine or of a container: one masked line of bounded length.</summary>
    public static string? Told(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var line = PlainText.Of(MaskSecrets.In(text.ReplaceLineEndings(" "))).Trim();
        return WholeId.Replace(line, id => id.Value.Start(12)).Cut(300);
    }

    // As docker itself shows them.
    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    static partial Regex WholeId { get; }

    [GeneratedRegex(@"^(?:Exited|Restarting) \((\d{1,5})\)")]
    static partial Regex ExitCode { get; }
}
