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
    [Arg("which page", Named = true, Min = 1, Max = Paging.Most)] int Page = 1) : IQuestion<ListApprovals, ApprovalList>
{
    public static Spec Spec { get; } = new("approval list", "Requests for approval, and what waits for you")
    {
        Examples = ["/approval list", "/approval list state:denied mine:yes"],
    };
}

public sealed record ListedApproval(long Number, string Effect, string Asker, ApprovalState State, DateTimeOffset AskedAt, long Total);

public sealed record ApprovalList(
    ListApprovals Asked, IReadOnlyList<PendingApproval> ToDecide, IReadOnlyList<PendingApproval> Waiting, IReadOnlyList<Review> ToSignOff, IReadOnlyList<ListedApproval> Rows) : IAnswer
{
    // As many as fit above the list; the rest stands in it.
    const int Urgent = 5;

    public Reply Say() => new("Approvals")
    {
        Parts =
        [
            .. Section("For you to decide", ToDecide, one => [one.Show, one.Approve, one.Deny]),
            .. Section("You asked for", Waiting, one => [one.Show, one.Cancel]),
            .. ToSignOff.Count == 0 ? Array.Empty<Part>() : [new Title("Done alone, to sign off"), .. ToSignOff.Take(Urgent).Select(one =>
                new Item(Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($" by {one.Operator}. Sign off by "), At.Deadline(one.DueAt)), [new Button("Sign off", $"/approval sign-off {one.Number}")]))],
            new Title(Asked.State == ApprovalFilter.All ? "All requests" : $"Requests: {Said(Asked.State)}"),
            new Pickers([new Picker("State", [.. Enum.GetValues<ApprovalFilter>().Select(Choice)], Capitalized(Asked.State))]),
            new Table([new("#", Right: true), new("State"), new("What"), new("Asked by"), new("When")],
                [.. Rows.Select(Row)])
            {
                Empty = Asked.State == ApprovalFilter.All ? "Nobody has asked for an approval yet." : $"No request is {Said(Asked.State)}.",
            },
            .. new Page<ListedApproval>(Asked.Page, Rows, Rows.Count == 0 ? 0 : Rows[0].Total)
                .Turn("requests", number => Lines.LineOf(Asked with { Page = number })),
        ],
    };

    PickerOption Choice(ApprovalFilter state) => new(Capitalized(state), Lines.LineOf(Asked with { State = state, Page = 1 }));

    static IReadOnlyList<string> Row(ListedApproval row) =>
        [$"#{row.Number}", row.State.Said, row.Effect, row.Asker, new At(row.AskedAt).Text];

    static IEnumerable<Part> Section(string title, IReadOnlyList<PendingApproval> all, Func<PendingApproval, IReadOnlyList<Button>> buttons) =>
        all.Count == 0 ? [] :
        [
            new Title(title),
            .. all.Take(Urgent).Select(one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($", asked by {one.Asker}: “{one.Reason}”. Decide by "), At.Deadline(one.ExpiresAt)), buttons(one))),
            .. all.Count > Urgent ? [new Small($"and {all.Count - Urgent} more in the list below")] : Array.Empty<Part>(),
        ];

    static string Said(ApprovalFilter state) => state == ApprovalFilter.Stale ? ApprovalState.Stale.Said : state.Words();

    static string Capitalized(ApprovalFilter state) => Said(state) is var said ? char.ToUpperInvariant(said[0]) + said[1..] : "";
}

sealed class ListApprovalsHandler : IAnswerQuestion<ListApprovals, ApprovalList>
{
    public async Task<Result<ApprovalList>> Answer(ListApprovals question, Work work, CancellationToken cancel) => new ApprovalList(
        question,
        await ApprovalInbox.ForDecision(work.Db, work.Operator, work.Now, cancel),
        await ApprovalInbox.AskedBy(work.Db, work.Operator.Id, work.Now, cancel),
        await ApprovalInbox.ToSignOff(work.Db, work.Operator, cancel),
        await work.List<ListedApproval>(
            """
            select   a.number, a.effect, o.name as asker, a.state, a.asked_at, count(*) over () as total
            from     approvals a
            join     operators o on o.id = a.asked_by
            where    (@State = 'all' or a.state = @State) and (not @Mine or a.asked_by = @Me)
            order by a.state <> 'pending', a.number desc
            limit    @Size offset @Skip
            """,
            new { question.State, question.Mine, Me = work.Operator.Id, Paging.Size, Skip = Paging.Before(question.Page) }, cancel));
}
