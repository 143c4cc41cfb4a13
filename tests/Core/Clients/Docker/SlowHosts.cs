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
        Engine.Trouble.SlowDown(int.MaxValue, TimeSpan.FromMinutes(10));

        var fault = Fault(await Runtime.State(At("acme-prod"), Cancel));
        Assert.Equal((RuntimeTrouble.HostSlow, true), (fault.Trouble, fault.MayPass));
        Assert.Contains("did not answer within 3 s", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_lets_people_wait_until_they_give_up_is_soon_left_alone()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.Trouble.SlowDown(int.MaxValue, TimeSpan.FromMinutes(10));
        // As many as look at the same time, each for less than the limit of a call.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runtime.State(At("acme-prod"), patience.Token));
        }));

        var calls = Engine.Calls;
        Assert.Contains("failed several times in a row (no answer)", Fault(await Runtime.State(At("acme-prod"), Cancel)).Sentence,
            StringComparison.Ordinal);
        Assert.Equal(calls, Engine.Calls);
    }

    [Fact]
    public async Task Who_gives_up_at_once_says_nothing_about_the_host()
    {
        Given("acme-prod", PretendStart.Running);
        await Runtime.State(At("acme-prod"), Cancel);
        Engine.Trouble.SlowDown(int.MaxValue, TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 6; i++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runtime.State(At("acme-prod"), patience.Token));
        }
        Assert.Null((await Runtime.State(At("acme-prod"), Cancel)).Fault);
    }

    [Fact]
    public async Task A_stop_may_take_its_grace_on_top_of_the_limit()
    {
        Given("acme-prod", PretendStart.Running);
        World.StopTakes = TimeSpan.FromSeconds(3.5);
        Assert.True((await Runtime.Stop(At("acme-prod"), TimeSpan.FromSeconds(20), Cancel)).Value.Changed);
    }
}
