using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>How a server is, as its three services answer.</summary>
public enum HealthState
{
    [AlsoCalled("well", "good", "up")] Healthy,
    Degraded,
    [AlsoCalled("ill", "bad")] Unhealthy,
    [AlsoCalled("away", "down")] Unreachable,
}

public static class ProbedHealth
{
    extension(ServicesSeen seen)
    {
        /// <summary>
        /// Healthy where all answer; degraded where Convex and one more do; unreachable where none does; else it is unhealthy.
        /// </summary>
        public HealthState Health => seen switch
        {
            { AllAnswer: true } => HealthState.Healthy,
            { Convex: true, Web: true } or { Convex: true, Mta: true } => HealthState.Degraded,
            { AnyAnswers: false } => HealthState.Unreachable,
            _ => HealthState.Unhealthy,
        };
    }
}

public static class HealthWords
{
    extension(HealthState health)
    {
        public string Mark => health switch
        {
            HealthState.Healthy => "🟢", HealthState.Degraded => "🟠", HealthState.Unhealthy => "🔴", HealthState.Unreachable => "⚫",
        };

        public Tone Tone => health switch
        {
            HealthState.Healthy => Tone.Good, HealthState.Degraded => Tone.Warning,
            HealthState.Unhealthy or HealthState.Unreachable => Tone.Bad,
        };
    }
}
