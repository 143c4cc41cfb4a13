using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class NumberingDocuments(Postgres postgres) : Invoicing(postgres)
{
    [Theory]
    [InlineData("INV", 1, "INV-202611-0001")]
    [InlineData("INV", 9_999, "INV-202611-9999")]
    [InlineData("INV", 10_000, "INV-202611-10000")]
    [InlineData("INV", 99_999, "INV-202611-99999")]
    [InlineData("INV", 100_000, "IN2-202611-0001")]
    [InlineData("INV", 199_999, "IN3-202611-0001")]
    [InlineData("INV", 899_991, "IN9-202611-99999")]
    [InlineData("CN", 999_999, "CN-202611-999999")]
    [InlineData("CN", 1_000_000, "CN2-202611-0001")]
    public async Task A_number_is_never_longer_than_sixteen_characters(string code, long nth, string number)
    {
        Assert.Equal(number, await Find<string>("select document_number(@code, '202611', @nth)", new { code, nth }));
        Assert.InRange(number.Length, 15 - (code.Length == 2 ? 1 : 0), 16);
    }

    [Fact]
    public async Task No_two_numbers_around_the_seams_of_a_month_are_the_same()
    {
        Assert.Equal((true, 16), await Find<(bool, int)>(
            """
            select count(distinct number) = count(*), max(length(number))
            from   (select nth from generate_series(1, 899991) nth where nth % 99999 not between 300 and 99700 or nth between 9900 and 10100) n
            cross  join lateral (select document_number('INV', '202611', n.nth) as number) drawn
            """));
        Assert.Null(await Find<string>("select document_number('INV', '202611', 899992)"));
    }
    // Some give up half way, and their numbers go to others.
    [Fact]
    public async Task Sixteen_writers_leave_no_hole_and_no_double()
    {
        for (var i = 0; i < 48; i++) await Subscribed("2026-03-01");
        await Run();
        var drafts = await List<Guid>("select id from invoices order by id");
        var shared = new System.Collections.Concurrent.ConcurrentQueue<Guid>(drafts);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var turn = 0; shared.TryDequeue(out var draft); turn++)
            {
                await using var work = await Get<Transactions>().Begin(Actor.OpsBot("billing"), Guid.CreateVersion7(), Cancel);
                await Get<OpenInvoices>().These(work, [draft], Cancel);
                if ((writer + turn) % 3 == 0) shared.Enqueue(draft);
                else await work.Commit(Cancel);
                // Whoever dies takes no number along.
            }
        }, Cancel)));
        var shown = (NumbersShown)(await Run(Olivia, "/billing numbers")).Answer!;
        Assert.Equal(("INV", "202603", 48, 48, true, "INV-202603-0001", "INV-202603-0048"), Assert.Single(shown.Months) is var month
            ? (month.Code, month.Month, month.Drawn, month.Documents, month.IsWhole, month.First, month.Last) : default);
        await TheBooksAgree();
    }

    [Fact]
    public async Task A_hole_that_somebody_made_is_named()
    {
        for (var i = 0; i < 3; i++) await Subscribed("2026-03-01");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Contains("No number is missing", (await Run(Olivia, "/billing numbers month:2026-03")).Text, StringComparison.Ordinal);
        await Execute("update invoices set series_no = 9, number = 'INV-202603-0009' where series_no = 2");
        Assert.Contains("number 2 is missing", (await Run(Olivia, "/billing numbers")).Text, StringComparison.Ordinal);
        Assert.Contains("No number was drawn yet", (await Run(Olivia, "/billing numbers month:2026-04")).Text, StringComparison.Ordinal);
    }
}
