using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class WatchingActions(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    IProvider Provider => desk.Get<IProvider>();

    int Asked => desk.Cloud.Api.Journal.CallsOf("GET /actions").Count;

    async Task<string> Begun(string name)
    {
        var server = desk.Cloud.Put(new PutServer(name, "cx23", "nbg1"));
        return Assert.Single((await Provider.Do($"{server.Id}", MachineAct.Reboot, Cancel)).Value.Actions);
    }

    async Task<List<string>> Begun(string name, int count)
    {
        var all = new List<string>();
        for (var i = 0; i < count; i++) all.Add(await Begun($"{name}-{i}"));
        return all;
    }

    // One program's.
    HetznerProvider New() => new(desk.Get<HetznerClient>(), desk.Clock);

    [Fact]
    public async Task Forty_jobs_that_look_at_the_same_time_cost_a_few_calls()
    {
        var ids = Enumerable.Range(1, 40).Select(number => $"{number}").ToList();
        // Nobody is answered before all have asked.
        var allAsked = new TaskCompletionSource();
        var calls = 0;
        using var watch = new ActionWatch(async (asked, _) =>
        {
            calls++;
            await allAsked.Task;
            return asked.Select(id => new ProviderAction(id, ActionState.Running, null)).ToList();
        }, desk.Clock);
        var looks = ids.Select(id => watch.Look([id], Cancel)).ToList();
        allAsked.SetResult();
        Assert.Equal(ids, (await Task.WhenAll(looks)).Select(one => Assert.Single(one.Value).Id));
        // The first goes alone; the others share the next ones, twenty-five a call.
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Who_looks_a_moment_later_has_the_answer_of_whoever_looked_first()
    {
        using var watch = New();
        var ids = await Begun("later", 3);
        foreach (var id in ids) await watch.Actions([id], Cancel);
        desk.Clock.Advance(TimeSpan.FromSeconds(1.5));
        var before = Asked;
        foreach (var id in ids) Assert.Equal(ActionState.Running, Assert.Single((await watch.Actions([id], Cancel)).Value).State);
        Assert.Equal(1, Asked - before);
        desk.Clock.Advance(TimeSpan.FromSeconds(20));
        foreach (var id in ids) Assert.Equal(ActionState.Succeeded, Assert.Single((await watch.Actions([id], Cancel)).Value).State);
        Assert.Equal(2, Asked - before);
    }

    [Fact]
    public async Task What_is_over_is_not_asked_for_again()
    {
        using var watch = New();
        var id = await Begun("over");
        desk.Clock.Advance(TimeSpan.FromSeconds(20));
        await watch.Actions([id], Cancel);
        var before = Asked;
        desk.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(ActionState.Succeeded, Assert.Single((await watch.Actions([id], Cancel)).Value).State);
        Assert.Equal(0, Asked - before);
    }

    [Fact]
    public async Task Of_what_nobody_knows_nothing_is_said_and_a_provider_that_is_away_is_told_to_all()
    {
        using var watch = New();
        var id = await Begun("away");
        Assert.Equal([id], (await watch.Actions([id, "4711"], Cancel)).Value.Select(one => one.Id));
        desk.Clock.Advance(TimeSpan.FromSeconds(2));
        desk.Cloud.Trouble.GoAway();
        var looks = await Task.WhenAll(watch.Actions([id], Cancel), watch.Actions([id], Cancel));
        Assert.All(looks, look => Assert.Equal(ProviderTrouble.Passing, look.Fault?.Trouble));
        desk.Cloud.Trouble.Clear();
        Assert.Single((await watch.Actions([id], Cancel)).Value);
    }
}
