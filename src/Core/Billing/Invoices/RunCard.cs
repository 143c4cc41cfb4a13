using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>One message a day in the billing channel: what stands there as a draft, for whoever looks before it is opened.</summary>
static class RunCard
{
    const int Shown = 5;

    sealed record Standing(long Drafts, long Held, long Differ, DateTimeOffset? Opens, string? Sums);

    sealed record Differing(Guid Id, string Organization, long TotalMinor, long BeforeMinor, string Currency)
    {
        public string InWords => $"{new Money(BeforeMinor, In)} → {new Money(TotalMinor, In)}";

        Currency In => Values.Currency.Of(Currency);
    }

    public static async Task Say(Work work, DateOnly day, RunTally tally, CancellationToken cancel)
    {
        var standing = await work.Get<Standing>(
            $"""
            select count(*) as drafts, count(*) filter (where i.held_why is not null) as held,
                   (select count(*) {Different}) as differ, min(i.opens_at) filter (where i.held_why is null) as opens,
                   (select json_object_agg(u.currency, u.total)
                    from   (select currency, sum(total_minor) as total from invoices where state = 'draft' group by currency) u)::text as sums
            from   invoices i
            where  i.state = 'draft'
            """, null, cancel);
        var differing = standing.Differ == 0 ? [] : await work.List<Differing>(
            $"""
            select   i.id, o.slug as organization, i.total_minor, w.total_minor as before_minor, i.currency
            {Different}
            order by abs(i.total_minor - w.total_minor) desc, i.id
            limit    @Shown
            """, new { Shown }, cancel);
        await work.Say(string.Create(CultureInfo.InvariantCulture, $"billing-run:{day:yyyy-MM-dd}"), new To.Channel(Purpose.Billing),
            Said(day, standing, differing, tally), cancel);
    }

    // By more than a fifth of the one before.
    const string Different =
        """
        from     invoices i
        join     organizations o on o.id = i.organization_id
        join     lateral (
                 select   b.total_minor
                 from     invoices b
                 where    b.subscription_id = i.subscription_id and b.period_start < i.period_start and b.currency = i.currency
                 order by b.period_start desc
                 limit    1) w on abs(i.total_minor - w.total_minor) * 5 > w.total_minor
        where    i.state = 'draft'
        """;

    static Reply Said(DateOnly day, Standing standing, IReadOnlyList<Differing> differing, RunTally tally) =>
        new(standing.Drafts == 0 ? $"Invoices of {day.InWords()}"
            : $"{Several.Of(standing.Drafts, "draft", "drafts")}, {Sums.InWords(standing.Sums)}")
    {
        Tone = tally.NotOpened is not null || standing.Differ > 0 ? Tone.Warning : Tone.Neutral, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(string.Join(", ", Did(tally)) + "."),
            .. new Paragraph((Words)"The next are opened by themselves at " + new At(standing.Opens ?? default) + ".")
                .If(standing.Opens is not null && tally.NotOpened is null),
            .. tally.NotOpened.IfAny(why => new Notice(Tone.Bad, why)),
            .. new Notice(Tone.Warning, $"{Several.Of(standing.Differ, "differs", "differ")} much from the invoice before.")
                .If(standing.Differ > 0),
            .. differing.Select(one => new Item(Words.Of(new Strong(one.Organization), new Plain($"  {one.InWords}")),
            [
                new Button("Why", $"/invoice why {InvoiceId.Of(one.Id)}") { Spoken = $"Why {one.Organization}" },
                new Button("Hold", $"/invoice hold {InvoiceId.Of(one.Id)}") { Spoken = $"Hold {one.Organization}" },
            ])),
            .. new Small($"and {standing.Differ - Shown} more").If(standing.Differ > Shown),
            .. new Small($"{Several.Of(standing.Held, "draft is", "drafts are")} held.").If(standing.Held > 0),
        ],
        Buttons = [new Button("Drafts", "/invoice list state:draft"), .. new Button("Overdue", "/invoice list state:overdue")
            .If(tally.Overdue > 0)],
    };

    static IEnumerable<string> Did(RunTally tally)
    {
        yield return $"{Several.Of(tally.Drafted, "invoice", "invoices")} drafted";
        yield return $"{Paging.Written(tally.Opened)} opened";
        if (tally.Overdue > 0) yield return $"{Paging.Written(tally.Overdue)} overdue";
    }
}
