using OpsBot.Core.Operations;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class RedeployingServers(Desk desk) : IClassFixture<Desk>
{
    PretendNode Node(RentedServer server) => desk.Nodes.Find(server.Name)!;

    Task<string> Recorded(RentedServer server) =>
        desk.One<string>("select app_version from servers where id = @Id", new { Id = server.Id.Value });

    async Task<string> LastWords() => (await desk.At("channel:COPS"))[^1] is var reply ? $"{reply.Heading}\n{reply.Text}" : "";

    [Fact]
    public async Task Its_node_brings_it_to_the_release_and_its_services_answer()
    {
        var server = await desk.Rent();
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", "fixes the mail")).Kind);
        await desk.RunJobs();
        Assert.Equal(("running", "1.8.4", "1.8.4"), (await desk.StateOf(server), Node(server).Disk!.Version, await Recorded(server)));
        Assert.Contains($"{server.Name} runs 1.8.4", await LastWords(), StringComparison.Ordinal);
        Assert.DoesNotContain("reboot_server", desk.DoneTo(server));
        Assert.Equal(["vps redeploy started", "vps redeploy done"], (await desk.AuditOf(server)).TakeLast(2));
    }

    [Fact]
    public async Task Without_a_release_it_is_what_new_servers_begin_with_and_once_more_is_harmless()
    {
        var server = await desk.Rent();
        foreach (var because in new[] { "it is odd", "still odd" })
        {
            Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/vps redeploy {server.Name}", because)).Kind);
            await desk.RunJobs();
            Assert.Equal(("running", "1.8.3"), (await desk.StateOf(server), await Recorded(server)));
        }
    }

    [Fact]
    public async Task An_operator_may_not_and_what_is_no_one_release_is_refused()
    {
        var server = await desk.Rent();
        Assert.Contains("needs an admin", (await desk.Ask("olivia", $"/vps redeploy {server.Name} 1.8.4", "please")).Text,
            StringComparison.OrdinalIgnoreCase);
        foreach (var version in new[] { "latest", "1.8", "main" })
            Assert.Contains("is no one release", (await desk.Ask("adam", $"/vps redeploy {server.Name} {version}", "please")).Text,
                StringComparison.Ordinal);
        Assert.Equal(("running", "1.8.3"), (await desk.StateOf(server), Node(server).Disk!.Version));
    }

    [Fact]
    public async Task An_update_that_fails_is_told_in_its_nodes_words_and_it_runs_on_as_it_was()
    {
        var server = await desk.Rent();
        desk.Nodes.FailingUpdates++;
        await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", "fixes the mail");
        await desk.RunJobs();
        Assert.Contains("pulling web:1.8.4 failed: manifest unknown. It runs 1.8.3 on.", await LastWords(), StringComparison.Ordinal);
        Assert.Equal(("running", "1.8.3", "1.8.3"), (await desk.StateOf(server), Node(server).Disk!.Version, await Recorded(server)));
        Assert.DoesNotContain("reboot_server", desk.DoneTo(server));
    }

    [Fact]
    public async Task One_whose_node_is_silent_is_rebooted_instead_and_that_is_what_is_said()
    {
        var server = await desk.Rent();
        // The machine has power; what ran on it does not.
        desk.Nodes.Off(server.Cloud);
        await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", "it hangs");
        await desk.RunJobs();
        Assert.Single(desk.DoneTo(server), "reboot_server");
        Assert.Contains($"{server.Name} was rebooted instead", await LastWords(), StringComparison.Ordinal);
        Assert.Contains("it runs 1.8.3", await LastWords(), StringComparison.Ordinal);
        Assert.Equal(("running", "1.8.3"), (await desk.StateOf(server), await Recorded(server)));
    }

    [Fact]
    public async Task An_update_that_never_ends_is_waited_for_half_an_hour_and_then_it_is_rebooted()
    {
        var before = desk.Nodes.Pace;
        desk.Nodes.Pace = before with { Update = TimeSpan.FromHours(3) };
        var server = await desk.Rent();
        desk.Nodes.Pace = before;
        var asked = desk.Clock.GetUtcNow();
        await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", "fixes the mail");
        await desk.RunJobs();
        Assert.Single(desk.DoneTo(server), "reboot_server");
        Assert.InRange(desk.Clock.GetUtcNow() - asked, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(36));
        Assert.Equal("running", await desk.StateOf(server));
    }

    [Fact]
    public async Task Services_that_do_not_come_back_are_told_one_by_one()
    {
        var server = await desk.Rent();
        lock (desk.Nodes.Gate) Node(server).NeverGreen = true;
        await desk.Ask("adam", $"/vps redeploy {server.Name} 1.8.4", "fixes the mail");
        await desk.RunJobs();
        Assert.Matches("Not all its services answered within 5 min\\w*\\. Convex and web answer; not yet: mail\\.", await LastWords());
        Assert.Equal("running", await desk.StateOf(server));
    }
}
