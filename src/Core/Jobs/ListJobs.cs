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
            new Table([new("#", Right: true), new("State"), new("What"), new("Asked by"), new("When")], [.. Page.Rows.Select(Row)])
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
        [$"#{line.Number}", Filter.Capitalized(line.State), line.Heading, line.Asker, new At(line.CreatedAt).Text];

    static IReadOnlyList<string?> Cells(JobLine line) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), line.State.Words(), line.Heading, line.Asker,
        line.CreatedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];
}

sealed class ListJobsHandler : IAnswerQuestion<ListJobs, JobsListed>
{
    const string Fits = "from jobs j where (@State::text is null or j.state = @State)";

    const string Before =
        $"""
        with counted as (
            select j.finished_at is null as open, j.number
            {Fits}
            limit  @Counted),
        page as (
            select j.id, j.finished_at is null as open, j.number
            {Fits}
        """;

    const string After =
        """
        )
        select   j.number, j.heading, j.state, coalesce(o.name, 'OpsBot') as asker, j.created_at,
                 p.open::int || '.' || j.number as key, (select count(*) from counted) as total,
                 (select count(*) from counted c
                  where  (c.open, c.number) > (select f.open, f.number from page f order by 1 desc, 2 desc limit 1)) as before
        from     page p
        join     jobs j on j.id = p.id
        left     join operators o on o.id = j.operator_id
        order by p.open desc, j.number desc
        """;

    public async Task<Result<JobsListed>> Answer(ListJobs question, Work work, CancellationToken cancel)
    {
        var start = PageStart.Of(question.Csv ? null : question.Page, parts: 2);
        var read = await work.Page<JobLine>(start,
            behind:
            $"""
            {Before} and ((j.finished_at is null), j.number) < (@Open, @Number)
            order by (j.finished_at is null) desc, j.number desc limit @Take {After}
            """,
            before:
            $"""
            {Before} and ((j.finished_at is null), j.number) > (@Open, @Number)
            order by (j.finished_at is null), j.number limit @Take {After}
            """,
            new
            {
                State = question.State?.Snake(), Open = start.Number(0, 1) == 1, Number = start.Number(1, long.MaxValue),
                Take = ReadPage.Take(question.Csv), ReadPage.Counted,
            }, Lines.LineOf(question with { Page = null }), question.Csv, cancel);
        return read.Failed(out var page, out var refusal) ? refusal : new JobsListed(question, page);
    }
}
