using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Organizations;

public sealed class EndingUnderAPolicy(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task OpsBot_asks_once_and_takes_a_no_for_an_answer()
    {
        await desk.Agreed("adam", "/policy set \"org end\" needs:approval by:admin", "sam");
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", "/org cancel acme", because: "they asked by mail")).Kind);
        desk.Clock.Advance(TimeSpan.FromDays(32));
        await Round();
        Assert.Equal("org end pending", await Last());
        var number = await desk.One<long>("select max(number) from approvals", null);

        // Neither while it waits, nor after the no.
        await Round();
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("sam", $"/approval deny {number} they came back")).Kind);
        await Round();
        Assert.Equal("org end denied", await Last());
        Assert.Equal(number, await desk.One<long>("select max(number) from approvals", null));
        Assert.Equal("cancelling", await desk.One<string>("select state from organizations where slug = 'acme'", null));
    }

    Task Round() => desk.Get<EndOfPeriods>().Round(TestContext.Current.CancellationToken);

    Task<string> Last() => desk.One<string>("select operation || ' ' || state from approvals order by number desc limit 1", null);
}
