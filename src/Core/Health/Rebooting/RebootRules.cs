namespace OpsBot.Core.Health;

/// <summary>What has to be known of a server before OpsBot reboots it by itself.</summary>
public sealed record RebootCase
{
    /// <summary>Rounds in a row that it was unhealthy or unreachable.</summary>
    public int Bad { get; init; }

    /// <summary>When it was last seen healthy for a whole day, by the same probes that find it ill now.</summary>
    public DateTimeOffset? WasWellAt { get; init; }

    public bool Flaps { get; init; }

    public bool IsMaintained { get; init; }

    /// <summary>When it was rebooted last, by whomever.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Reboots by OpsBot within a day; and those that did not help, since it was well for a day or a person rebooted it.</summary>
    public int Today { get; init; }

    public int Tries { get; init; }

    /// <summary>Reboots by OpsBot of any server within ten minutes.</summary>
    public int OfAllLately { get; init; }

    /// <summary>So many of all servers fail that it is hardly theirs to mend.</summary>
    public bool FleetFails { get; init; }

    /// <summary>An incident is open that many share.</summary>
    public bool SharedIncident { get; init; }
}

/// <summary>Whether a server is rebooted: not yet, not at all and why, or now and how.</summary>
public abstract record RebootVerdict
{
    public sealed record NotYet : RebootVerdict;

    /// <summary>Says the same for as long as the reason is the same.</summary>
    public sealed record No(string Why) : RebootVerdict;

    /// <summary>Hard: it did not help to ask its system.</summary>
    public sealed record Yes(bool Hard) : RebootVerdict;
}

/// <summary>The brakes of reboots. Each is there because somebody's fleet was rebooted to death without it.</summary>
public static class RebootRules
{
    public static readonly TimeSpan AtOnceWithin = TimeSpan.FromMinutes(10), ADay = TimeSpan.FromDays(1);

    public static RebootVerdict Of(RebootCase one, HealthRules rules, DateTimeOffset now) =>
        one.Bad < rules[HealthRules.RebootAfter] ? new RebootVerdict.NotYet()
        : Brake(one, rules, now) is { } why ? new RebootVerdict.No(why)
        : new RebootVerdict.Yes(one.Tries > 0);

    static string? Brake(RebootCase one, HealthRules rules, DateTimeOffset now) => one switch
    {
        { IsMaintained: true } => "it is maintained",
        { SharedIncident: true } => "many servers fail together, and a reboot does not mend what they share",
        { FleetFails: true } => $"more than {rules[HealthRules.RebootFleet]} % of all servers fail",
        { WasWellAt: null } => "these probes have never seen it healthy for a whole day, so they may be what is wrong",
        { Flaps: true } => "it comes and goes by itself",
        _ when one.Tries >= rules[HealthRules.RebootTries] =>
            $"{Times(rules[HealthRules.RebootTries])} did not help. OpsBot tries again once it was healthy for a day or a person rebooted it",
        _ when one.Today >= rules[HealthRules.RebootsADay] => $"it had {Times(rules[HealthRules.RebootsADay])} within 24 hours already",
        { LastAt: { } last } when now - last < rules.Minutes(HealthRules.RebootApart) =>
            $"it was rebooted less than {rules[HealthRules.RebootApart]} minutes ago",
        _ when one.OfAllLately >= rules[HealthRules.RebootsAtOnce] =>
            $"{Times(rules[HealthRules.RebootsAtOnce])} of servers within 10 minutes are enough. It waits for its turn",
        _ => null,
    };

    static string Times(int reboots) => Values.Several.Of(reboots, "reboot", "reboots");
}
