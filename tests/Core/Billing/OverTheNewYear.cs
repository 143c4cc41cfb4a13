using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class OverTheNewYear(Postgres postgres) : Invoicing(postgres)
{
    [Fact]
    public async Task Each_year_has_what_was_earned_in_it_and_a_note_is_of_the_month_it_is_written_in()
    {
        Clock.Advance(new DateTimeOffset(2026, 12, 15, 9, 0, 0, TimeSpan.Zero) - Clock.GetUtcNow());
        var number = await Invoiced("2026-12-15", 6200);
        Assert.Equal("INV-202612-0001", number);
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        // Midnight in Berlin is an hour before that of UTC.
        Clock.Advance(new DateTimeOffset(2026, 12, 31, 22, 59, 59, TimeSpan.Zero) - Clock.GetUtcNow());
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Get<Earnings>().Round(Cancel));
        // 17 of 31 days.
        Assert.Contains("revenue -3400", await Accounts());
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice credit-note {number} 23.80")).Kind);
        Assert.Equal("CN-202701-0001", await Find<string>("select number from credit_notes"));
        Assert.Contains("No number is missing", (await Run(Olivia, "/billing numbers")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(1, await Get<Earnings>().Round(Cancel));
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        Assert.Equal(["receivable 4998", "revenue -4200", "tax -798"], await Accounts());
        await TheBooksAgree();
    }
}
