using System.Globalization;
using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record FailedInstances(
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<FailedInstances, FailedListed>
{
    public static Spec Spec { get; } = new("instance failed",
        "What failed, why, since when, and how often it was tried") { Examples = ["/instance failed"] };
}

public sealed record FailedLine(
    string Slug, string Organization, string OrganizationSlug, string? Email, string Error, DateTimeOffset FailedAt, int Attempts,
    string Key, long Total, long Before) : IListed;

public sealed record FailedListed(FailedInstances Asked, Page<FailedLine> Page, string Sight, bool Whole) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Failed instances", Page, ["Instance", "Organization", "Customer", "Error", "Since", "Attempts"], Cells)
        : Page.Total == 0
        ? new("No failed instance is known")
        {
            Tone = Whole ? Tone.Good : Tone.Warning, Parts = [new Paragraph(Sight)], Buttons = [new Button("Instances", "/instance list")],
        }
        : new($"Failed instances ({Paging.Counted(Page.Total)})")
        {
            Tone = Tone.Bad,
            Parts =
            [
                .. Page.Rows.Select(Item), .. Page.Turn("failed", "failed", page => Lines.LineOf(Asked with { Page = page })),
                .. new Small(Sight).If(!Whole),
            ],
            Buttons =
            [
                new Button("Retry all", "/instance retry-all") { Look = Look.Primary },
                .. Filter.Csv(Page, Lines.LineOf(new FailedInstances(Csv: true))),
                new Button("Refresh", "/instance failed") { InPlace = true },
            ],
        };

    static string Attempts(FailedLine line) =>
        line.Attempts == 0 ? "" : $", {line.Attempts} {(line.Attempts == 1 ? "attempt" : "attempts")}";

    static IReadOnlyList<string?> Cells(FailedLine line) =>
    [
        line.Slug, line.Organization, line.Email, line.Error,
        line.FailedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), line.Attempts.ToString(CultureInfo.InvariantCulture),
    ];

    static Item Item(FailedLine line) => new(
        Words.Of(new Strong(line.Slug), new Plain($"  {line.Organization}{(line.Email is null ? "" : $" ({line.Email})")}\n"),
            new Plain(line.Error), new Plain("\nSince "), new At(line.FailedAt), new Plain(Attempts(line))),
        [
            new Button("Logs", $"/instance logs {line.Slug}") { Spoken = $"Logs of {line.Slug}" },
            new Button("Retry", $"/instance retry {line.Slug}") { Spoken = $"Retry {line.Slug}" },
            new Button("Customer", $"/instance list organization:{line.OrganizationSlug}") { Spoken = $"Customer of {line.Slug}" },
        ]);
}

sealed class FailedInstancesHandler : IAnswerQuestion<FailedInstances, FailedListed>
{
    const string Before =
        """
        with counted as (
            select failed_at, id from instances where state = 'error' limit @Counted),
        page as (
            select id, failed_at from instances where state = 'error'
        """;

    const string After =
        """
        )
        select   i.slug, o.name as organization, o.slug as organization_slug,
                 (select c.email from customers c where c.organization_id = o.id order by c.created_at limit 1) as email,
                 i.error, i.failed_at, i.attempts,
                 (extract(epoch from i.failed_at) * 1000000)::bigint || '.' || i.id as key, (select count(*) from counted) as total,
                 (select count(*) from counted c
                  where  (c.failed_at, c.id) > (select p.failed_at, p.id from page p order by 1 desc, 2 desc limit 1)) as before
        from     page p
        join     instances i on i.id = p.id
        join     organizations o on o.id = i.organization_id
        order by i.failed_at desc, i.id desc
        """;

    public async Task<Result<FailedListed>> Answer(FailedInstances question, Work work, CancellationToken cancel)
    {
        var (sentence, whole) = await Sight.OfHosts(work, cancel);
        var start = PageStart.Of(question.Csv ? null : question.Page, parts: 2);
        var read = await work.Page<FailedLine>(start,
            behind: $"{Before} and (failed_at, id) < (@At, @Id) order by failed_at desc, id desc limit @Take {After}",
            before: $"{Before} and (failed_at, id) > (@At, @Id) order by failed_at, id limit @Take {After}",
            new
            {
                At = start.Moment(0, DateTimeOffset.MaxValue), Id = start.Id(1, Guid.AllBitsSet),
                Take = ReadPage.Take(question.Csv), ReadPage.Counted,
            }, Lines.LineOf(new FailedInstances()), question.Csv, cancel);
        return read.Failed(out var page, out var refusal) ? refusal : new FailedListed(question, page, sentence, whole);
    }
}
