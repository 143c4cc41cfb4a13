using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class ProposingARetry(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_was_retried_by_hand_while_its_host_was_away_is_proposed_once_more_and_only_once()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        await desk.HostGoes();
        try
        {
            await desk.Ask("olivia", $"/instance retry {shop}");
            await desk.RunJobs();
        }
        finally { await desk.HostReturns(); }
        await Round(isOn: true);
        Assert.Equal(0, await Proposals(shop));

        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        await Round(isOn: false);
        Assert.Equal(0, await Proposals(shop));
        await Round(isOn: true);
        await Round(isOn: true);
        Assert.Equal(1, await Proposals(shop));

        var number = await desk.One<long>("select max(number) from approvals", null);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("omar", $"/approval approve {number}")).Kind);
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal("instance retry done", (await desk.AuditOf(shop))[^1]);
    }

    [Fact]
    public async Task What_is_broken_in_itself_is_not()
    {
        var shop = await desk.Instance(PretendStart.Failed);
        desk.Docker.Find(shop)!.FailNextStart(PretendFailure.PortTaken);
        await desk.Ask("olivia", $"/instance retry {shop}");
        await desk.RunJobs();
        Assert.Equal("error", await desk.StateOf(shop));
        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        await Round(isOn: true);
        Assert.Equal(0, await Proposals(shop));
    }

    Task Round(bool isOn) => new RetryProposals(
        desk.Database.Source, desk.Get<Runner>(), new DutyOptions { ProposeRetries = isOn }, desk.Clock)
            .Round(TestContext.Current.CancellationToken);

    Task<long> Proposals(string shop) => desk.One<long>("select count(*) from approvals where target_label = @shop", new { shop });
}
