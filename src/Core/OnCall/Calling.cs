using OpsBot.Core.Alerts;
using OpsBot.Core.Health;

namespace OpsBot.Core.OnCall;

/// <summary>Whom a call is for.</summary>
public enum Callees { OnDuty, NextAndAdmins, Everyone }

/// <summary>How long a critical alert waits for somebody to take it before others are called, counted from the first call.</summary>
public sealed record CallPauses(TimeSpan Next, TimeSpan All)
{
    public CallPauses(HealthRules rules) : this(rules.Minutes(HealthRules.CallNext), rules.Minutes(HealthRules.CallAll)) { }

    /// <summary>From the second call to the third.</summary>
    public TimeSpan Between => All > Next ? All - Next : TimeSpan.Zero;
}

/// <summary>How far the calls of an alert are: how many there were, when the last was, and how severe it was then.</summary>
public sealed record CallsSoFar(Severity Severity, int Calls, DateTimeOffset? CalledAt, Severity? CalledAs)
{
    // What was a warning when somebody was called for it has not been called for as critical.
    int Counted => CalledAs == Severity.Warning && Severity == Severity.Critical ? 0 : Calls;

    /// <summary>Who has to be called now about an alert that nobody has taken and that is not quiet; none where nobody has to.</summary>
    public Callees? Due(DateTimeOffset now, bool isNight, CallPauses pauses) => (Severity, Counted) switch
    {
        (Severity.Warning, 0) => isNight ? null : Callees.OnDuty,
        (Severity.Critical, 0) => Callees.OnDuty,
        (Severity.Critical, 1) when now - CalledAt >= pauses.Next => Callees.NextAndAdmins,
        (Severity.Critical, 2) when now - CalledAt >= pauses.Between => Callees.Everyone,
        _ => null,
    };
}

public static class Nights
{
    static readonly TimeOnly begins = new(22, 0), ends = new(7, 0);

    extension(Rotation? rotation)
    {
        /// <summary>From ten in the evening to seven, where those live who are on duty; without a rotation, in UTC.</summary>
        public bool IsNight(DateTimeOffset now) =>
            TimeOnly.FromDateTime((rotation?.Zone ?? TimeZoneInfo.Utc).Shows(now)) is var wall && (wall >= begins || wall < ends);
    }
}
