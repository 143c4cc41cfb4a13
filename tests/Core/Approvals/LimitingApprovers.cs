using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class LimitingApprovers(Postgres postgres) : PayOuts(postgres)
{
    async Task Limit(string line, Person? by = null)
    {
        await Ask(line, Adam);
        var decided = await Approve(by ?? Sam, await Find<long>("select max(number) from approvals"));
        Assert.True(decided.Kind == OutcomeKind.Done, decided.Text);
        Assert.Equal("approved", await Find<string>("select state from approvals order by number desc limit 1"));
    }

    async Task<string> Card(long number) =>
        (await Said($"approval:{new ApprovalId(await Find<Guid>("select id from approvals where number = @number", new { number }))}")).Text;

    [Fact]
    public async Task Nobody_is_limited_until_the_first_limit_is_set()
    {
        Assert.Contains("Nobody is limited until the first limit is set", (await Run(Olivia, "/admin limits")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, await Ask("/money pay-out acme 9000"))).Kind);
        Assert.Equal(["pending"], await Ends());
    }

    [Fact]
    public async Task A_limit_takes_a_super_admin_s_yes_and_then_counts_for_all()
    {
        var asked = await Say(Adam, "/admin limit bea 100");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal(0, await Find<long>("select count(*) from approval_limits"));
        var number = await Find<long>("select max(number) from approvals");
        Assert.Contains("From now on whoever has no limit approves no money", await Card(number), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Approve(Bea, number)).Kind);
        Assert.Equal(OutcomeKind.Done, (await Approve(Sam, number)).Kind);

        var much = await Ask("/money pay-out acme 100.01");
        var no = await Approve(Bea, much);
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains($"#{much} is €100.01, and you may approve €100.00 an approval. It still needs an admin: Sam.", no.Text,
            StringComparison.Ordinal);
        // Adam has no limit, so he approves no money any more.
        Assert.Contains("no limit in EUR, so no money of it", (await Approve(Adam, much)).Text, StringComparison.Ordinal);
        Assert.Empty(await Ends());
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, await Ask("/money pay-out acme 100 nth:2"))).Kind);
        Assert.Equal(OutcomeKind.Done, (await Approve(Sam, much)).Kind);
        Assert.Equal(["pending", "pending"], await Ends());
    }

    [Fact]
    public async Task The_card_says_who_can_and_whose_limit_is_too_low()
    {
        await Limit("/admin limit bea 100");
        var card = await Card(await Ask("/money pay-out acme 225"));
        Assert.Contains("Approval by an admin: waiting for Sam", card, StringComparison.Ordinal);
        Assert.Contains("Not by their limits: Adam (no limit in EUR, so no money of it); Bea (€100.00 an approval).", card,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_waits_follows_a_new_limit()
    {
        var number = await Ask("/money pay-out acme 225");
        Assert.Contains("Adam, Bea or Sam", await Card(number), StringComparison.Ordinal);
        await Limit("/admin limit bea 100");
        Assert.Contains("waiting for Sam", await Card(number), StringComparison.Ordinal);
        await Limit("/admin limit bea 300");
        Assert.Contains("waiting for Bea or Sam", await Card(number), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, number)).Kind);
    }

    [Fact]
    public async Task What_is_approved_within_a_day_adds_up()
    {
        await Limit("/admin limit bea 300 per:day");
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, await Ask("/money pay-out acme 200"))).Kind);
        var second = await Ask("/money pay-out acme 101 nth:2");
        Assert.Contains("€300.00 a day, €200.00 of it used", (await Approve(Bea, second)).Text, StringComparison.Ordinal);
        Assert.Contains("Bea | €300.00 | day | €200.00", (await Run(Olivia, "/admin limits")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, await Ask("/money pay-out acme 101 nth:3"))).Kind);
    }

    [Fact]
    public async Task What_was_stopped_does_not_count_against_the_day()
    {
        await Limit("/admin limit bea 300 per:day");
        await Approve(Bea, await Ask("/money pay-out acme 200"));
        await Run(Sam, $"/billing stop {await Find<long>("select max(number) from jobs")}");
        await Work();
        Assert.Equal(OutcomeKind.Done, (await Approve(Bea, await Ask("/money pay-out acme 200 nth:2"))).Kind);
    }

    [Fact]
    public async Task A_limit_in_another_currency_does_not_count()
    {
        await Limit("/admin limit bea 100");
        var dollars = await Ask("/money pay-out acme \"20 USD\"");
        Assert.Contains("no limit in USD, so no money of it", (await Approve(Bea, dollars)).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Approve(Sam, dollars)).Kind);
    }

    [Fact]
    public async Task The_last_super_admin_without_a_limit_keeps_none()
    {
        var no = await Say(Adam, "/admin limit sam 100");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("Sam is the last super admin without a limit", no.Text, StringComparison.Ordinal);
        var other = await Join("Grace", Role.SuperAdmin);
        await Limit("/admin limit sam 100", other);
        Assert.Contains("Grace is the last super admin without a limit", (await Say(Adam, "/admin limit grace 100")).Text,
            StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Approve(Sam, await Ask("/money pay-out acme 101"))).Kind);
    }

    [Fact]
    public async Task A_limit_is_taken_away_and_an_admin_then_approves_none()
    {
        await Limit("/admin limit bea 100");
        await Limit("/admin limit bea");
        Assert.Equal(OutcomeKind.Refused, (await Approve(Bea, await Ask("/money pay-out acme 5"))).Kind);
        Assert.Contains("Without a limit: Sam. Approve no money: Adam, Bea.", (await Run(Olivia, "/admin limits")).Text,
            StringComparison.Ordinal);
        Assert.Contains("has no limit an approval", (await Say(Adam, "/admin limit bea")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_limit_twice_changes_nothing()
    {
        await Limit("/admin limit bea 100");
        var again = await Say(Adam, "/admin limit bea 100");
        Assert.Equal(OutcomeKind.Refused, again.Kind);
        Assert.Contains("already", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_sets_no_limit()
    {
        Assert.Equal(OutcomeKind.Refused, (await Say(Olivia, "/admin limit bea 100")).Kind);
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public async Task No_rule_makes_a_limit_easier()
    {
        await Execute(
            """
            insert into policies (version, rules, changed_by, trail, changed_at)
            values (1, '[{"operation":"*","guard":{"kind":"none","quorum":[],"timeToLive":"01:00:00"}}]', @Id, @Id, @Now)
            """, new { Id = Sam.Id.Value, Now = Clock.GetUtcNow() });
        Assert.Equal(OutcomeKind.Waiting, (await Say(Adam, "/admin limit bea 100")).Kind);
    }
}
