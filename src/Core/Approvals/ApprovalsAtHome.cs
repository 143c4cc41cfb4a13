using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>What waits for the reader, and what the reader waits for; above everything else.</summary>
sealed class ApprovalsAtHome : IHomeSection
{
    const int Most = 5;

    public int Order => 10;

    public void Ask(Batch batch, HomeReader reader) => ApprovalInbox.Ask(batch, reader.Who, reader.Now);

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var inbox = await ApprovalInbox.Read(answers, cancel);
        return reader.Who is { } who ? Theirs(inbox, who, reader.Now) : Everybodys(inbox);
    }

    static IReadOnlyList<Part> Theirs(ApprovalInbox inbox, Operator who, DateTimeOffset now)
    {
        var (decide, mine, open) = (inbox.ForDecision(who), inbox.AskedBy(who), inbox.ToSignOffBy(who));
        return
        [
            .. decide.Count == 0 ? [] : Section("Waiting for your decision", decide, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($"\n{one.Asker}: “{one.Reason}”. Decide by "),
                    At.Deadline(one.ExpiresAt)), [one.Show, one.Approve, one.Deny])),
            .. open.Count == 0 ? [] : Section("Done alone, to sign off", open, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                    new Plain($"\n{one.Operator} did it alone: “{one.Reason}”. {(one.IsOverdue(now) ? "Overdue since " : "Sign off by ")}"),
                    At.Deadline(one.DueAt)),
                [new Button("Sign off", $"/approval sign-off {one.Number}") { Look = one.IsOverdue(now) ? Look.Danger : Look.Normal }])),
            .. mine.Count == 0 ? [] : Section("You wait for approval", mine, one => new Item(
                Words.Of(new Strong($"#{one.Number} {one.Effect}"), new Plain($"\nNeeds {ApprovalWords.People(one.Open)}. It waits until "),
                    At.Deadline(one.ExpiresAt)), [one.Show, one.Cancel])),
        ];
    }

    /// <summary>Everything that waits for anybody, with the way to it; who clicks sees the buttons that are theirs.</summary>
    static IReadOnlyList<Part> Everybodys(ApprovalInbox inbox) =>
    [
        .. inbox.Pending.Count == 0 ? [] : Section("Waiting for a decision", inbox.Pending, one => new Item(
            Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                new Plain($"\n{one.Asker}: “{one.Reason}”. Needs {ApprovalWords.People(one.Open)}. It waits until "),
                At.Deadline(one.ExpiresAt)), [one.Show])),
        .. inbox.ToSignOff.Count == 0 ? [] : Section("Done alone, to sign off", inbox.ToSignOff, one => new Item(
            Words.Of(new Strong($"#{one.Number} {one.Effect}"),
                new Plain($"\n{one.Operator} did it alone: “{one.Reason}”. Sign off by "), At.Deadline(one.DueAt)),
            [new Button("Sign off", $"/approval sign-off {one.Number}")])),
    ];

    static IEnumerable<Part> Section<T>(string title, IReadOnlyList<T> all, Func<T, Part> line) =>
    [
        new Title(title), .. all.Take(Most).Select(line),
        .. new Small($"and {all.Count - Most} more: /approval list").If(all.Count > Most),
    ];
}
