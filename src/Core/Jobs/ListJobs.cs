using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

public sealed record ListJobs(
    [Arg("only those that stand so", Named = true)] JobState? State = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListJobs, JobsListed>
{
    public static Spec Spec { get; } = new("job list", "Long work: what runs, what waits, and how the last ones ended")
    {
        Examples = ["/job list", "/job list state:failed"],
    };
}

public sealed record JobLine(
    long Number, string Heading, JobState State, string Asker, DateTimeOffset CreatedAt, string Key, long Total, long Before) : IListed;

public sealed record JobsListed(ListJobs Asked, Page<JobLine> Page) : IAnswer
{
    public Reply Say() => Asked.Csv ? Filter.File("Jobs", Page, ["Number", "State", "What", "Asked by", "Asked at"], Cells) : new("Jobs")
    {
        Parts =
        [
            new Pickers([Filter.By("State", Asked.State, state => Lines.LineOf(new ListJobs(state)))]),
            // In two lines where there is little room: when it was stands beside the state, and who beside what.
            new Table([new("#", Right: true), new("State"), new("When (UTC)"), new("What"), new("Asked by")], [.. Page.Rows.Select(Row)])
            {
                Empty = Asked.State is { } state ? $"No job is {state.Words()}." : "There was no long work yet.",
            },
            .. Page.Turn("job", "jobs", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(Asked.State is not null, "/job list"),
            .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
            new Button("Refresh", Lines.LineOf(Asked)) { InPlace = true },
        ],
    };

    static IReadOnlyList<string> Row(JobLine line) =>
        [$"#{line.Number}", Filter.Capitalized(line.State), new At(line.CreatedAt).Cell, line.Heading, line.Asker];

    static IReadOnlyList<string?> Cells(JobLine line) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), line.State.Words(), line.Heading, line.Asker,
        line.CreatedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];
}

sealed class ListJobsHandler : IAnswerQuestion<ListJobs, JobsListed>
{
    static readonly Listing jobs = new(
        "from jobs j where (@State::text is null or j.state = @State)",
        "j.number, j.heading, j.state, coalesce(o.name, 'OpsBot') as asker, j.created_at",
        """
        from     page p
        join     jobs j on j.number = p.key1
        left     join operators o on o.id = j.operator_id
        """,
        PageKey.Flag("j.finished_at is null"), PageKey.Number("j.number")) { Falls = true };

    public async Task<Result<JobsListed>> Answer(ListJobs question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var read = await work.Page<JobLine>(jobs, asked, new { State = question.State?.Snake() }, cancel);
        return read.Failed(out var page, out var refusal) ? refusal : new JobsListed(question, page);
    }
}
