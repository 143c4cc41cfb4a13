using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin who may let little money go, and tries to let go more.</summary>
public sealed class WhoLetsTooMuchMoneyGo(Postgres postgres) : PayOuts(postgres)
{
    protected override async Task Arrange()
    {
        await base.Arrange();
        await Limit(Bea, "approval", 10_000);
        await Limit(Bea, "day", 15_000);
        await Limit(Adam, "approval", 10_000);
    }

    Task Limit(Person who, string per, long minor) => Execute(
        """
        insert into approval_limits (operator_id, per, currency, amount_minor, set_by, trail, set_at)
        values (@Id, @per, 'EUR', @minor, @Id, @Id, @Now)
        on conflict (operator_id, per, currency) do update set amount_minor = excluded.amount_minor
        """, new { Id = who.Id.Value, per, minor, Now = Clock.GetUtcNow() });

    [Fact]
    public async Task Nobody_approves_more_than_their_limit()
    {
        var number = await Ask("/money pay-out acme 100.01");
        Assert.Equal(OutcomeKind.Refused, (await Approve(Bea, number)).Kind);
        Assert.Empty(await Ends());
    }

    [Fact]
    public async Task Nobody_approves_what_their_limit_no_longer_covers_when_they_click()
    {
        var number = await Ask("/money pay-out acme 90");
        await Limit(Bea, "approval", 5_000);
        Assert.Equal(OutcomeKind.Refused, (await Approve(Bea, number)).Kind);
        Assert.Empty(await Ends());
    }

    [Fact]
    public async Task A_vote_over_a_limit_that_was_lowered_since_does_not_run_it()
    {
        await Execute(
            """
            insert into policies (version, rules, changed_by, trail, changed_at)
            values (1, '[{"operation":"money *","guard":{"kind":"approval","quorum":["admin","admin"],"timeToLive":"01:00:00"}}]', @Id, @Id, @Now)
            """, new { Id = Sam.Id.Value, Now = Clock.GetUtcNow() });
        var number = await Ask("/money pay-out acme 90");
        await Approve(Bea, number);
        await Limit(Bea, "approval", 5_000);
        await Approve(Adam, number);
        Assert.Empty(await Ends());
        Assert.Equal("pending", await Find<string>("select state from approvals where number = @number", new { number }));
        // Whoever may makes it two after all.
        await Approve(Sam, number);
        Assert.Equal(["pending"], await Ends());
    }

    [Fact]
    public async Task Nobody_gets_past_a_day_s_limit_by_clicking_two_at_once()
    {
        var numbers = new List<long>();
        for (var nth = 1; nth <= 5; nth++) numbers.Add(await Ask($"/money pay-out acme 60 nth:{nth}"));
        await Task.WhenAll(numbers.Select(number => Task.Run(() => Approve(Bea, number), Cancel)));
        Assert.Equal(["pending", "pending"], await Ends());
    }

    [Fact]
    public async Task A_super_admin_with_a_limit_does_not_break_the_glass_for_money()
    {
        await Limit(Sam, "approval", 10_000);
        var no = await Say(Sam, "/money pay-out acme 5 --break-glass");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("runs no money alone.", no.Text, StringComparison.Ordinal);
        Assert.Empty(await Ends());
    }

    [Fact]
    public async Task Nobody_agrees_to_their_own_limit()
    {
        await Say(Adam, "/admin limit sam 100000");
        Assert.NotEqual(OutcomeKind.Done, (await Approve(Sam, await Find<long>("select coalesce(max(number), 0) from approvals"))).Kind);
        Assert.Equal(0, await Find<long>("select count(*) from approval_limits where operator_id = @Id", new { Id = Sam.Id.Value }));
    }

    [Fact]
    public async Task Nobody_stops_another_s_money_without_being_an_admin()
    {
        await Approve(Bea, await Ask("/money pay-out acme 90"));
        var job = await Find<long>("select max(number) from jobs");
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, $"/billing stop {job}")).Kind);
        var mallory = new Person(default, "Mallory", new("slack", "UMALLORY"));
        Assert.Equal(OutcomeKind.Refused, (await Run(mallory, $"/billing stop {job}")).Kind);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        Assert.Equal(["posted"], await Ends());
    }
}
