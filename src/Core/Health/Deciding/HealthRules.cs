using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Health;

/// <summary>A number by which it is decided what is told and what is done. People may set another within its bounds.</summary>
public sealed record HealthRule(string Name, int Standard, int Least, int Most, string Unit, string Says)
{
    /// <summary>"3 rounds".</summary>
    public string Written(int value) => Unit == "%" ? $"{value} %" : $"{value.ToString(CultureInfo.InvariantCulture)} {Unit}";
}

/// <summary>All such numbers as they are now: what nobody has set is as it comes.</summary>
public sealed class HealthRules(IReadOnlyDictionary<string, int> set)
{
    public static readonly HealthRule
        IncidentAfter = new("incident-after", 3, 1, 50, "rounds", "unhealthy or unreachable so often in a row: an incident"),
        WarningAfter = new("warning-after", 6, 1, 100, "rounds", "not healthy so often in a row: a warning"),
        RecoveredAfter = new("recovered-after", 2, 1, 20, "rounds", "healthy so often in a row: it is over"),
        FlappingAbove = new("flapping-above", 4, 1, 12, "changes", "more of them within an hour: it flaps, and is one incident"),
        FlappingQuiet = new("flapping-quiet", 30, 10, 240, "minutes", "without any change: it flaps no more"),
        FoldFrom = new("fold-from", 5, 2, 500, "servers", "that share a place and fail together: one incident for all"),
        FoldShare = new("fold-share", 30, 5, 100, "%", "of those in the place have to fail for that"),
        RebootAfter = new("reboot-after", 6, 2, 100, "rounds", "unhealthy or unreachable so often in a row: it is rebooted"),
        RebootFleet = new("reboot-fleet", 40, 1, 100, "%", "of the fleet fail: while it is more, nothing is rebooted"),
        RebootApart = new("reboot-apart", 60, 10, 1440, "minutes", "between two reboots of one server, at least"),
        RebootsADay = new("reboots-a-day", 2, 1, 10, "reboots", "of one server within 24 hours, at most"),
        RebootTries = new("reboot-tries", 2, 1, 10, "reboots", "that did not help: after so many it is left to people"),
        RebootsAtOnce = new("reboots-at-once", 3, 1, 50, "reboots", "of all servers together within 10 minutes, at most"),
        CallNext = new("call-next", 15, 5, 240, "minutes", "after the first call and nobody has taken it: the next and the admins"),
        CallAll = new("call-all", 30, 10, 480, "minutes", "after the first call and nobody has taken it: everyone, once");

    public static IReadOnlyList<HealthRule> All { get; } =
    [
        IncidentAfter, WarningAfter, RecoveredAfter, FlappingAbove, FlappingQuiet, FoldFrom, FoldShare,
        RebootAfter, RebootFleet, RebootApart, RebootsADay, RebootTries, RebootsAtOnce, CallNext, CallAll,
    ];

    /// <summary>As they come.</summary>
    public static HealthRules Standard { get; } = new(new Dictionary<string, int>());

    public int this[HealthRule rule] => set.GetValueOrDefault(rule.Name, rule.Standard);

    public TimeSpan Minutes(HealthRule rule) => TimeSpan.FromMinutes(this[rule]);

    public HealthRules With(HealthRule rule, int value) => new(new Dictionary<string, int>(set) { [rule.Name] = value });

    sealed record Row(string Name, string Value);

    public static async Task<HealthRules> Read(NpgsqlConnection db, CancellationToken cancel) => new(
        (await db.List<Row>("select name, value from alert_rules", null, cancel))
            .ToDictionary(row => row.Name, row => int.Parse(row.Value, CultureInfo.InvariantCulture)));
}
