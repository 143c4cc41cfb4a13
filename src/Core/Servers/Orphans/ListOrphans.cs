using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

public sealed record ListOrphans(
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListOrphans, OrphansListed>
{
    public static Spec Spec { get; } = new("vps orphans", "What costs money at the provider and no record knows; and servers that are gone")
    {
        Examples = ["/vps orphans"],
    };
}

public sealed record OrphanLine(
    string Slug, CostKind Kind, string Name, string? Label, string? AttachedTo, string? Region, string? Ip, decimal? SizeGb,
    long PriceMinor, string Currency, DateTimeOffset MadeAt, string Key, long Total, long Before) : IListed
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));
}

public sealed record OrphansListed(
    ListOrphans Asked, Page<OrphanLine> Page, string? Cost, IReadOnlyList<string> Missing, DateTimeOffset? LookedAt) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Orphans", Page, ["Orphan", "Kind", "Name", "Region", "Address", "GB", "A month", "Made", "Label"], Cells)
        : new("Orphans")
        {
            Tone = Missing.Count > 0 ? Tone.Bad : Page.Total > 0 ? Tone.Warning : Tone.Neutral,
            Parts =
            [
                .. Missing.Select(Gone),
                new Paragraph(Cost is null ? LookedAt is null ? "Nobody has looked at the provider yet."
                    : "All that costs money at the provider is known." : $"What no record knows costs {Cost}."),
                .. Page.Rows.Select(Row),
                .. Page.Turn("orphan", "orphans", page => Lines.LineOf(Asked with { Page = page })),
                .. LookedAt.IfAny(at => new Small(Words.Of(new Plain("It is looked at every hour, last at "), new At(at)))),
            ],
            Buttons = [.. Filter.Csv(Page, Lines.LineOf(Asked with { Csv = true, Page = null })), new Button("Servers", "/vps list")],
        };

    static Item Gone(string name) => new(
        Words.Of(new Strong(name), new Plain("  is recorded here, and not there any more at the provider.")),
        [new Button("Show", $"/vps show {name}") { Spoken = $"Show {name}" }]);

    static Item Row(OrphanLine line) => new(
        Words.Of(new Strong(line.Slug), new Plain(
            $"  {OrphanWords.What(line.Kind, line.Name, line.Ip, line.SizeGb, line.Region)}, {line.Price} a month\nMade "),
            new At(line.MadeAt), new Plain(
                line.Label is null ? ", carries no label of OpsBot's" : $", made by OpsBot for “{line.Label}”")),
        [
            .. new Button("Adopt", $"/vps adopt {line.Slug}") { Spoken = $"Adopt {line.Slug}" }.If(line.Kind == CostKind.Server),
            .. new Button("Remove", $"/vps remove-orphan {line.Slug}") { Look = Look.Danger, Spoken = $"Remove {line.Slug}" }
                .If(line.Label is not null),
        ]);

    static IReadOnlyList<string?> Cells(OrphanLine line) =>
    [
        line.Slug, line.Kind.InWords(), line.Name, line.Region, line.Ip, $"{line.SizeGb:0.##}", line.Price.ToString(),
        new At(line.MadeAt).Text, line.Label,
    ];
}

sealed class ListOrphansHandler : IAnswerQuestion<ListOrphans, OrphansListed>
{
    static readonly Listing orphans = new(
        "from orphans o where o.ended_at is null",
        """
        o.slug, o.kind, o.name, o.label, o.attached_to, o.region, o.ip, o.size_gb, o.price_minor, o.currency, o.made_at
        """,
        """
        from     page p
        join     orphans o on o.slug = p.key1
        """,
        PageKey.Number("-o.price_minor"), PageKey.Text("o.slug"));

    public async Task<Result<OrphansListed>> Answer(ListOrphans question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        if ((await work.Page<OrphanLine>(orphans, asked, new { }, cancel)).Failed(out var page, out var refusal)) return refusal;
        var summary = await OrphanSummary.Of(work, cancel);
        return new OrphansListed(question, page, summary.Cost, summary.Missing, await work.Find<DateTimeOffset?>(
            "select max(looked_at) from orphan_looks", null, cancel));
    }
}
