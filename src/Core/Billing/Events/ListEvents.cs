using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

public sealed record ListEvents(
    [Arg("only those that stand so", Named = true)] EventState? State = null,
    [Arg("only of that thing: in_…, sub_…, re_…", Named = true, MaxLength = 100)] string? About = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListEvents, EventsListed>
{
    public static Spec Spec { get; } = new("billing events", "What the payment provider reported, and what became of it")
    {
        Needs = Role.Admin, Examples = ["/billing events", "/billing events state:waiting", "/billing events about:in_1P2q"],
    };
}

public sealed record EventLine(
    string Id, string Type, string? ThingId, EventState State, string? Why, EventSource CameBy, DateTimeOffset CameAt,
    string Key, long Total, long Before) : IListed;

/// <summary>Within a day: how many came, and how many of them wait, and have been tried in vain.</summary>
public sealed record EventCounts(long All, long Waiting, long Failing);

public sealed record EventsListed(ListEvents Asked, Page<EventLine> Page, EventCounts Day, DateTimeOffset? ReadAt) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Events", Page, ["Event", "Type", "About", "State", "Why", "Came by", "Came at"], Cells)
        : new("Events of the payment provider")
        {
            Tone = Day.Failing > 0 ? Tone.Warning : Tone.Neutral,
            Parts =
            [
                new Paragraph(Success),
                new Pickers([Filter.By("State", Asked.State, state => Lines.LineOf(Asked with { State = state, Page = null }))]),
                new Table([new("When (UTC)"), new("Type"), new("About"), new("State"), new("Why")], [.. Page.Rows.Select(Row)])
                {
                    Empty = Asked.State is null && Asked.About is null ? "Nothing was reported yet." : "Nothing fits.",
                },
                .. Page.Turn("event", "events", page => Lines.LineOf(Asked with { Page = page })),
                .. ReadAt.IfAny(at => new Small(Words.Of(new Plain("Their list is read each hour, last at "), new At(at)))),
            ],
            Buttons =
            [
                .. Filter.Clear(Asked.State is not null || Asked.About is not null, "/billing events"),
                .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
                new Button("Refresh", Lines.LineOf(Asked)) { InPlace = true },
            ],
        };

    string Success => Day.All == 0 ? "Within a day nothing was reported."
        : $"Within a day {Day.All} came; {Day.All - Day.Waiting} are settled"
            + (Day.Waiting == 0 ? "." : $", {Day.Waiting} wait{(Day.Failing == 0 ? "" : $", {Day.Failing} of them after a try in vain")}.");

    static IReadOnlyList<string> Row(EventLine line) =>
        [new At(line.CameAt).Cell, line.Type, line.ThingId ?? "", Filter.Capitalized(line.State), line.Why ?? ""];

    static IReadOnlyList<string?> Cells(EventLine line) =>
    [
        line.Id, line.Type, line.ThingId, line.State.Words(), line.Why, line.CameBy.Words(),
        line.CameAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];
}

sealed class ListEventsHandler : IAnswerQuestion<ListEvents, EventsListed>
{
    static readonly Listing events = new(
        "from stripe_events e where (@State::text is null or e.state = @State) and (@About::text is null or e.thing_id = @About)",
        "e.id, e.type, e.thing_id, e.state, e.why, e.came_by, e.came_at",
        """
        from     page p
        join     stripe_events e on e.id = p.key1
        """,
        PageKey.Moment("e.came_at"), PageKey.Text("e.id")) { Falls = true };

    public async Task<Result<EventsListed>> Answer(ListEvents question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var args = new { State = question.State?.Snake(), question.About };
        if ((await work.Page<EventLine>(events, asked, args, cancel)).Failed(out var page, out var refusal)) return refusal;
        var day = await work.Get<EventCounts>(
            """
            select count(*) as all, count(*) filter (where state = 'waiting') as waiting,
                   count(*) filter (where state = 'waiting' and tries > 0) as failing
            from   stripe_events
            where  came_at > @Since
            """, new { Since = work.Now.AddDays(-1) }, cancel);
        var read = await work.Get<DateTimeOffset?>("select read_at from stripe_reading", null, cancel);
        return new EventsListed(question, page, day, read);
    }
}
