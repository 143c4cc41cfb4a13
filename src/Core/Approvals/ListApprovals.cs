using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public enum ApprovalFilter
{
    [AlsoCalled("any")] All,
    [AlsoCalled("open", "waiting")] Pending,
    Approved,
    [AlsoCalled("rejected")] Denied,
    Expired,
    [AlsoCalled("canceled")] Cancelled,
    Stale,
    [AlsoCalled("error")] Failed,
}

public sealed record ListApprovals(
    [Arg("only those that stand so", Named = true)] ApprovalFilter State = ApprovalFilter.All,
    [Arg("only what you asked for", Named = true)] bool Mine = false,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListApprovals, ApprovalList>
{
    public static Spec Spec { get; } = new("approval list", "Requests for approval, and what waits for you")
    {
        Examples = ["/approval list", "/approval list state:denied mine:yes"],
    };
}

public sealed record ListedApproval(
    long Number, string Effect, string Asker, string Reason, ApprovalState State, DateTimeOffset AskedAt, string Key, long Total,
    long Before)
    : IListed;

public sealed record ApprovalList(
    ListApprovals Asked, IReadOnlyList<PendingApproval> ToDecide, IReadOnlyList<PendingApproval> Waiting, IReadOnlyList<Review> ToSignOff,
    Page<ListedApproval> Page) : IAnswer
{
    // As many as fit above the list; the rest stands in it.
    const int Urgent = 5;

    public Reply Say() => Asked.Csv
        ? Filter.File("Approvals", Page, ["Number", "State", "What", "Asked by", "Reason", "Asked at"], Cells) : new("Approvals")
    {
        Parts =
        [
            .. Section("For you to decide", ToDecide, one => [one.Show, one.Approve, one.Deny]),
            .. Section("You asked for", Waiting, one => [one.Show, one.Cancel]),
            .. new Title("Done alone, to sign off").If(ToSignOff.Count > 0), .. ToSignOff.Take(Urgent).Select(ToSign),
            new Title(Asked.State == ApprovalFilter.All ? "All requests" : $"Requests: {Said(Asked.State)}"),
            new Pickers([new Picker("State", [.. Enum.GetValues<ApprovalFilter>().Select(Choice)], Capitalized(Asked.State))]),
            new Table([new("#", Right: true), new("State"), new("When (UTC)"), new("What"), new("Asked by")],
                [.. Page.Rows.Select(Row)])
            {
                Empty = Asked.State == ApprovalFilter.All ? "Nobody has asked for an approval yet." : $"No request is {Said(Asked.State)}.",
            },
            .. Page.Turn("request", "requests", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(Asked.Mine || Asked.State != ApprovalFilter.All, Lines.LineOf(new ListApprovals())),
            .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static string Line(ListApprovals asked) => Lines.LineOf(asked with { Page = null });

    PickerOption Choice(ApprovalFilter state) => new(Capitalized(state), Line(Asked with { State = state }));

    static IReadOnlyList<string?> Cells(ListedApproval row) =>
    [
        row.Number.ToString(CultureInfo.InvariantCulture), row.State.Said, row.Effect, row.Asker, row.Reason,
        row.AskedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];

    static Item ToSign(Review one) => new(
        Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($" by {one.Operator}. Sign off by "), At.Deadline(one.DueAt)),
        [new Button("Sign off", $"/approval sign-off {one.Number}")]);

    static IReadOnlyList<string> Row(ListedApproval row) =>
        [$"#{row.Number}", row.State.Said, new At(row.AskedAt).Cell, row.Effect, row.Asker];

    static IEnumerable<Part> Section(
        string title, IReadOnlyList<PendingApproval> all, Func<PendingApproval, IReadOnlyList<Button>> buttons) =>
        all.Count == 0 ? [] :
        [
            new Title(title),
            .. all.Take(Urgent).Select(one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($", asked by {one.Asker}: “{one.Reason}”. Decide by "),
                    At.Deadline(one.ExpiresAt)), buttons(one))),
            .. new Small($"and {all.Count - Urgent} more in the list below").If(all.Count > Urgent),
        ];

    static string Said(ApprovalFilter state) => state == ApprovalFilter.Stale ? ApprovalState.Stale.Said : state.Words();

    static string Capitalized(ApprovalFilter state) => Said(state) is var said ? char.ToUpperInvariant(said[0]) + said[1..] : "";
}

sealed class ListApprovalsHandler : IAnswerQuestion<ListApprovals, ApprovalList>
{
    static readonly Listing approvals = new(
        "from approvals a where (@State = 'all' or a.state = @State) and (not @Mine or a.asked_by = @Me)",
        "a.number, a.effect, coalesce(o.name, 'OpsBot') as asker, a.reason, a.state, a.asked_at",
        """
        from     page p
        join     approvals a on a.number = p.key1
        left     join operators o on o.id = a.asked_by
        """,
        PageKey.Flag("a.state = 'pending'"), PageKey.Number("a.number")) { Falls = true };

    public async Task<Result<ApprovalList>> Answer(ListApprovals question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var filter = new { State = question.State.Snake(), question.Mine, Me = work.Operator.Id };
        if ((await work.Page<ListedApproval>(approvals, asked, filter, cancel)).Failed(out var page, out var refusal)) return refusal;
        var (inbox, me) = (await ApprovalInbox.Of(work.Db, work.Operator, work.Now, cancel), work.Operator);
        return new ApprovalList(question, inbox.ForDecision(me), inbox.AskedBy(me), inbox.ToSignOffBy(me), page);
    }
}
