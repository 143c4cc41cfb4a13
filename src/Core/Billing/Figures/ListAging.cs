using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

/// <summary>For how long something has been due.</summary>
public enum Lateness { NotDue, UpTo30, UpTo60, UpTo90, Later }

public sealed record ListAging(
    [Arg("in which currency; without it, the one in which most is owed", MaxLength = 3, Words = typeof(CurrencyWords))]
    string? Currency = null,
    [Arg("only what is so late", Named = true)] Lateness? Late = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false) : IQuestion<ListAging, AgingListed>
{
    public static Spec Spec { get; } = new("billing aging", "What is owed, and for how long it has been due; the oldest first")
    {
        Examples = ["/billing aging", "/billing aging EUR late:later", "/billing aging USD csv:yes"],
    };
}

public sealed record AgingLine(
    Guid Id, string Number, string Organization, long LeftMinor, string Currency, DateOnly DueOn, string Key, long Total, long Before)
    : IListed
{
    public Money Left => new(LeftMinor, Values.Currency.Of(Currency));
}

/// <summary>What is so late in all.</summary>
public sealed record AgingBucket(string Currency, Lateness Late, long Count, long Minor);

public sealed record AgingListed(
    ListAging Asked, Page<AgingLine> Page, IReadOnlyList<AgingBucket> Buckets, IReadOnlyList<string> Currencies, DateOnly Today) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Aging", Page, ["Invoice", "Organization", "Left", "Currency", "Due", "Days late"], Cells)
        : new(Asked.Currency is { } code ? $"What is owed, {code}" : "What is owed")
    {
        Parts =
        [
            .. new Table([new("Due"), new("Many", Right: true), new("Amount", Right: true)], [.. Sums]).If(Buckets.Count > 0),
            new Pickers(
            [
                new("Due", [new("At any time", Line(Asked with { Late = null })),
                    .. Enum.GetValues<Lateness>().Select(late => new PickerOption(Said(late), Line(Asked with { Late = late })))],
                    Asked.Late is { } late ? Said(late) : null),
                .. new Picker("Currency", [.. Currencies.Select(one => new PickerOption(one, Line(Asked with { Currency = one })))],
                    Asked.Currency).If(Currencies.Count > 1),
            ]),
            new Table([new("Invoice"), new("Organization"), new("Due"), new("Left", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = Asked.Late is null ? "Nobody owes anything." : "Nothing is so late.",
            },
            .. Page.Turn("invoice", "invoices", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Number, $"/invoice show {line.Number}")),
            .. Filter.Clear(Asked.Late is not null, Line(Asked with { Late = null })),
            .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    IEnumerable<IReadOnlyList<string>> Sums => Enum.GetValues<Lateness>()
        .Select(late => (IReadOnlyList<string>)(Buckets.FirstOrDefault(bucket => bucket.Late == late) is { } one
            ? [Said(late), $"{one.Count:N0}", new Money(one.Minor, Values.Currency.Of(one.Currency)).ToString()]
            : [Said(late), "0", new Money(0, Values.Currency.Of(Buckets[0].Currency)).ToString()]));

    internal static string Said(Lateness late) => late switch
    {
        Lateness.NotDue => "Not due yet",
        Lateness.UpTo30 => "1–30 days late",
        Lateness.UpTo60 => "31–60 days late",
        Lateness.UpTo90 => "61–90 days late",
        Lateness.Later => "Later than that",
    };

    IReadOnlyList<string> Row(AgingLine line) => [line.Number, line.Organization, Due(line), line.Left.ToString()];

    IReadOnlyList<string?> Cells(AgingLine line) =>
    [
        line.Number, line.Organization, Filter.Bare(line.Left), line.Currency, $"{line.DueOn:O}",
        $"{Math.Max(0, Today.DayNumber - line.DueOn.DayNumber)}",
    ];

    string Due(AgingLine line) => (Today.DayNumber - line.DueOn.DayNumber) switch
    {
        > 0 and var days => $"🔴 {Several.Of(days, "day", "days")} late",
        _ => line.DueOn.InWords(),
    };

    // Any other filter starts at the beginning.
    static string Line(ListAging asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListAgingHandler(Seller seller) : IAnswerQuestion<ListAging, AgingListed>
{
    sealed record Arguments(string? Currency, DateOnly? After, DateOnly? Until);

    static readonly Listing owed = new(
        """
        from     invoices i
        where    i.state in ('open', 'overdue') and i.currency = @Currency
        and      (@After::date is null or i.due_on > @After) and (@Until::date is null or i.due_on <= @Until)
        """,
        "i.id, i.number, o.slug as organization, i.total_minor - i.paid_minor as left_minor, i.currency, i.due_on",
        """
        from     page p
        join     invoices i on i.id = p.key1
        join     organizations o on o.id = i.organization_id
        """, PageKey.Day("i.due_on"), PageKey.Id("i.id"));

    public async Task<Result<AgingListed>> Answer(ListAging question, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(question.Currency).Failed(out var wanted, out var unknown)) return unknown;
        var today = seller.Today;
        var buckets = await Buckets(today, work, cancel);
        var currencies = buckets.GroupBy(one => one.Currency).OrderByDescending(one => one.Sum(bucket => bucket.Count))
            .Select(one => one.Key).ToList();
        question = question with { Currency = wanted?.Code ?? currencies.FirstOrDefault() };
        var (after, until) = Between(question.Late, today);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        return (await work.Page<AgingLine>(owed, asked, new Arguments(question.Currency, after, until), cancel))
            .Failed(out var page, out var refusal) ? refusal
            : new AgingListed(question, page, [.. buckets.Where(one => one.Currency == question.Currency)], currencies, today);
    }

    static (DateOnly? After, DateOnly? Until) Between(Lateness? asked, DateOnly today) => asked is not { } late ? (null, null) : late switch
    {
        Lateness.NotDue => (today.AddDays(-1), null),
        Lateness.UpTo30 => (today.AddDays(-31), today.AddDays(-1)),
        Lateness.UpTo60 => (today.AddDays(-61), today.AddDays(-31)),
        Lateness.UpTo90 => (today.AddDays(-91), today.AddDays(-61)),
        Lateness.Later => (null, today.AddDays(-91)),
    };

    static Task<IReadOnlyList<AgingBucket>> Buckets(DateOnly today, Work work, CancellationToken cancel) => work.List<AgingBucket>(
        """
        select   i.currency, (case when i.due_on >= @today then 'not_due' when i.due_on >= @today - 30 then 'up_to30'
                                   when i.due_on >= @today - 60 then 'up_to60' when i.due_on >= @today - 90 then 'up_to90'
                                   else 'later' end) as late,
                 count(*) as count, sum(i.total_minor - i.paid_minor)::bigint as minor
        from     invoices i
        where    i.state in ('open', 'overdue')
        group by 1, 2
        """, new { today }, cancel);
}
