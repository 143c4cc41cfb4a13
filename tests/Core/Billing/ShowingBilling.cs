using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class ShowingBilling(Postgres postgres) : Invoicing(postgres)
{
    [Fact]
    public async Task An_organization_and_its_customers_show_plan_and_balance_and_what_was_invoiced()
    {
        var slug = await Subscribed("2026-01-01", 36000, length: "year");
        await Execute(
            """
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), id, 'jo@shop.example', 'Jo Shop', @Now from organizations
            """, new { Now = Clock.GetUtcNow() });
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 400.00 \"SEPA 1\"");
        Clock.Advance(TimeSpan.FromDays(30));
        await Run();
        foreach (var line in new[] { $"/org show {slug}", "/customer show jo@shop.example" })
        {
            var shown = (await Run(Olivia, line)).Text;
            Assert.Contains("Plan: Plan buyer-1, €360.00 a year, 🔴 past due", shown, StringComparison.Ordinal);
            Assert.Contains("MRR: €30.00", shown, StringComparison.Ordinal);
            Assert.Contains("Next invoice: €428.40 on 1 Jan 2027", shown, StringComparison.Ordinal);
            Assert.Contains("Balance: owes €28.40, €28.40 of it late", shown, StringComparison.Ordinal);
            Assert.Contains("INV-202603-0001  🔴 overdue, €428.40, 1 Jan 2026 – 31 Dec 2026", shown, StringComparison.Ordinal);
        }
        await Ask(Adam, "/invoice mark-paid INV-202603-0001 30.00 \"SEPA 2\"");
        Assert.Contains("Balance: has €1.60 of credit", (await Run(Olivia, $"/org show {slug}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_pays_nothing_and_is_in_a_trial_or_on_the_way_out_is_said_so()
    {
        await Execute("insert into organizations (id, slug, name, tier, state, created_at) values (@Id, 'nobody', 'N', 'growth', 'active', @Now)",
            new { Id = Guid.CreateVersion7(), Now = Clock.GetUtcNow() });
        Assert.Contains("Plan: none that is paid for\nBalance: owes nothing", (await Run(Olivia, "/org show nobody")).Text,
            StringComparison.Ordinal);
        var trying = await Subscribed("2026-03-10", state: "trialing");
        var shown = (await Run(Olivia, $"/org show {trying}")).Text;
        Assert.Contains("MRR: €0.00\nNext invoice: €71.40 on 10 Mar 2026", shown, StringComparison.Ordinal);
        await Ask(Adam, $"/subscription cancel {trying}");
        Assert.Contains("Next invoice: none, it ends on 10 Mar 2026", (await Run(Olivia, $"/org show {trying}")).Text,
            StringComparison.Ordinal);
        var paused = await Subscribed("2026-03-10", state: "paused");
        Assert.Contains("Next invoice: none, it is paused until 8 Jun 2026", (await Run(Olivia, $"/org show {paused}")).Text,
            StringComparison.Ordinal);
    }
}
