using System.Globalization;
using OpsBot.Core.Billing.Plans;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

public sealed record ListTrials(
    [Arg("only those that end within so many days", Named = true, Min = 0, Max = 365)] int? Within = null,
    [Arg("only of this plan", Named = true)] PlanId? Plan = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true)] bool Csv = false) : IQuestion<ListTrials, TrialsListed>
{
    public static Spec Spec { get; } = new("billing trials", "Who tries it, the one that ends next first")
    {
        Examples = ["/billing trials", "/billing trials within:7", "/billing trials csv:yes"],
    };
}

public sealed record TrialLine(
    string Organization, string? Owner, string Plan, PeriodLength Length, long PriceMinor, string Currency, DateOnly EndsOn,
    DateTimeOffset CreatedAt, string Key, long Total, long Before) : IListed
{
    public Money Amount => new(PriceMinor, Values.Currency.Of(Currency));

    public string Price => $"{Amount} {Length.Each}";
}

public sealed record TrialsListed(ListTrials Asked, Page<TrialLine> Page, IReadOnlyList<BillingPlan> Plans, DateOnly Today) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Trials", Page, ["Organization", "Owner", "Plan", "Price after", "Ends", "Days left", "Since"], Cells)
        : new("Trials")
    {
        Parts =
        [
            new Pickers(
            [
                new("Ends", [new("Ends at any time", Line(Asked with { Within = null })),
                    .. Soon.Select(days => new PickerOption(Within(days), Line(Asked with { Within = days })))],
                    Asked.Within is { } chosen ? Within(chosen) : null),
                new("Plan", [new("Any plan", Line(Asked with { Plan = null })),
                    .. Plans.Select(plan => new PickerOption(plan.Name, Line(Asked with { Plan = plan.Id })))],
                    Plans.FirstOrDefault(plan => plan.Id == Asked.Plan)?.Name),
            ]),
            // What a line holds on a phone; the file has the rest.
            new Table([new("Organization"), new("Ends"), new("Then", Right: true)], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No trial fits these filters." : "Nobody is on a trial.",
            },
            .. Page.Turn("trial", "trials", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Page.Rows.Take(3).Select(line => new Button(line.Organization, $"/subscription show {line.Organization}")),
            .. Filter.Clear(IsFiltered, "/billing trials"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    IEnumerable<int> Soon => ((int?[])[3, 7, 14, Asked.Within]).OfType<int>().Distinct().Order();

    static string Within(int days) => days == 0 ? "Today" : $"Within {Several.Of(days, "day", "days")}";

    IReadOnlyList<string> Row(TrialLine line) => [line.Organization, Left(line.EndsOn), line.Amount.ToString()];

    IReadOnlyList<string?> Cells(TrialLine line) =>
    [
        line.Organization, line.Owner, line.Plan, line.Price, $"{line.EndsOn:O}",
        (line.EndsOn.DayNumber - Today.DayNumber).ToString(CultureInfo.InvariantCulture),
        line.CreatedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];

    string Left(DateOnly ends) => (ends.DayNumber - Today.DayNumber) switch
    {
        < 0 => "over",
        0 => "today",
        1 => "tomorrow",
        var days => $"in {days} days",
    };

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListTrials();

    // Any other filter starts at the beginning.
    static string Line(ListTrials asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListTrialsHandler(Seller seller) : IAnswerQuestion<ListTrials, TrialsListed>
{
    sealed record Arguments(Guid? Plan, DateOnly? Until);

    static readonly Listing trials = new(
        """
        from     subscriptions s
        where    s.trial_ends_on is not null and s.state = 'trialing'
        and      (@Until::date is null or s.trial_ends_on <= @Until)
        and      (@Plan::uuid is null or s.price_id = any (array(select c.id from plan_prices c where c.plan_id = @Plan)))
        """,
        """
        o.slug as organization, w.email as owner, n.name as plan, k.length, k.price_minor, k.currency, s.trial_ends_on as ends_on,
                 s.created_at
        """,
        """
        from     page p
        join     subscriptions s on s.id = p.key1
        join     organizations o on o.id = s.organization_id
        left     join customers w on w.id = o.owner_id
        join     plan_prices k on k.id = s.price_id
        join     plans n on n.id = k.plan_id
        """, PageKey.Day("s.trial_ends_on"), PageKey.Id("s.id"));

    public async Task<Result<TrialsListed>> Answer(ListTrials question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var until = question.Within is { } days ? seller.Today.AddDays(days) : (DateOnly?)null;
        return (await work.Page<TrialLine>(trials, asked, new Arguments(question.Plan?.Value, until), cancel))
            .Failed(out var page, out var refusal) ? refusal
            : new TrialsListed(question, page, await BillingPlan.All(work, archived: false, cancel), seller.Today);
    }
}
