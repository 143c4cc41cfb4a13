namespace OpsBot.Core.Health;

/// <summary>What the rounds in a row mean for one server.</summary>
public static class Judging
{
    public static Judgement Of(Patient one, HealthRules rules, DateTimeOffset at) => one switch
    {
        _ when Flaps(one, rules, at) => Judgement.Flapping,
        _ when one.Bad >= rules[HealthRules.IncidentAfter] => Judgement.Failing,
        _ when one.Lesser >= rules[HealthRules.WarningAfter] => Judgement.Degraded,
        { In: null } => Judgement.Well,
        _ when one.Good >= rules[HealthRules.RecoveredAfter] => Judgement.Well,
        _ => Judgement.Unsettled,
    };

    // It begins with many changes, and ends only with none for a while, so that its end is not told and taken back.
    static bool Flaps(Patient one, HealthRules rules, DateTimeOffset at) =>
        at - one.Since < rules.Minutes(HealthRules.FlappingQuiet)
        && (one.Changes > rules[HealthRules.FlappingAbove] || one.In is { Flaps: true, Of: null });

    /// <summary>It fails now and did the round before: of many such at once it is one, though not yet alone.</summary>
    public static bool IsFailingToo(Patient one, HealthRules rules) =>
        one.Bad >= Math.Max(1, Math.Min(2, rules[HealthRules.IncidentAfter] - 1));
}
