using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class StoppingCredit(Postgres postgres) : Invoicing(postgres)
{
    async Task Approved(string line)
    {
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, line)).Kind);
        var decided = await Ask(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        Assert.True(decided.Kind == OutcomeKind.Done, decided.Text);
    }

    async Task Work()
    {
        while (await Get<JobRunner>().RunNext(Cancel)) { }
    }

    Task<long> Job() => Find<long>("select max(number) from jobs");

    [Fact]
    public async Task What_was_approved_waits_counts_for_nobody_and_is_there_after_two_minutes()
    {
        await Subscribed("2026-03-01");
        await Approved("/credit add buyer-1 80.00 expires:2026-06-01");
        await Work();
        Assert.Empty(await Accounts());
        Assert.Contains("has €0.00 of credit", (await Ask(Adam, "/credit take buyer-1 1.00")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        Assert.Equal(["credit -8000", "goodwill 8000"], await Accounts());
        Assert.Contains("given by Adam: it was agreed, until 1 Jun 2026 | +€80.00 | €80.00",
            (await Run(Olivia, "/credit history buyer-1")).Text, StringComparison.Ordinal);
        await Approved("/credit take buyer-1 60.00");
        // What is being taken back is promised to nobody else.
        Assert.Contains("has €20.00 of credit", (await Ask(Adam, "/credit take buyer-1 30.00")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        Assert.Equal(["credit -2000", "goodwill 2000"], await Accounts());
        Assert.Equal(2000, await Find<long>("select left_minor from credits"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Any_admin_stops_it_and_it_never_was()
    {
        await Subscribed("2026-03-01");
        await Approved("/credit add buyer-1 80.00");
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, $"/billing stop {await Job()}")).Kind);
        await Work();
        Clock.Advance(TimeSpan.FromHours(1));
        await Work();
        Assert.Empty(await Accounts());
        Assert.Equal(0, await Find<long>("select count(*) from credits"));
        await Ask(Adam, "/credit add buyer-1 20.00");
        await Execute("update credits set given_at = given_at - interval '2 days'");
        await Approved("/credit add buyer-1 60.00");
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        await Approved("/credit take buyer-1 70.00");
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/billing stop {await Job()}")).Kind);
        await Work();
        Assert.Equal(["credit -8000", "goodwill 8000"], await Accounts());
        await TheBooksAgree();
    }
}
