using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class PausingSubscriptions(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Task<string> State() => desk.One<string>(
        """
        select   concat_ws(' ', s.state, o.state, s.next_period)
        from     subscriptions s
        join     organizations o on o.id = s.organization_id
        order by s.ended_at is not null
        limit    1
        """, null);

    Task<DateOnly> Next() => desk.One<DateOnly>("select next_start from subscriptions where ended_at is null", null);

    DateOnly Today => desk.Get<Seller>().Today;

    Task Due() => desk.Get<SubscriptionClock>().Round(Cancel);

    async Task Begin()
    {
        await desk.Execute("update subscriptions set state = 'expired', ended_at = @Now where ended_at is null", new { });
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", "/subscription start acme growth", because: "signed")).Kind);
        await desk.Get<InvoiceRun>().Round(Cancel);
        Assert.Equal("active active 1", await State());
    }

    async Task Says(string words, string who, string line) =>
        Assert.Contains(words, (await desk.Ask(who, line, "it was agreed")).Text, StringComparison.Ordinal);

    string Until(int days) => $"until:{Today.AddDays(days):yyyy-MM-dd}";

    [Fact]
    public async Task It_stands_still_with_its_instances_and_goes_on_by_itself_with_the_days_that_were_paid()
    {
        var (up, down) = (await desk.Instance(), await desk.Instance(PretendStart.Stopped));
        await Begin();
        var next = await Next();
        desk.Clock.Advance(TimeSpan.FromDays(10));
        await Says("needs an admin", "olivia", $"/subscription pause acme {Until(20)}");
        await Says("is no day to come", "adam", $"/subscription pause acme {Until(0)}");
        await Says("Cancel it instead", "adam", $"/subscription pause acme {Until(367)}");
        Assert.Equal("active active 1", await State());
        await desk.Agreed("adam", $"/subscription pause acme {Until(20)}", "sam");
        Assert.Equal("paused suspended 1", await State());
        Assert.Equal("stopping", await desk.StateOf(up));
        await desk.RunJobs();
        Assert.Equal(("suspended", "stopped"), (await desk.StateOf(up), await desk.StateOf(down)));
        await Says("is paused until", "adam", $"/subscription pause acme {Until(30)}");
        desk.Clock.Advance(TimeSpan.FromDays(19));
        await Due();
        Assert.Equal("paused suspended 1", await State());
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await Due();
        await desk.RunJobs();
        Assert.Equal(("active active 0", "running", "stopped"), (await State(), await desk.StateOf(up), await desk.StateOf(down)));
        Assert.Equal(next.AddDays(20), await Next());
        await Due();
        await Says("only what is paused can be resumed", "adam", "/subscription resume acme");
    }

    [Fact]
    public async Task Who_was_suspended_for_another_reason_stays_so()
    {
        await Begin();
        await desk.Agreed("adam", $"/subscription pause acme {Until(5)}", "sam");
        await desk.RunJobs();
        await desk.Ask("adam", "/org resume acme", because: "by mistake");
        await desk.RunJobs();
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.Agreed("adam", "/org suspend acme", "sam", because: "abuse of the mail server");
        await desk.RunJobs();
        desk.Clock.Advance(TimeSpan.FromDays(5));
        await Due();
        await desk.RunJobs();
        Assert.Equal("active suspended 0", await State());
        await desk.Ask("adam", "/org resume acme", because: "they have stopped it");
        await desk.RunJobs();
    }

    [Fact]
    public async Task A_pause_within_one_day_changes_nothing_of_its_periods()
    {
        await Begin();
        var next = await Next();
        await desk.Agreed("adam", $"/subscription pause acme {Until(5)}", "sam");
        await desk.RunJobs();
        Assert.Contains("needs an admin", (await desk.Ask("olivia", "/subscription resume acme")).Text, StringComparison.Ordinal);
        await desk.Ask("adam", "/subscription resume acme");
        await desk.RunJobs();
        Assert.Equal(("active active 1", next), (await State(), await Next()));
    }

    // The job is cancelled after it has told the first to stop: then all of it is what it was.
    [Fact]
    public async Task A_pause_that_is_taken_back_leaves_it_as_it_was()
    {
        var up = await desk.Instance();
        await Begin();
        await desk.HostGoes();
        await desk.Agreed("adam", $"/subscription pause acme {Until(5)}", "sam");
        await desk.Next();
        await desk.HostReturns();
        var job = await desk.One<long>("select max(number) from jobs", null);
        await desk.Ask("adam", $"/job cancel {job}", because: "they changed their mind");
        await desk.RunJobs();
        Assert.Equal(("active active 1", "running"), (await State(), await desk.StateOf(up)));
    }
}
