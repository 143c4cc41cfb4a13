using OpsBot.Core.Billing.Credits;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class GivingCredit(Postgres postgres) : Invoicing(postgres)
{
    async Task<string> Text(Person who, string line) => (await Ask(who, line)).Text;

    [Fact]
    public async Task Below_fifty_it_takes_a_reason_from_there_on_a_second_person()
    {
        await Subscribed("2026-03-01");
        Assert.Contains("needs an admin", await Text(Olivia, "/credit add buyer-1 20.00"), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit add buyer-1 20.00", "slow for a day")).Kind);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Bea, "/credit add buyer-1 50.00")).Kind);
        Assert.Equal(["credit -2000", "goodwill 2000"], await Accounts());
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/approval approve 1")).Kind);
        Assert.Equal(["credit -7000", "goodwill 7000"], await Accounts());
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, "/credit take buyer-1 45.00")).Kind);
        var history = await Text(Olivia, "/credit history buyer-1");
        Assert.Contains("It has €25.00.", history, StringComparison.Ordinal);
        Assert.Contains("given by Adam: slow for a day | +€20.00 | €20.00", history, StringComparison.Ordinal);
        Assert.Contains("given by Bea: it was agreed | +€50.00 | €70.00", history, StringComparison.Ordinal);
        Assert.Contains("taken back by Adam: it was agreed | -€45.00 | €25.00", history, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Theory]
    [InlineData("\"49.99 USD\"", OutcomeKind.Done)]
    [InlineData("\"50.00 USD\"", OutcomeKind.Waiting)]
    [InlineData("\"3999.99 INR\"", OutcomeKind.Done)]
    [InlineData("\"4000 INR\"", OutcomeKind.Waiting)]
    [InlineData("\"1 JPY\"", OutcomeKind.Waiting)]
    [InlineData("\"0.01 GBP\"", OutcomeKind.Waiting)]
    [InlineData("1000000000.00", OutcomeKind.Waiting)]
    [InlineData("1000000000.01", OutcomeKind.Refused)]
    [InlineData("0.00", OutcomeKind.Refused)]
    public async Task How_much_it_takes_is_by_currency(string amount, OutcomeKind kind)
    {
        await Subscribed("2026-03-01");
        Assert.Equal(kind, (await Ask(Adam, $"/credit add buyer-1 {amount}")).Kind);
    }

    [Fact]
    public async Task What_is_not_there_is_not_taken_and_nothing_changes()
    {
        await Subscribed("2026-03-01");
        await Ask(Adam, "/credit add buyer-1 20.00");
        Assert.Contains("needs an admin", await Text(Olivia, "/credit take buyer-1 20.00"), StringComparison.Ordinal);
        Assert.Contains("has €20.00 of credit, not €20.01", await Text(Adam, "/credit take buyer-1 20.01"), StringComparison.Ordinal);
        Assert.Contains("has $0.00 of credit", await Text(Adam, "/credit take buyer-1 \"1 USD\""), StringComparison.Ordinal);
        Assert.Contains("nothing to take back", await Text(Adam, "/credit take buyer-1 0"), StringComparison.Ordinal);
        Assert.Contains("is not an amount", await Text(Adam, "/credit take buyer-1 -5"), StringComparison.Ordinal);
        Assert.Contains("is no day", await Text(Adam, "/credit add buyer-1 5 expires:tomorrow"), StringComparison.Ordinal);
        Assert.Contains("has begun", await Text(Adam, "/credit add buyer-1 5 expires:2026-03-02"), StringComparison.Ordinal);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Ask(i % 2 == 0 ? Adam : Bea, "/credit take buyer-1 15.00")));
        Assert.Single(taken, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Equal(["credit -500", "goodwill 500"], await Accounts());
    }

    [Fact]
    public async Task What_was_not_used_by_its_day_is_taken_back_and_told()
    {
        await Subscribed("2026-03-01", 1000);
        await Ask(Adam, "/credit add buyer-1 30.00 expires:2026-04-01");
        await Ask(Adam, "/credit add buyer-1 5.00");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal(["credit -2310", "deferred -1000", "goodwill 3500", "tax -190"], await Accounts());
        Assert.Equal(0, await Get<ExpiredCredits>().Round(Cancel));
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Get<ExpiredCredits>().Round(Cancel));
        Assert.Equal(0, await Get<ExpiredCredits>().Round(Cancel));
        Assert.Equal(["credit -500", "deferred -1000", "goodwill 1690", "tax -190"], await Accounts());
        Assert.Contains("€18.10 of credit of buyer-1 was not used by its day", await Find<string>(
            "select content from messages where key like 'credit-expired:%'"), StringComparison.Ordinal);
        var history = (await Run(Olivia, "/credit history buyer-1")).Text;
        Assert.Contains("not used by its day | -€18.10 | €5.00", history, StringComparison.Ordinal);
        Assert.Contains("paid INV-202603-0001 | -€11.90 | €23.10", history, StringComparison.Ordinal);
        await TheBooksAgree();
    }
}
