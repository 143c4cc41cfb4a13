using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record ShowPolicy(
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ShowPolicy, PolicyShown>
{
    public static Spec Spec { get; } = new("policy show", "What the operations need, rule by rule") { Examples = ["/policy show"] };
}

/// <summary>A rule and its number, at which it counts before those that follow.</summary>
public sealed record NumberedRule(Rule Rule, int Number, long Total) : IListed
{
    public string Key => Number.ToString(CultureInfo.InvariantCulture);

    public long Before => Number - 1;
}

public sealed record PolicyShown(
    ShowPolicy Asked, Page<NumberedRule> Page, IReadOnlyList<PolicyVersion> Changes, IReadOnlyList<IReadOnlyList<string>> Defaults)
    : IAnswer
{
    public Reply Say() => Asked.Csv ? Filter.File("Policy", Page, ["Number", "Operation", "When", "Needs"], Cells) : new("Policy")
    {
        Parts =
        [
            PolicyChange.Rules(Page.Rows),
            .. Page.Turn("rule", "rules", page => Lines.LineOf(Asked with { Page = page })),
            new Small(Changes is [var last, ..]
                ? (Words)$"Version {last.Version}, changed by {last.Name}, " + new At(last.ChangedAt) + ". The first rule that fits counts."
                : "Nobody has changed the policy yet."),
            // After the last rule, because each of them counts before these.
            .. new Title("Where no rule fits").If(IsLast),
            .. new Table([new("Command"), new("Needs")], Defaults) { Empty = "Nothing needs a reason or approval by itself." }.If(IsLast),
            new Small(PolicyChange.Fixed),
            .. SecondPerson.Missing(Alone.Take(Most).Select(one => one.Words), Alone.Count).If(Alone.Count > 0),
        ],
        Buttons =
        [
            .. Filter.Csv(Page, Lines.LineOf(new ShowPolicy(Csv: true))),
            new Button("Try a command", "/policy test"), new Button("Set a rule", "/policy set"),
        ],
    };

    const int Most = 5;

    List<PolicyVersion> Alone => [.. Changes.Where(one => one.Alone)];

    bool IsLast => Page.Next is null;

    static IReadOnlyList<string> Cells(NumberedRule one) => [one.Key, one.Rule.Operation, one.Rule.When, one.Rule.Guard.ToString()];
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
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(new ShowPolicy()));
        if (ReadPage.Page(PolicyChange.Numbered(policy), asked).Failed(out var page, out var refusal)) return refusal;
        return new PolicyShown(question, page, changes,
            [.. catalog.Entries.Where(entry => entry is { IsQuestion: false, Spec: { Hidden: false, Guard.Kind: not GuardKind.None } })
                .Select(entry => (IReadOnlyList<string>)["/" + entry.Command, entry.Spec.Guard.ToString()])]);
    }
}
