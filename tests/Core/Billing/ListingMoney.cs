using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class ListingMoney(Postgres postgres) : Invoicing(postgres)
{
    async Task<string> Read(string line) => (await Run(Olivia, line)).Text;

    async Task<string> File(string line) => (await Run(Olivia, line)).Reply!.Parts.OfType<Attachment>().Single().Text
        .Replace("\"", "", StringComparison.Ordinal);

    Task Payment(string slug, string state, int minor, int daysAgo) => Execute(
        """
        insert into payments (id, organization_id, state, method, currency, amount_minor, created_at)
        select gen_random_uuid(), id, @state, 'card', 'EUR', @minor, @At from organizations where slug = @slug
        """, new { slug, state, minor, At = Clock.GetUtcNow().AddDays(-daysAgo) });

    [Fact]
    public async Task Who_has_a_subscription_is_listed_with_what_it_comes_to_in_a_month()
    {
        await Subscribed("2026-03-01", 120_00, length: "year");
        await Subscribed("2026-03-01", 50_00, "USD");
        await Subscribed("2026-03-09", state: "trialing");
        var listed = await Read("/billing subscriptions");
        Assert.Contains("buyer-1 | Plan buyer-1 | €10.00 | 🟢 invoice 1 Mar 2026", listed, StringComparison.Ordinal);
        Assert.Contains("buyer-3 | Plan buyer-3 | €0.00 | 🟡 trial ends 9 Mar 2026", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("buyer-1", await Read("/billing subscriptions currency:USD"), StringComparison.Ordinal);
        Assert.DoesNotContain("buyer-2", await Read("/billing subscriptions status:trialing"), StringComparison.Ordinal);
        Assert.Contains("buyer-1,Plan buyer-1,Active,10.00,120.00,year,EUR,Hand,2026-03-01", await File("/billing subscriptions csv:yes"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_are_listed_the_one_that_ends_next_first_and_page_by_page()
    {
        for (var day = 20; day > 5; day--) await Subscribed($"2026-03-{day:00}", state: "trialing");
        var first = await Run(Olivia, "/billing trials");
        Assert.StartsWith("buyer-15 | in 4 days", first.Reply!.Parts.OfType<Table>().Single().Rows[0].Aggregate((a, b) => $"{a} | {b}"),
            StringComparison.Ordinal);
        var second = await Run(Olivia, first.Reply.NextPage!);
        Assert.Equal(5, second.Reply!.Parts.OfType<Table>().Single().Rows.Count);
        Assert.Contains("11–15 of 15 trials", second.Text, StringComparison.Ordinal);
        var soon = await Run(Olivia, "/billing trials within:7");
        Assert.Equal(4, soon.Reply!.Parts.OfType<Table>().Single().Rows.Count);
        Assert.Equal(16, (await File("/billing trials csv:yes")).TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Payments_that_failed_and_that_are_under_way_are_listed_apart()
    {
        var (a, b) = (await Subscribed("2026-03-01"), await Subscribed("2026-03-01"));
        await Payment(a, "failed", 71_40, 2);
        await Payment(b, "requires_action", 20_00, 1);
        await Payment(b, "pending", 10_00, 0);
        var failed = await Read("/billing failed");
        Assert.Contains("buyer-1 | 🔴 Failed | €71.40 | card", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("buyer-2", failed, StringComparison.Ordinal);
        var pending = await Run(Olivia, "/billing pending");
        Assert.Equal(["🟡 Under way", "🟡 To confirm"], pending.Reply!.Parts.OfType<Table>().Single().Rows.Select(row => row[2]));
        Assert.Contains("No payment fits", await Read("/billing failed buyer-2"), StringComparison.Ordinal);
        Assert.Contains(",buyer-1,,failed,71.40,EUR,card", await File("/billing failed csv:yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_owed_is_told_by_how_late_it_is_in_each_currency_by_itself()
    {
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-01", 10_00, "USD");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Clock.Advance(TimeSpan.FromDays(20));
        var aging = (AgingListed)(await Run(Olivia, "/billing aging EUR")).Answer!;
        Assert.Equal([(Lateness.UpTo30, 1, 71_40)], aging.Buckets.Select(one => (one.Late, one.Count, one.Minor)));
        Assert.Contains("🔴 8 days late | €71.40", aging.Say().Text, StringComparison.Ordinal);
        Assert.Equal(["EUR", "USD"], aging.Currencies.Order());
        Assert.Contains("$11.90", await Read("/billing aging USD"), StringComparison.Ordinal);
        Assert.Contains("Nothing is so late", await Read("/billing aging EUR late:later"), StringComparison.Ordinal);
        Assert.Contains(",buyer-1,71.40,EUR,2026-03-15,8", await File("/billing aging EUR csv:yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_moved_and_how_each_month_was_is_told_from_the_ledger()
    {
        await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Get<FiguresBook>().Round(Cancel);
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 71.40 A1");
        var rows = (await Run(Olivia, "/billing recent")).Reply!.Parts.OfType<Table>().Single().Rows;
        Assert.Equal(["Payment buyer-1 €71.40", "Invoice buyer-1 €60.00"], rows.Select(row => $"{row[1]} {row[2]} {row[3]}"));
        Assert.Contains("Tax | buyer-1 | €11.40", await Read("/billing recent kind:tax"), StringComparison.Ordinal);
        Assert.Contains("Mar 2026 | €60.00 | €71.40 | €60.00", await Read("/billing revenue"), StringComparison.Ordinal);
        Assert.Contains("2026-03,EUR,60.00,11.40,0.00,71.40,60.00,60.00,0.00,0.00,0.00,0.00", await File("/billing revenue csv:yes"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_home_page_tells_what_comes_in_a_month_and_what_is_overdue()
    {
        Assert.DoesNotContain("MRR", await Read("/ops home"), StringComparison.Ordinal);
        await Subscribed("2026-03-01");
        await Get<FiguresBook>().Round(Cancel);
        await Run();
        Clock.Advance(TimeSpan.FromDays(20));
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        var home = await Read("/ops home");
        Assert.Contains("MRR: €60.00", home, StringComparison.Ordinal);
    }
}
