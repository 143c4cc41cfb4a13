using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>A new version of the policy and who has to agree to it; versions are added, never edited.</summary>
static class PolicyChange
{
    static readonly Target target = new("policy", new Guid("0b500000-0000-7000-8000-000000000001"), "the policy");

    /// <summary>Held until the transaction ends, so that two changes never start from the same version.</summary>
    public static Task Lock(Work work, CancellationToken cancel) => work.Lock(target, cancel);

    public static Plan Plan(Policy before, IReadOnlyList<Rule> after, string effect, IReadOnlyList<Change> changes) => new(target, effect)
    {
        TargetVersion = before.Version,
        Changes = changes,
        Affects = new(Impact.Told, "Everybody who runs these operations, from the next command on. "
            + $"What waits for approval is checked against it before it runs. {Fixed}"),
        Undo = Undo.ByHand("Change it back the same way."),
        // Whose approval the rules ask for has to agree to other rules: two admins cannot vote a super admin away.
        Guard = Guard.Giving with
        {
            Quorum = Quorum.Strongest([[Role.Admin], .. before.Rules.Concat(after).Select(rule => rule.Guard.Quorum)]),
        },
    };

    /// <summary>What no rule changes.</summary>
    public const string Fixed =
        "Giving rights (link, add, a higher role, the policy, limits) and setting prices always takes a second person; "
            + "taking rights stays immediate.";

    public static async Task<Policy> Save(Work work, Policy before, IReadOnlyList<Rule> rules, CancellationToken cancel)
    {
        await work.Execute(
            """
            insert into policies (version, rules, changed_by, trail, changed_at, alone)
            values (@Version, @Rules, @Operator, @Trail, @Now, @Alone)
            """,
            new
            {
                Version = before.Version + 1, Rules = Json.Text(rules), Operator = work.Operator.Id, work.Trail, work.Now,
                Alone = work.Approval is null,
            }, cancel);
        return new(before.Version + 1, rules);
    }

    public static string Line(Rule rule) => $"{rule.Operation}, {rule.When}: {rule.Guard}";

    public static IReadOnlyList<NumberedRule> Numbered(Policy policy) =>
        [.. policy.Rules.Select((rule, i) => new NumberedRule(rule, i + 1, policy.Rules.Count))];

    /// <summary>Each of them whole: a line that is cut may hide who has to approve.</summary>
    public static Part Rules(IReadOnlyList<NumberedRule> rules, int? marked = null) => rules.Count == 0
        ? new Paragraph("No rules yet: every operation asks for what it asks for by itself.")
        : new Fields(
        [
            .. rules.Select(one => new Field($"{(one.Number == marked ? "→ " : "")}{one.Number}  {one.Rule.Operation}",
                $"{one.Rule.When}: {one.Rule.Guard}")),
        ]);
}

/// <summary>The policy as it is after a change.</summary>
public sealed record PolicyChanged(Policy Policy, string What, int? Place) : IAnswer
{
    public Reply Say() => new(What)
    {
        Tone = Tone.Good,
        Parts = [PolicyChange.Rules(Around, Place), new Small($"Version {Policy.Version}. The first rule that fits counts.")],
        Buttons = [new Button("Policy", "/policy show")],
    };

    // As many as a page has, with the one that changed among them.
    IReadOnlyList<NumberedRule> Around =>
        [.. PolicyChange.Numbered(Policy).Skip(Math.Max(0, (Place ?? 1) - 1 - (Paging.Size / 2))).Take(Paging.Size)];
}
