using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record RemoveRule([Arg("its number in the policy", Min = 1, Max = 200)] int Rule) : ICommand<RemoveRule, PolicyChanged>
{
    public static Spec Spec { get; } = new("policy remove", "Remove a rule of the policy")
    {
        Needs = Role.Admin, Guard = Guard.Giving, Verb = "Remove rule", Examples = ["/policy remove 3"],
    };
}

sealed class RemoveRuleHandler : IHandle<RemoveRule, PolicyChanged>
{
    public async Task<Result<Plan>> Plan(RemoveRule command, Work work, CancellationToken cancel)
    {
        await PolicyChange.Lock(work, cancel);
        var before = await Policies.Current(work.Db, cancel);
        if (No(command, before) is { } no) return no;
        var rule = before.Rules[command.Rule - 1];
        return PolicyChange.Plan(before, Without(command, before), $"Remove rule {command.Rule} for {rule.Operation}",
            [new($"Rule {command.Rule}", PolicyChange.Line(rule), "none")]);
    }

    public async Task<Result<PolicyChanged>> Handle(RemoveRule command, Work work, CancellationToken cancel)
    {
        var before = await Policies.Current(work.Db, cancel);
        return No(command, before) is { } no ? no
            : new PolicyChanged(await PolicyChange.Save(work, before, Without(command, before), cancel),
                $"Rule {command.Rule} is removed", null);
    }

    static Refusal? No(RemoveRule command, Policy policy) => command.Rule <= policy.Rules.Count ? null
        : new Refusal(policy.Rules.Count == 0 ? "The policy has no rules."
            : $"There is no rule {command.Rule}: the policy has {policy.Rules.Count}.") { WaysOn = [new("Policy", "/policy show")] };

    static IReadOnlyList<Rule> Without(RemoveRule command, Policy policy) => [.. policy.Rules.Where((_, i) => i != command.Rule - 1)];
}
