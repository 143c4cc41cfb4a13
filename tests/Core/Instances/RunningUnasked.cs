using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

/// <summary>Somebody starts a container on the host that people had stopped through OpsBot.</summary>
public sealed class RunningUnasked(Desk desk) : IClassFixture<Desk>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        desk.Clock.Advance(TimeSpan.FromMinutes(31));
        await desk.Execute("delete from alerts; delete from deliveries; delete from messages", new { });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("stop", "stopped", "exited")]
    [InlineData("start", "running", "running")]
    public async Task What_runs_though_it_was_stopped_is_told_and_can_be_stopped_again_or_let_run(
        string verb, string state, string container)
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        Assert.Contains("already stopped", (await desk.Ask("olivia", $"/instance stop {shop}", because: "once more")).Text,
            StringComparison.Ordinal);
        desk.Docker.Find(shop)!.Start();
        await Look();
        Assert.Empty(await Alerts());
        await LookAgain();
        // It is said, and nothing of what people ordered is changed.
        Assert.Equal(("stopped", "🟠 Stopped, but runs"), (await desk.StateOf(shop), await Status(shop)));
        Assert.Equal(["instance stop refused", "instance watch failed"], await desk.AuditOf(shop));
        var alert = Assert.Single(await Alerts());
        Assert.Equal("1 instance on h1 runs though stopped here", alert.Heading);
        Assert.Equal([$"/instance stop {shop}", $"/instance start {shop}"],
            alert.Parts.OfType<Item>().Single().Buttons.Select(button => button.Command));
        var shown = (await desk.Ask("olivia", $"/instance show {shop}")).Reply!;
        Assert.Contains("It is stopped here, but its container runs.", shown.Text, StringComparison.Ordinal);
        Assert.Contains(shown.Buttons, button => button.Label == "Stop");

        await desk.Ask("olivia", $"/instance {verb} {shop}", because: "so it was meant");
        await desk.RunJobs();
        await Look();
        Assert.Equal((state, container), (await desk.StateOf(shop), desk.Docker.Find(shop)!.Now.Status));
        Assert.Equal("is over: 1 instance on h1 runs though stopped here", Assert.Single(await Alerts()).Heading);
    }

    [Fact]
    public async Task What_ran_unasked_and_stands_still_again_is_over_by_itself()
    {
        var shop = await desk.Instance(PretendStart.Stopped);
        desk.Docker.Find(shop)!.Start();
        await Look();
        await LookAgain();
        desk.Docker.Find(shop)!.Stop(exitCode: 0);
        await Look();
        await LookAgain();
        Assert.Equal(["instance watch failed", "instance watch done"], await desk.AuditOf(shop));
        Assert.Equal("is over: 1 instance on h1 runs though stopped here", Assert.Single(await Alerts()).Heading);
        Assert.Contains("already stopped", (await desk.Ask("olivia", $"/instance stop {shop}", because: "once more")).Text,
            StringComparison.Ordinal);
    }

    Task Look() => desk.Get<HostWatch>().Look(null, TestContext.Current.CancellationToken);

    Task LookAgain()
    {
        desk.Clock.Advance(HostWatch.Apart);
        return Look();
    }

    async Task<string> Status(string shop) => (await desk.Ask("olivia", $"/instance list {shop}")).Reply!.Parts.OfType<Table>().Single()
        .Rows.Single(row => row[0] == shop)[1];

    Task<IReadOnlyList<Reply>> Alerts() => desk.Cards();
}
