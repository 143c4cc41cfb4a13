using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Sandbox.Seeding;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Seeding;

/// <summary>Three years of a business that a newcomer finds in the sandbox.</summary>
public sealed class LookingBackAtMoney(OpsBot.Tests.Testing.Postgres postgres) : Invoicing(postgres)
{
    const string Days = "select concat_ws(' ', day, mrr_minor, organizations, new_minor, churn_minor) from mrr_days order by day";

    protected override async Task Arrange()
    {
        await base.Arrange();
        await Execute(
            """
            insert into organizations (id, slug, name, tier, created_at)
            select gen_random_uuid(), s, s, 'growth', @Now from unnest(@Slugs) s
            """,
            new
            {
                Now = Clock.GetUtcNow(),
                Slugs = Enumerable.Range(0, SeedInstances.Organizations).Select(one => SeedNames.Organization(one).Slug).ToArray(),
            });
        await SeedMoney.Fill(Source, Clock, Cancel);
    }

    async Task<BillingFigures> Figures() => ((BillingShown)(await Run(Olivia, "/billing overview months:36")).Answer!).Figures!;

    [Fact]
    public async Task It_comes_to_what_the_story_says()
    {
        var figures = await Figures();
        Assert.Equal(("$12,450.00", 198, 18, 5, 3, 3), (figures.Mrr.ToString(), figures.Active, figures.Trials, figures.Ending,
            figures.Failed.Count, figures.Overdue.Count));
        Assert.Contains("↑ 8 % on a month ago", (await Run(Olivia, "/billing overview")).Text, StringComparison.Ordinal);
        var before = figures.Before(Get<Seller>().Today)!;
        Assert.Equal(figures.Mrr.Minor, before.Mrr.Minor + figures.MovedSince(before.Day).Net);
        Assert.True(figures.Days[0].Day < Get<Seller>().Today.AddMonths(-35));
    }

    [Fact]
    public async Task The_books_are_true_and_no_run_finds_anything_that_was_forgotten()
    {
        await TheBooksAgree();
        var before = await List<string>("select state || ' ' || count(*) from invoices group by state order by 1");
        var transfers = await Find<long>("select count(*) from ledger_transfers");
        var run = await Run();
        Assert.Equal((0, 0, 0), (run.Drafted, run.Opened, run.Overdue));
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        var days = await List<string>(Days);
        await Get<FiguresBook>().Round(Cancel);
        Assert.Equal(days, await List<string>(Days));
        Assert.Equal(before, await List<string>("select state || ' ' || count(*) from invoices group by state order by 1"));
        Assert.Equal(transfers, await Find<long>("select count(*) from ledger_transfers"));
        Assert.All(((NumbersShown)(await Run(Olivia, "/billing numbers")).Answer!).Months, month => Assert.True(month.IsWhole));
        await SeedMoney.Fill(Source, Clock, Cancel);
        Assert.Equal(transfers, await Find<long>("select count(*) from ledger_transfers"));
        // And so it goes on: a month later all are invoiced as before.
        for (var day = 0; day < 31; day++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await Run();
        }
        await TheBooksAgree();
    }
}
