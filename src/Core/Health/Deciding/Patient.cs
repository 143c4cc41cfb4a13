using OpsBot.Core.Alerts;
using OpsBot.Core.Servers;

namespace OpsBot.Core.Health;

/// <summary>A server that a round has to look at: it is not well, or in an incident still.</summary>
public sealed record Patient(ServerId Id, string Name, string Provider, string Region)
{
    public HealthState Health { get; init; }

    /// <summary>Rounds in a row: unhealthy or unreachable; anything but healthy; healthy.</summary>
    public int Bad { get; init; }

    public int Lesser { get; init; }

    public int Good { get; init; }

    /// <summary>When it changed last.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How often it changed within the last hour.</summary>
    public int Changes { get; init; }

    /// <summary>The incident that it is in; none yet.</summary>
    public Incident? In { get; init; }

    public Place Place => new(Provider, Region);
}

/// <summary>Where a server is; without a region, anywhere at that provider.</summary>
public sealed record Place(string Provider, string? Region)
{
    public string Cause => Region is null ? $"provider:{Provider}" : $"region:{Provider}/{Region}";

    public AlertKind Kind => Region is null ? AlertKind.Provider : AlertKind.Region;

    public Place Wider => this with { Region = null };

    public bool Holds(Patient one) => one.Provider == Provider && (Region is null || one.Region == Region);
}

/// <summary>An open incident: of one server, or of a place in which many fail.</summary>
public sealed record Incident(string Cause, Place? Of, bool Flaps)
{
    public static string CauseOf(ServerId server) => $"server:{server.Value:n}";
}

/// <summary>What a round finds of one server.</summary>
public enum Judgement
{
    /// <summary>Nothing, or it is over.</summary>
    Well,

    /// <summary>It is in an incident and neither over it nor worse.</summary>
    Unsettled,
    Degraded,
    Failing,

    /// <summary>It comes and goes.</summary>
    Flapping,
}
