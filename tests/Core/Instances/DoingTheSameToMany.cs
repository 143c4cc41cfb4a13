using OpsBot.Core.Instances;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class DoingTheSameToMany
{
    static readonly IReadOnlyList<string> things = [.. from host in new[] { "h1", "h2" } from number in Enumerable.Range(0, 10)
        select $"{host}-{number}"];

    static string HostOf(string thing) => thing[..2];

    [Fact]
    public async Task A_few_at_a_time_on_each_host_and_a_slow_host_keeps_no_other_waiting()
    {
        var (under, most, sync) = (new Dictionary<string, int>(), 0, new Lock());
        var (slow, quick) = (new TaskCompletionSource(), new CountdownEvent(10));
        var all = new ManyAtOnce(TimeProvider.System).Do(things, HostOf, async (thing, cancel) =>
        {
            lock (sync) most = Math.Max(most, under[HostOf(thing)] = under.GetValueOrDefault(HostOf(thing)) + 1);
            if (HostOf(thing) == "h1") await slow.Task.WaitAsync(cancel);
            else
            {
                await Task.Yield();
                quick.Signal();
            }
            lock (sync) under[HostOf(thing)]--;
            return thing.Length;
        }, TestContext.Current.CancellationToken);
        await Eventually.True(() => quick.IsSet);
        Assert.False(all.IsCompleted);
        slow.SetResult();
        Assert.Equal(things.Order(), (await all).Select(pair => pair.One).Order());
        Assert.Equal(ManyAtOnce.OnOneHost, most);
    }

    [Fact]
    public async Task After_a_while_it_stops_to_tell_how_far_it_has_come()
    {
        var clock = new Clock();
        var done = await new ManyAtOnce(clock).Do(things, HostOf, (thing, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(thing);
        }, TestContext.Current.CancellationToken);
        Assert.InRange(done.Count, 1, things.Count - 1);
    }
}
