using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>What waits for the reader, and what the reader waits for; above everything else.</summary>
sealed class ApprovalsAtHome : IHomeSection
{
    const int Most = 5;

    public int Order => 10;

    public async Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel)
    {
        var decide = await ApprovalInbox.ForDecision(work.Db, work.Operator, work.Now, cancel);
        var mine = await ApprovalInbox.AskedBy(work.Db, work.Operator.Id, work.Now, cancel);
        var open = await ApprovalInbox.ToSignOff(work.Db, work.Operator, cancel);
        return
        [
            .. decide.Count == 0 ? [] : Section("Waiting for your decision", decide, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($"\n{one.Asker}: “{one.Reason}”. Decide by "),
                    At.Deadline(one.ExpiresAt)), [one.Show, one.Approve, one.Deny])),
            .. open.Count == 0 ? [] : Section("Done alone, to sign off", open, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                    new Plain($"\n{one.Operator} did it alone: “{one.Reason}”. {(one.IsOverdue(work.Now) ? "Overdue since " : "Sign off by ")}"),
                    At.Deadline(one.DueAt)),
                [new Button("Sign off", $"/approval sign-off {one.Number}") { Look = one.IsOverdue(work.Now)
                    ? Look.Danger : Look.Normal }])),
            .. mine.Count == 0 ? [] : Section("You wait for approval", mine, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($"\nNeeds {ApprovalWords.People(one.Open)}. It waits until "),
                    At.Deadline(one.ExpiresAt)), [one.Show, one.Cancel])),
        ];
    }

    /// <summary>Everything that waits for anybody, with the way to it; who clicks sees the buttons that are theirs.</summary>
    public async Task<IReadOnlyList<Part>> ShowTeam(Work work, CancellationToken cancel)
    {
        var pending = await ApprovalInbox.Pending(work.Db, work.Now, cancel);
        var open = await ApprovalInbox.ToSignOff(work.Db, cancel);
        return
        [
            .. pending.Count == 0 ? [] : Section("Waiting for a decision", pending, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                    new Plain($"\n{one.Asker}: “{one.Reason}”. Needs {ApprovalWords.People(one.Open)}. It waits until "),
                    At.Deadline(one.ExpiresAt)), [one.Show])),
            .. open.Count == 0 ? [] : Section("Done alone, to sign off", open, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                    new Plain($"\n{one.Operator} did it alone: “{one.Reason}”. Sign off by "), At.Deadline(one.DueAt)),
                [new Button("Sign off", $"/approval sign-off {one.Number}")])),
        ];
    }

    static IEnumerable<Part> Section<T>(string title, IReadOnlyList<T> all, Func<T, Part> line) =>
    [
        new Title(title), .. all.Take(Most).Select(line),
        .. all.Count > Most ? [new Small($"and {all.Count - Most} more: /approval list")] : Array.Empty<Part>(),
    ];
}
