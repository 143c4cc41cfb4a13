using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record ShowPolicy([Arg("which page", Named = true, Min = 1, Max = 100)] int Page = 1) : IQuestion<ShowPolicy, PolicyShown>
{
    public static Spec Spec { get; } = new("policy show", "What the operations need, rule by rule") { Examples = ["/policy show"] };
}

public sealed record PolicyShown(
    int Page, Policy Policy, IReadOnlyList<PolicyVersion> Changes, IReadOnlyList<IReadOnlyList<string>> Defaults) : IAnswer
{
    public Reply Say() => new("Policy")
    {
        Parts =
        [
            PolicyChange.Rules(Policy, From),
            new Small(Changes is [var last, ..]
                ? (Words)$"Version {last.Version}, changed by {last.Name}, " + new At(last.ChangedAt) + ". The first rule that fits counts."
                : "Nobody has changed the policy yet."),
            // After the last rule, because each of them counts before these.
            .. IsLast ? [new Title("Where no rule fits"), new Table([new("Command"), new("Needs")],
                Defaults) { Empty = "Nothing needs a reason or approval by itself." }] : Array.Empty<Part>(),
            new Small(PolicyChange.Fixed),
            .. Alone.Count == 0 ? Array.Empty<Part>() : [SecondPerson.Missing(Alone.Take(Most).Select(one => one.Words), Alone.Count)],
        ],
        Buttons =
        [
            .. Page > 1 ? [new Button("Back", $"/policy show page:{Page - 1}") { InPlace = true }] : Array.Empty<Button>(),
            .. IsLast ? Array.Empty<Button>() : [new Button("Next", $"/policy show page:{Page + 1}") { InPlace = true }],
            new Button("Try a command", "/policy test"), new Button("Set a rule", "/policy set"),
        ],
    };

    const int Most = 5;

    List<PolicyVersion> Alone => [.. Changes.Where(one => one.Alone)];

    int From => (Page - 1) * PolicyChange.PageSize;

    bool IsLast => From + PolicyChange.PageSize >= Policy.Rules.Count;
}

/// <summary>Who changed the policy when, and whether without a second person.</summary>
public sealed record PolicyVersion(long Version, string Name, DateTimeOffset ChangedAt, bool Alone)
{
    internal string Words => $"version {Version} by {Name}, {new At(ChangedAt).Text}";
}

sealed class ShowPolicyHandler(Catalog catalog) : IAnswerQuestion<ShowPolicy, PolicyShown>
{
    public async Task<Result<PolicyShown>> Answer(ShowPolicy question, Work work, CancellationToken cancel)
    {
        var changes = await work.List<PolicyVersion>(
            """
            select   p.version, o.name, p.changed_at, p.alone
            from     policies p
            join     operators o on o.id = p.changed_by
            where    p.alone or p.version = (select max(version) from policies)
            order by p.version desc
            """, null, cancel);
        var policy = await Policies.Current(work.Db, cancel);
        if (question.Page > 1 && (question.Page - 1) * PolicyChange.PageSize >= policy.Rules.Count)
            return new Refusal($"There is no page {question.Page}.") { WaysOn = [new("First page", "/policy show")] };
        return new PolicyShown(question.Page, policy, changes,
            [.. catalog.Entries.Where(entry => entry is { IsQuestion: false, Spec: { Hidden: false, Guard.Kind: not GuardKind.None } })
                .Select(entry => (IReadOnlyList<string>)["/" + entry.Command, entry.Spec.Guard.ToString()])]);
    }
}
