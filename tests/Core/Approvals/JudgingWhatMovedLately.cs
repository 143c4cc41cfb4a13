using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class JudgingWhatMovedLately(Postgres postgres) : PayOuts(postgres)
{
    const string Threshold =
        """
        [{"operation":"money *","amount":{"minor":20000,"currency":"EUR"},"window":"1.00:00:00",
          "guard":{"kind":"approval","quorum":["admin"],"timeToLive":"01:00:00"}},
         {"operation":"money *","guard":{"kind":"reason","quorum":[],"timeToLive":"01:00:00"}}]
        """;

    protected override async Task Arrange()
    {
        await base.Arrange();
        await Organization("bolt");
        await Execute("insert into policies (version, rules, changed_by, trail, changed_at) values (1, @Threshold, @Id, @Id, @Now)",
            new { Threshold, Id = Sam.Id.Value, Now = Clock.GetUtcNow() });
    }

    async Task<OutcomeKind> Pay(Person who, string to, string amount, int nth) =>
        (await Say(who, $"/money pay-out {to} {amount} nth:{nth}")).Kind;

    [Fact]
    public async Task Five_of_45_are_one_of_225()
    {
        for (var nth = 1; nth <= 4; nth++) Assert.Equal(OutcomeKind.Done, await Pay(Olivia, nth % 2 == 0 ? "acme" : "bolt", "45", nth));
        var test = await Run(Olivia, "/policy test /money pay-out acme 45 nth:5");
        Assert.Contains("from €200.00 within 1 d", test.Text, StringComparison.Ordinal);
        Assert.Contains("€180.00 counts with it, which moved before.", test.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, await Pay(Olivia, "acme", "45", 5));
        // Somebody else, to whom nothing of it is counted, and who paid nothing yet.
        await Organization("coil");
        Assert.Equal(OutcomeKind.Done, await Pay(Adam, "coil", "45", 1));
    }

    [Fact]
    public async Task What_one_customer_gets_counts_whoever_asks()
    {
        foreach (var (who, nth) in new[] { (Olivia, 1), (Adam, 2), (Bea, 3) })
            Assert.Equal(OutcomeKind.Done, await Pay(who, "acme", "60", nth));
        Assert.Equal(OutcomeKind.Waiting, await Pay(Sam, "acme", "20", 4));
    }

    [Fact]
    public async Task A_day_later_it_counts_no_more()
    {
        Assert.Equal(OutcomeKind.Done, await Pay(Olivia, "acme", "150", 1));
        Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(OutcomeKind.Waiting, await Pay(Olivia, "acme", "50", 2));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(OutcomeKind.Done, await Pay(Olivia, "acme", "50", 3));
    }

    [Fact]
    public async Task A_window_is_set_and_shown_with_its_rule()
    {
        Assert.Contains("say from which", (await Say(Adam, "/policy set money pay-out needs:approval window:24h")).Text,
            StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await Say(Adam, "/policy set money pay-out needs:approval amount:500 window:48h")).Kind);
        await Approve(Sam, 1);
        Assert.Contains("money pay-out: from €500.00 within", (await Run(Olivia, "/policy show")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_the_same_moment_are_judged_one_after_the_other()
    {
        var both = await Task.WhenAll(Enumerable.Range(1, 6).Select(nth => Task.Run(() => Pay(Olivia, "acme", "90", nth), Cancel)));
        Assert.Equal(2, both.Count(kind => kind == OutcomeKind.Done));
        Assert.Equal(4, both.Count(kind => kind == OutcomeKind.Waiting));
    }
}
