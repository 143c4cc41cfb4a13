using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record FailedInstances([Arg("which page", Named = true, Min = 1, Max = 10_000)] int Page = 1) : IQuestion<FailedInstances, FailedListed>
{
    public static Spec Spec { get; } = new("instance failed", "What failed, why, since when, and how often it was tried") { Examples = ["/instance failed"] };
}

public sealed record FailedLine(string Slug, string Organization, string OrganizationSlug, string? Email, string Error, DateTimeOffset FailedAt, int Attempts);

public sealed record FailedListed(IReadOnlyList<FailedLine> Lines, long Total, int Page, string Sight, bool Whole) : IAnswer
{
    // Each stands with its buttons, so a page is short.
    public const int PageSize = 10;

    public Reply Say() => Total == 0
        ? new("No failed instance is known")
        {
            Tone = Whole ? Tone.Good : Tone.Warning, Parts = [new Paragraph(Sight)], Buttons = [new Button("Instances", "/instance list")],
        }
        : new($"Failed instances ({Total})")
        {
            Tone = Tone.Bad,
            Parts =
            [
                .. Lines.SelectMany(Item), .. Whole ? Array.Empty<Part>() : [new Small(Sight)],
                .. Total > PageSize ? [new Small($"Page {Page} of {(Total + PageSize - 1) / PageSize}")] : Array.Empty<Part>(),
            ],
            Buttons =
            [
                .. Page > 1 ? [new Button("◀ Back", $"/instance failed page:{Page - 1}") { InPlace = true }] : Array.Empty<Button>(),
                .. Page * PageSize < Total ? [new Button("Next ▶", $"/instance failed page:{Page + 1}") { InPlace = true }] : Array.Empty<Button>(),
                new Button("Retry all", "/instance retry-all") { Look = Look.Primary },
                new Button("Refresh", "/instance failed") { InPlace = true },
            ],
        };

    static string Attempts(FailedLine line) =>
        line.Attempts == 0 ? "" : $", {line.Attempts} {(line.Attempts == 1 ? "attempt" : "attempts")}";

    static IEnumerable<Part> Item(FailedLine line) =>
    [
        new Item(
            Words.Of(new Strong(line.Slug), new Plain($"  {line.Organization}{(line.Email is null ? "" : $" ({line.Email})")}\n"),
                new Plain(line.Error), new Plain("\nSince "), new At(line.FailedAt), new Plain(Attempts(line))),
            [
                new Button("Logs", $"/instance logs {line.Slug}"),
                new Button("Retry", $"/instance retry {line.Slug}"),
                new Button("Customer", $"/instance list organization:{line.OrganizationSlug}"),
            ]),
    ];
}

sealed class FailedInstancesHandler : IAnswerQuestion<FailedInstances, FailedListed>
{
    public async Task<Result<FailedListed>> Answer(FailedInstances question, Work work, CancellationToken cancel)
    {
        var (sentence, whole) = await Sight.OfHosts(work, cancel);
        var total = await work.Get<long>("select count(*) from instances where state = 'error'", null, cancel);
        if (question.Page > 1 && (question.Page - 1) * FailedListed.PageSize >= total)
            return new Refusal($"There is no page {question.Page}.") { WaysOn = [new("First page", "/instance failed")] };
        return new FailedListed(
            await work.List<FailedLine>(
                """
                select   i.slug, o.name as organization, o.slug as organization_slug,
                         (select c.email from customers c where c.organization_id = o.id order by c.created_at limit 1) as email,
                         i.error, i.failed_at, i.attempts
                from     instances i
                join     organizations o on o.id = i.organization_id
                where    i.state = 'error'
                order by i.failed_at desc
                offset   @Skip
                limit    @Take
                """, new { Skip = (question.Page - 1) * FailedListed.PageSize, Take = FailedListed.PageSize }, cancel),
            total, question.Page, sentence, whole);
    }
}
