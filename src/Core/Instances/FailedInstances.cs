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
        : new($"Failed instances ({Page.Counted})")
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
    static readonly Listing failed = new(
        "from instances i where i.state = 'error'",
        """
        i.slug, o.name as organization, o.slug as organization_slug,
                 (select c.email from customers c where c.organization_id = o.id order by c.created_at limit 1) as email,
                 i.error, i.failed_at, i.attempts
        """,
        """
        from     page p
        join     instances i on i.id = p.key1
        join     organizations o on o.id = i.organization_id
        """,
        PageKey.Moment("i.failed_at"), PageKey.Id("i.id")) { Falls = true };

    public async Task<Result<FailedListed>> Answer(FailedInstances question, Work work, CancellationToken cancel)
    {
        var (sentence, whole) = await Sight.OfHosts(work, cancel);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(new FailedInstances()));
        return (await work.Page<FailedLine>(failed, asked, new { }, cancel)).Failed(out var page, out var refusal)
            ? refusal : new FailedListed(question, page, sentence, whole);
    }
}
