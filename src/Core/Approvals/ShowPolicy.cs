using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record ShowPolicy : IQuestion<ShowPolicy, PolicyShown>
{
    public static Spec Spec { get; } = new("policy show", "What the operations need, rule by rule") { Examples = ["/policy show"] };
}

public sealed record PolicyShown(Policy Policy, string? ChangedBy, DateTimeOffset? ChangedAt, IReadOnlyList<IReadOnlyList<string>> Defaults) : IAnswer
{
    public Reply Say() => new("Policy")
    {
        Parts =
        [
            PolicyChange.Table(Policy),
            new Small(ChangedAt is { } at ? (Words)$"Version {Policy.Version}, changed by {ChangedBy}, " + new At(at) + ". The first rule that fits counts." : "Nobody has changed the policy yet."),
            new Title("Where no rule fits"),
            new Table([new("Command"), new("Needs")], Defaults) { Empty = "Nothing needs a reason or approval by itself." },
            new Small(PolicyChange.Fixed),
        ],
        Buttons = [new Button("Try a command", "/policy test"), new Button("Set a rule", "/policy set")],
    };
}

sealed class ShowPolicyHandler(Catalog catalog) : IAnswerQuestion<ShowPolicy, PolicyShown>
{
    public async Task<Result<PolicyShown>> Answer(ShowPolicy question, Work work, CancellationToken cancel)
    {
        var changed = await work.Find<Changed>(
            """
            select   o.name, p.changed_at
            from     policies p
            join     operators o on o.id = p.changed_by
            order by p.version desc
            limit    1
            """, null, cancel);
        return new PolicyShown(await Policies.Current(work.Db, cancel), changed?.Name, changed?.ChangedAt,
            [.. catalog.Entries.Where(entry => entry is { IsQuestion: false, Spec: { Hidden: false, Guard.Kind: not GuardKind.None } })
                .Select(entry => (IReadOnlyList<string>)["/" + entry.Command, entry.Spec.Guard.ToString()])]);
    }

    sealed record Changed(string Name, DateTimeOffset ChangedAt);
}
