using OpsBot.Core.Instances.Runtime;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class SlowHosts : Engines
{
    // As short as a busy machine allows: one test has to wait for it.
    protected override Dictionary<string, string?> Settings => new() { ["Docker:CallTimeout"] = "00:00:03" };

    [Fact]
    public async Task A_slow_host_is_given_up_in_time()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.Slow = TimeSpan.FromMinutes(10);

        var fault = Fault(await Runtime.State(At("acme-prod"), Cancel));
        Assert.Equal((RuntimeTrouble.HostSlow, true), (fault.Trouble, fault.MayPass));
        Assert.Contains("did not answer within 3 s", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_may_take_its_grace_on_top_of_the_limit()
    {
        Given("acme-prod", PretendStart.Running);
        World.StopTakes = TimeSpan.FromSeconds(3.5);
        Assert.True((await Runtime.Stop(At("acme-prod"), TimeSpan.FromSeconds(20), Cancel)).Value.Changed);
    }
}
