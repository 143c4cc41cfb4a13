using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Core.Clients.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Docker;

public sealed class PretendDocker : Engines
{
    [Fact]
    public async Task Three_hundred_instances_on_twelve_hosts_are_there_at_once_and_surveyed_over_http()
    {
        World.Load(Fleet());
        Assert.Equal(312, World.Containers.Count());
        Assert.Equal(12, World.Hosts.Count());

        var found = 0;
        foreach (var host in World.Hosts)
            found += (await Runtime.Survey(StandIn.AddressOf(host.Name), Cancel)).Value.Instances.Count;
        Assert.Equal(312, found);
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids_and_logs_and_another_seed_others()
    {
        static string Told(int seed)
        {
            var world = new DockerWorld(new Clock(), seed);
            world.Load(Fleet());
            return string.Join('\n', world.Containers.Take(5).SelectMany(one => one.Log(50)).Select(line => line.Text))
                + world.Find("org-7")!.Id;
        }

        Assert.Equal(Told(3), Told(3));
        Assert.NotEqual(Told(3), Told(4));
    }

    [Fact]
    public void A_start_takes_its_time_and_a_log_grows_with_it()
    {
        var clock = new Clock();
        var container = new DockerWorld(clock) { StartTakes = TimeSpan.FromSeconds(20) }.Host("a")
            .Add(new PretendInstance("x", "a", PretendStart.Creating));
        Assert.Null(container.Start());
        Assert.Equal(("running", "starting"), (container.Now.Status, container.Now.Health));
        var early = container.Log(null).Count;

        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal("starting", container.Now.Health);
        Assert.True(container.Log(null).Count > early);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("healthy", container.Now.Health);
    }

    [Fact]
    public void Some_starts_fail_by_themselves_when_asked_to()
    {
        var clock = new Clock();
        var world = new DockerWorld(clock) { FailingStartsInHundred = 30 };
        var host = world.Host("a");
        var failed = 0;
        for (var at = 0; at < 200; at++)
        {
            var container = host.Add(new PretendInstance($"x-{at}", "a", PretendStart.Creating));
            var refused = container.Start();
            clock.Advance(TimeSpan.FromSeconds(10));
            failed += refused is not null || container.Now.Status != "running" ? 1 : 0;
        }

        Assert.InRange(failed, 30, 90);
    }

    [Fact]
    public void A_crash_now_ends_it_and_says_why()
    {
        var container = Given("acme-prod", PretendStart.Running);
        container.Crash(PretendFailure.DatabaseGone);
        Assert.Equal(("exited", 1), (container.Now.Status, container.Now.ExitCode));
        Assert.Contains("Failed to initialize database", container.Log(1)[0].Text, StringComparison.Ordinal);
    }

    static IEnumerable<PretendInstance> Fleet() => Enumerable.Range(0, 312).Select(at => new PretendInstance(
        $"org-{at}", $"eu-{(at % 12) + 1}", at < 280 ? PretendStart.Running : at < 305 ? PretendStart.Stopped : at < 307
            ? PretendStart.Failed : PretendStart.Creating));
}
