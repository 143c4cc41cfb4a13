using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

public sealed record ListHealthChanges(
    [Arg("which server")] ServerId Server,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListHealthChanges, HealthChangesListed>
{
    public static Spec Spec { get; } = new("vps history", "When a server became healthy, or no longer was, and why; newest first")
    {
        Examples = ["/vps history acme"],
    };
}

public sealed record HealthChange(
    DateTimeOffset At, HealthState Health, HealthState? Was, DateTimeOffset? Until, string? Why, string Key, long Total, long Before)
    : IListed
{
    internal Part Say(DateTimeOffset now) => new Paragraph(Words.Of(
        new At(At), new Plain($"  {Health.Mark} "), new Strong(Health.Words()),
        new Plain(Until is { } until ? $" for {(until - At).InWords()}" : now > At ? $", for {(now - At).InWords()} by now" : ""),
        new Plain(Was is null ? ", seen for the first time" : ""), new Plain(Why is null ? "" : $". {Why}")));
}

public sealed record HealthChangesListed(ListHealthChanges Asked, string Name, Page<HealthChange> Page, DateTimeOffset Now) : IAnswer
{
    public Reply Say() => Asked.Csv ? Filter.File($"History of {Name}", Page, ["At (UTC)", "Health", "Before", "Until (UTC)", "Why"], Cells)
        : new($"History of {Name}")
    {
        Parts =
        [
            .. Page.Rows.Select(change => change.Say(Now)),
            .. new Paragraph("It was not looked at yet, so nothing has changed.").If(Page.Rows.Count == 0),
            .. Page.Turn("change", "changes", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            new Button("Health now", $"/vps health {Name}"), new Button("Show", $"/vps show {Name}"),
            .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
        ],
    };

    static IReadOnlyList<string?> Cells(HealthChange change) =>
        [$"{change.At:u}", change.Health.Words(), change.Was?.Words(), change.Until is { } until ? $"{until:u}" : null, change.Why];
}

sealed class ListHealthChangesHandler : IAnswerQuestion<ListHealthChanges, HealthChangesListed>
{
    static readonly Listing changes = new(
        "from health_changes h where h.server_id = @Server",
        """
        h.at, h.health, h.before as was,
                 (select min(n.at) from health_changes n where n.server_id = h.server_id and n.at > h.at) as until, h.why
        """,
        "from page p join health_changes h on h.id = p.key1",
        PageKey.Moment("h.at"), PageKey.Number("h.id")) { Falls = true };

    public async Task<Result<HealthChangesListed>> Answer(ListHealthChanges question, Work work, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, question.Server, cancel);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null, Csv = false }));
        return (await work.Page<HealthChange>(changes, asked, new { question.Server }, cancel)).Failed(out var page, out var refusal)
            ? refusal : new HealthChangesListed(question, server.Name, page, work.Now);
    }
}
