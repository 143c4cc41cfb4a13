using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record FailedInstances([Arg("which page", Named = true, Min = 1, Max = Paging.Most)] int Page = 1) : IQuestion<FailedInstances, FailedListed>
{
    public static Spec Spec { get; } = new("instance failed", "What failed, why, since when, and how often it was tried") { Examples = ["/instance failed"] };
}

public sealed record FailedLine(string Slug, string Organization, string OrganizationSlug, string? Email, string Error, DateTimeOffset FailedAt, int Attempts);

public sealed record FailedListed(Page<FailedLine> Page, string Sight, bool Whole) : IAnswer
{
    public Reply Say() => Page.Total == 0
        ? new("No failed instance is known")
        {
            Tone = Whole ? Tone.Good : Tone.Warning, Parts = [new Paragraph(Sight)], Buttons = [new Button("Instances", "/instance list")],
        }
        : new($"Failed instances ({Page.Total})")
        {
            Tone = Tone.Bad,
            Parts =
            [
                .. Page.Rows.SelectMany(Item), .. Page.Turn("failed", number => Lines.LineOf(new FailedInstances(number))),
                .. Whole ? Array.Empty<Part>() : [new Small(Sight)],
            ],
            Buttons =
            [
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
                new Button("Logs", $"/instance logs {line.Slug}") { Spoken = $"Logs of {line.Slug}" },
                new Button("Retry", $"/instance retry {line.Slug}") { Spoken = $"Retry {line.Slug}" },
                new Button("Customer", $"/instance list organization:{line.OrganizationSlug}") { Spoken = $"Customer of {line.Slug}" },
            ]),
    ];
}

sealed class FailedInstancesHandler : IAnswerQuestion<FailedInstances, FailedListed>
{
    public async Task<Result<FailedListed>> Answer(FailedInstances question, Work work, CancellationToken cancel)
    {
        var (sentence, whole) = await Sight.OfHosts(work, cancel);
        var total = await work.Get<long>("select count(*) from instances where state = 'error'", null, cancel);
        if (question.Page > 1 && Paging.Before(question.Page) >= total) return Paging.NoSuchPage(question.Page, "/instance failed");
        return new FailedListed(new(question.Page,
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
                """, new { Skip = Paging.Before(question.Page), Take = Paging.Size }, cancel), total), sentence, whole);
    }
}
