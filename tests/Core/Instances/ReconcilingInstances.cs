using OpsBot.Core.Operations;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

/// <summary>An admin does not wait for the next round.</summary>
public sealed class ReconcilingInstances(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_would_be_written_is_told_and_nothing_is_written()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        var told = await desk.Ask("adam", "/instance reconcile --dry-run");
        Assert.Contains(shop, told.Text, StringComparison.Ordinal);
        Assert.Contains("running", told.Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Empty(await desk.AuditOf(shop));
    }

    [Fact]
    public async Task What_differs_is_written_after_a_second_look_and_twice_is_harmless()
    {
        var shop = await desk.Instance();
        desk.Docker.Find(shop)!.Crash(PretendFailure.DatabaseGone);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", "/instance reconcile h1")).Kind);
        await desk.RunJobs();
        Assert.Equal("error", await desk.StateOf(shop));
        Assert.Equal(["instance watch failed"], await desk.AuditOf(shop));
        await desk.Ask("adam", "/instance reconcile h1");
        await desk.RunJobs();
        Assert.Equal(["instance watch failed"], await desk.AuditOf(shop));
    }

    [Fact]
    public async Task An_operator_may_not_and_a_server_of_an_organization_is_no_host()
    {
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", "/instance reconcile")).Kind);
        var server = await desk.Rent();
        Assert.Contains("That is no host", (await desk.Ask("adam", $"/instance reconcile {server.Name}")).Text, StringComparison.Ordinal);
    }
}
