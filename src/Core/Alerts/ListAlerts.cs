using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record ListAlerts(
    [Arg("only those that stand so", Named = true)] AlertState? State = null,
    [Arg("only of this severity", Named = true)] Severity? Severity = null,
    [Arg("only of this kind", Named = true)] AlertKind? Kind = null,
    [Arg("only those that you took", Named = true)] bool Mine = false,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListAlerts, AlertsListed>
{
    public static Spec Spec { get; } = new("alert list", "What is wrong and what was, what is open first")
    {
        Examples = ["/alert list", "/alert list state:open severity:critical", "/alert list kind:server", "/alert list mine:yes"],
    };
}

public sealed record AlertListed(
    long Number, AlertKind Kind, Severity Severity, string Heading, AlertState State, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt,
    DateTimeOffset? SnoozedUntil, string? AcknowledgedBy, string Key, long Total, long Before) : IListed;

public sealed record AlertsListed(ListAlerts Asked, Page<AlertListed> Page) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Alerts", Page, ["Number", "State", "Severity", "Kind", "What", "Since", "Until", "On it"], Cells)
        : new("Alerts")
    {
        Parts =
        [
            new Pickers(
            [
                Filter.By("State", Asked.State, state => Line(Asked with { State = state })),
                Filter.By("Severity", Asked.Severity, severity => Line(Asked with { Severity = severity })),
                Filter.By("Kind", Asked.Kind, kind => Line(Asked with { Kind = kind })),
            ]),
            new Table([new("#", Right: true), new("State"), new("What"), new("Since (UTC)"), new("On it")], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No alert fits these filters." : "Nothing was ever wrong.",
            },
            .. Page.Turn("alert", "alerts", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/alert list"),
            .. new Button("Mine", Line(Asked with { Mine = true })) { InPlace = true, Spoken = "Those that I took" }.If(!Asked.Mine),
            .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Refresh", Lines.LineOf(Asked)) { InPlace = true },
        ],
    };

    static IReadOnlyList<string> Row(AlertListed line) =>
    [
        $"#{line.Number}", $"{Mark(line)} {Filter.Capitalized(line.State)}{(line.SnoozedUntil is null ? "" : ", snoozed")}", line.Heading,
        new At(line.OpenedAt).Cell, line.AcknowledgedBy ?? "",
    ];

    static string Mark(AlertListed line) => line.State == AlertState.Resolved ? "✅" : line.Severity.Mark;

    static IReadOnlyList<string?> Cells(AlertListed line) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), line.State.Words(), line.Severity.Words(), line.Kind.Words(), line.Heading,
        Instant(line.OpenedAt), line.ResolvedAt is { } at ? Instant(at) : null, line.AcknowledgedBy,
    ];

    static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListAlerts();

    // Any other filter starts at the beginning.
    static string Line(ListAlerts asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListAlertsHandler : IAnswerQuestion<ListAlerts, AlertsListed>
{
    // What is over and what is not stand in two places of each index, so a state goes straight to its own.
    static readonly Listing alerts = new(
        """
        from     alerts a
        where    (@State::text is null or (a.state = @State and (a.resolved_at is null) = (@State <> 'resolved')))
        and      (@Severity::text is null or a.severity = @Severity)
        and      (@Kind::text is null or a.kind = @Kind)
        and      (@Mine::uuid is null or a.acknowledged_by = @Mine)
        """,
        """
        a.number, a.kind, a.severity, a.heading, a.state, a.opened_at, a.resolved_at, a.snoozed_until, o.name as acknowledged_by
        """,
        """
        from     page p
        join     alerts a on a.number = p.key1
        left     join operators o on o.id = a.acknowledged_by
        """,
        PageKey.Flag("a.resolved_at is null"), PageKey.Number("a.number")) { Falls = true };

    public async Task<Result<AlertsListed>> Answer(ListAlerts question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var filter = new
        {
            State = question.State?.Snake(), Severity = question.Severity?.Snake(), Kind = question.Kind?.Snake(),
            Mine = question.Mine ? work.Operator.Id.Value : (Guid?)null,
        };
        return (await work.Page<AlertListed>(alerts, asked, filter, cancel)).Failed(out var page, out var refusal) ? refusal
            : new AlertsListed(question, page);
    }
}
