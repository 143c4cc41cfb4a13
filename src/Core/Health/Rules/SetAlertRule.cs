using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

public sealed record SetAlertRule(
    [Arg("which of `/alert rules`", MaxLength = 40, Words = typeof(AlertRuleWords))] string Name,
    [Arg("the number that it is from now on", Min = 0, Max = 100_000)] int Value) : ICommand<SetAlertRule, AlertRuleSet>
{
    public static Spec Spec { get; } = new("alert rule set", "Change a number by which servers are told of or rebooted")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Verb = "Set rule",
        Examples = ["/alert rule set reboot-after 12", "/alert rule set fold-share 50"],
    };
}

public sealed record AlertRuleSet(HealthRule Rule, int Value) : IAnswer
{
    public Reply Say() => new($"{Rule.Name} is {Rule.Written(Value)} now")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Rule.Written(Value)}: {Rule.Says}. It counts from the next round on.")],
        Buttons = [new Button("Rules", "/alert rules")],
    };
}

sealed class SetAlertRuleHandler(IOptions<HealthOptions> options) : IHandle<SetAlertRule, AlertRuleSet>
{
    static readonly Target target = new("alert rules", new Guid("0b500000-0000-7000-8000-000000000010"), "the rules of alerts");

    public Task<IReadOnlyList<Target>> Locks(SetAlertRule command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([target]);

    public async Task<Result<Plan>> Plan(SetAlertRule command, Work work, CancellationToken cancel)
    {
        if (Known(command).Failed(out var rule, out var refusal)) return refusal;
        var now = await HealthRules.Read(work.Db, cancel);
        if (now[rule] == command.Value)
            return new Refusal($"{rule.Name} is {rule.Written(command.Value)} already.") { WaysOn = [new("Rules", "/alert rules")] };
        var weeks = await LastWeek.Of(work, options.Value.Every, [now, now.With(rule, command.Value)], cancel);
        return new Plan(target, $"Set {rule.Name} to {rule.Written(command.Value)}")
        {
            TargetVersion = await work.Get<long>("select coalesce(sum(version), 0)::bigint from alert_rules", null, cancel),
            Changes = [new(rule.Name, rule.Written(now[rule]), rule.Written(command.Value))],
            Affects = new(Impact.Told, Would(weeks[0], weeks[1])),
            Undo = Undo.By("Set it back with", $"/alert rule set {rule.Name} {now[rule]}"),
        };
    }

    public async Task<Result<AlertRuleSet>> Handle(SetAlertRule command, Work work, CancellationToken cancel)
    {
        if (Known(command).Failed(out var rule, out var refusal)) return refusal;
        await work.Execute(
            """
            insert into alert_rules (name, value, changed_at, changed_by)
            values (@Name, @Value, @Now, @Who)
            on conflict (name) do update
            set    value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
                   version = alert_rules.version + 1
            """,
            new { rule.Name, Value = command.Value.ToString(CultureInfo.InvariantCulture), work.Now, Who = work.AskerId?.Value }, cancel);
        return new AlertRuleSet(rule, command.Value);
    }

    static Result<HealthRule> Known(SetAlertRule command)
    {
        var name = command.Name.Trim().ToLowerInvariant();
        if (HealthRules.All.SingleOrDefault(rule => rule.Name == name) is not { } rule)
            return new Refusal(Nearest.To(name, HealthRules.All, one => one.Name) is { } near
                ? $"No rule is called `{name}`. Did you mean `{near.Name}`?" : $"No rule is called `{name}`. See `/alert rules`.")
            {
                WaysOn = [new("Rules", "/alert rules")],
            };
        return command.Value < rule.Least || command.Value > rule.Most
            ? new Refusal($"`{rule.Name}` goes from {rule.Least} to {rule.Written(rule.Most)}.") : rule;
    }

    string Would(LastWeek now, LastWeek then) =>
        $"By last week's rounds it would have {(options.Value.Reboot ? "rebooted" : "rebooted, if reboots were on,")} "
        + $"{(then.Reboots == now.Reboots ? $"{then.Reboots} as before" : $"{then.Reboots} instead of {now.Reboots}")}, and told of "
        + (then.Incidents == now.Incidents ? $"{then.Incidents} incidents as before." : $"{then.Incidents} instead of {now.Incidents} incidents.");
}

/// <summary>The names of the rules.</summary>
sealed class AlertRuleWords : IWords
{
    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. HealthRules.All.Select(rule => rule.Name)
            .Where(name => name.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase)).Take(limit)]);
}
