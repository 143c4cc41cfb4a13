using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class ReadingFigures(Postgres postgres) : Invoicing(postgres)
{
    static readonly DateTimeOffset march = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    protected override async Task Arrange()
    {
        await base.Arrange();
        Clock.AdvanceTo(march);
    }

    Task Keep() => Get<FiguresBook>().Round(Cancel);

    async Task<BillingShown> Shown(string line = "/billing overview") => (BillingShown)(await Run(Olivia, line)).Answer!;

    Task<int> Moved(string slug, string set) => Changed($"update subscriptions set {set}, changed_at = @Now where organization_id = "
        + "(select id from organizations where slug = @slug)", slug);

    async Task<int> Changed(string sql, string slug)
    {
        await Execute(sql, new { slug, Now = Clock.GetUtcNow() });
        return 1;
    }

    /// <summary>"2026-03-10 EUR 6000: new 6000 (1)", in order.</summary>
    Task<IReadOnlyList<string>> Days() => List<string>(
        """
        select   concat_ws(' ', day, currency, mrr_minor, organizations, 'n', new_minor, new_count, 'e', expansion_minor, expansion_count,
                           'c', contraction_minor, contraction_count, 'l', churn_minor, churn_count, 'r', reactivation_minor,
                           reactivation_count)
        from     mrr_days
        order by day, currency
        """);

    [Fact]
    public async Task What_comes_in_a_month_is_of_all_that_pay_and_of_no_other()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-01", 100_01, length: "quarter");
        await Subscribed("2026-03-01", 1_200_00, length: "year", state: "past_due");
        await Subscribed("2026-03-01", 50_00, length: "half_year");
        await Subscribed("2026-03-14", state: "trialing");
        await Subscribed("2026-03-20", state: "trialing");
        await Subscribed("2026-03-01", state: "paused");
        var leaving = await Subscribed("2026-03-01");
        await Moved(leaving, "state = 'cancelling', state_before = 'active', ends_on = '2026-04-01'");
        var triedOnly = await Subscribed("2026-03-12", state: "trialing");
        await Moved(triedOnly, "state = 'cancelling', state_before = 'trialing', ends_on = '2026-03-12'");
        await Subscribed("2026-03-01", 99_00, "USD");

        var shown = await Shown();
        // 60 + 33.34 (100.01 / 3) + 100 + 8.33 (50 / 6) + 60.
        Assert.Equal("€261.67", shown.Figures!.Mrr.ToString());
        Assert.Equal((5, 1, 1, 1, 2, 1), (shown.Figures.Active, shown.Figures.PastDue, shown.Figures.Leaving, shown.Figures.Paused,
            shown.Figures.Trials, shown.Figures.Ending));
        Assert.Equal(["EUR", "USD"], shown.Currencies);
        Assert.Equal("$99.00", (await Shown("/billing overview usd")).Figures!.Mrr.ToString());
        Assert.Contains("Nothing is paid in GBP", (await Run(Olivia, "/billing overview GBP")).Text, StringComparison.Ordinal);
        Assert.Contains("none of the currencies", (await Run(Olivia, "/billing overview xyz")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_move_is_kept_on_its_day_and_once_however_often_it_is_kept()
    {
        var (a, b, c) = (await Subscribed("2026-03-01"), await Subscribed("2026-03-01", 80_00), await Subscribed("2026-03-01", 40_00));
        await Keep();
        await Keep();
        await Task.WhenAll(Keep(), Keep());
        Assert.Equal(["2026-03-10 EUR 18000 3 n 18000 3 e 0 0 c 0 0 l 0 0 r 0 0"], await Days());
        Clock.Advance(TimeSpan.FromDays(1));
        await Execute("update plan_prices set price_minor = 90_00 where plan_id = (select id from plans where slug = @b)".Replace("90_00", "9000"),
            new { b });
        await Moved(a, "state = 'cancelled', ended_at = @Now");
        await Execute("update plan_prices set price_minor = 3000 where plan_id = (select id from plans where slug = @c)", new { c });
        await Keep();
        Clock.Advance(TimeSpan.FromDays(1));
        await Execute(
            """
            insert into subscriptions (id, organization_id, price_id, state, collected_by, anchor, months, next_start, created_at, changed_at)
            select gen_random_uuid(), organization_id, price_id, 'active', 'hand', anchor, months, next_start, @Now, @Now
            from   subscriptions where state = 'cancelled'
            """, new { Now = Clock.GetUtcNow() });
        await Keep();
        await Keep();
        Assert.Equal(
        [
            "2026-03-10 EUR 18000 3 n 18000 3 e 0 0 c 0 0 l 0 0 r 0 0",
            "2026-03-11 EUR 12000 2 n 0 0 e 1000 1 c 1000 1 l 6000 1 r 0 0",
            "2026-03-12 EUR 18000 3 n 0 0 e 0 0 c 0 0 l 0 0 r 6000 1",
        ], await Days());
    }

    [Fact]
    public async Task From_a_month_ago_to_now_its_moves_add_up_also_where_some_were_not_kept_yet()
    {
        var first = await Subscribed("2026-03-01");
        await Subscribed("2026-03-01", 40_00);
        await Keep();
        Clock.Advance(TimeSpan.FromDays(35));
        await Subscribed("2026-04-14", 100_00);
        await Keep();
        // Since then, and kept by nobody.
        await Subscribed("2026-04-14", 20_00);
        await Moved(first, "state = 'cancelled', ended_at = @Now");

        var shown = await Shown();
        var (figures, before) = (shown.Figures!, shown.Figures!.Before(shown.Today)!);
        var moved = figures.MovedSince(before.Day);
        Assert.Equal(("€100.00", "€160.00", 120_00, 2, 60_00, 1),
            (before.Mrr.ToString(), figures.Mrr.ToString(), moved.NewMinor, moved.NewCount, moved.ChurnMinor, moved.ChurnCount));
        Assert.Equal(figures.Mrr.Minor, before.Mrr.Minor + moved.Net);
        var said = shown.Say();
        var text = said.Text;
        Assert.Contains("↑ 60 % on a month ago", text, StringComparison.Ordinal);
        Assert.Contains("60.0 % of MRR in a month: 1 of 2 left", text, StringComparison.Ordinal);
        var chart = Assert.Single(said.Parts.OfType<Chart>());
        Assert.Equal(160, Assert.Single(chart.Series).Values[^1]);
        Assert.Null(chart.Series[0].Values[0]);
        Assert.Equal("mrr-eur-12-months.png",
            (await Shown("/billing overview save:yes")).Say().Parts.OfType<Chart>().Single().SaveAs);
    }

    [Fact]
    public async Task What_is_invoiced_received_owed_and_tried_is_told()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-01", 100_00);
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Keep();
        // Of two that are opened together, either may have the first number.
        var number = await Find<string>("select number from invoices where total_minor = 7140");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice mark-paid {number} 71.40 A1")).Kind);
        var shown = (await Shown()).Figures!;
        Assert.Equal(("€160.00", "€71.40"), (shown.Invoiced.ToString(), shown.Received.ToString()));
        Assert.Equal((1, "€119.00"), (shown.Open.Count, shown.Open.Amount.ToString()));
        // Kept or not, it is the same.
        await Keep();
        shown = (await Shown()).Figures!;
        Assert.Equal(("€160.00", "€71.40"), (shown.Invoiced.ToString(), shown.Received.ToString()));
        var won = await Subscribed("2026-03-05");
        await Moved(won, "trial_ends_on = '2026-03-05'");
        var lost = await Subscribed("2026-03-05", state: "trialing");
        await Moved(lost, "state = 'cancelled', ended_at = '2026-03-05 08:00+00'");
        shown = (await Shown()).Figures!;
        Assert.Equal((2, 1), (shown.Tried, shown.Won));
        Clock.Advance(TimeSpan.FromDays(20));
        await Run();
        Assert.Equal((1, "€119.00"), ((await Shown()).Figures!.Overdue.Count, (await Shown()).Figures!.Overdue.Amount.ToString()));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Where_nothing_was_sold_it_says_so() =>
        Assert.Contains("Nobody has subscribed", (await Shown()).Say().Text, StringComparison.Ordinal);
}
