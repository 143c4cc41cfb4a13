using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

public sealed record ShowAlertRules : IQuestion<ShowAlertRules, AlertRulesShown>
{
    public static Spec Spec { get; } = new("alert rules", "By which numbers servers are told of and rebooted, and who set them")
    {
        Examples = ["/alert rules"],
    };
}

/// <summary>A rule as it is now; who set it and when, where somebody did.</summary>
public sealed record AlertRuleNow(HealthRule Rule, int Value, DateTimeOffset? ChangedAt, string? ChangedBy);

public sealed record AlertRulesShown(IReadOnlyList<AlertRuleNow> Rules, bool Reboots, TimeSpan Every) : IAnswer
{
    public Reply Say() => new("The rules of alerts")
    {
        Parts =
        [
            new Paragraph($"A round over all servers begins every {Every.InWords()}. " + (Reboots
                ? "OpsBot reboots by itself what stays ill."
                : "OpsBot reboots nothing by itself: `Health:Reboot` is not set on the worker.")),
            new Fields([.. Rules.Select(one => new Field(one.Rule.Name, Of(one)))]),
        ],
        Buttons = [new Button("Set a rule", "/alert rule set")],
    };

    static Words Of(AlertRuleNow one) => one.ChangedAt is not { } at ? $"{one.Rule.Written(one.Value)}  {one.Rule.Says}"
        : Words.Of(new Plain($"{one.Rule.Written(one.Value)}  {one.Rule.Says}. As it comes it is {one.Rule.Standard}; set by "),
            new Plain($"{one.ChangedBy ?? "OpsBot"}, "), new At(at));
}

sealed class ShowAlertRulesHandler(IOptions<HealthOptions> options) : IAnswerQuestion<ShowAlertRules, AlertRulesShown>
{
    sealed record Change(string Name, DateTimeOffset ChangedAt, string? ChangedBy);

    public async Task<Result<AlertRulesShown>> Answer(ShowAlertRules question, Work work, CancellationToken cancel)
    {
        var rules = await HealthRules.Read(work.Db, cancel);
        var changes = (await work.List<Change>(
            """
            select r.name, r.changed_at, o.name as changed_by
            from   alert_rules r
            left   join operators o on o.id = r.changed_by
            """, null, cancel)).ToDictionary(one => one.Name);
        return new AlertRulesShown([.. HealthRules.All.Select(Now)], options.Value.Reboot, options.Value.Every);

        AlertRuleNow Now(HealthRule rule) => changes.TryGetValue(rule.Name, out var change)
            ? new(rule, rules[rule], change.ChangedAt, change.ChangedBy) : new(rule, rules[rule], null, null);
    }
}
