using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class RotatingSecrets(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    SecretVault Vault => desk.Get<SecretVault>();

    static string[] Values(ServerSecrets secrets) => [.. SecretName.All.Select(name => secrets[name])];

    PretendNode Node(RentedServer server) => desk.Nodes.Find(server.Name)!;

    string[] On(RentedServer server) => [.. SecretName.All.Select(name => Node(server).Disk!.Environment[name.Variable])];

    async Task<string[]> Kept(RentedServer server) => Values((await Vault.Open(server.Id, Cancel)).Value);

    [Fact]
    public async Task With_a_second_persons_approval_it_gets_seven_new_ones_and_the_old_open_nothing()
    {
        var server = await desk.Rent();
        var (before, old) = (await Kept(server), (await desk.Get<ServerNodes>().Of(server.Id, Cancel)).Value);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam")).Kind);
        Assert.Equal("busy", await desk.StateOf(server));
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(server));
        Assert.Empty(before.Intersect(await Kept(server)));
        Assert.Equal(await Kept(server), On(server));
        Assert.Null(await Vault.OpenNext(server.Id, Cancel));
        Assert.Equal(NodeTrouble.Locked, (await desk.Get<INode>().Health(old, Cancel)).Fault!.Trouble);
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"{server.Name} has new secrets");
        Assert.Equal("vps rotate-secrets done", (await desk.AuditOf(server))[^1]);
    }

    [Fact]
    public async Task An_operator_may_not_and_one_admin_alone_neither()
    {
        var server = await desk.Rent();
        var before = await Kept(server);
        Assert.Contains("needs an admin", (await desk.Ask("olivia", $"/vps rotate-secrets {server.Name}", "leak")).Text,
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(OutcomeKind.Waiting, (await desk.Ask("adam", $"/vps rotate-secrets {server.Name}", "leak")).Kind);
        await desk.RunJobs();
        Assert.Equal(before, await Kept(server));
        Assert.Equal(before, On(server));
    }

    [Fact]
    public async Task One_that_is_off_is_refused_and_so_is_a_host_of_the_houses_own()
    {
        var server = await desk.Rent(boots: false);
        var refused = await desk.Ask("adam", $"/vps rotate-secrets {server.Name}", "leak");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("Power it on first", refused.Text, StringComparison.Ordinal);
        var host = await desk.Ask("adam", "/vps rotate-secrets h1", "leak");
        Assert.Contains("somebody set up by hand", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_twice_it_is_done_once_and_the_second_is_told_why_not()
    {
        var server = await desk.Rent();
        await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam");
        var second = await desk.Ask("sam", $"/vps rotate-secrets {server.Name}", "leak");
        Assert.Contains("busy right now", second.Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Equal(await Kept(server), On(server));
    }

    [Fact]
    public async Task Given_up_because_its_node_is_away_no_secret_is_lost_and_the_next_try_goes_on_with_the_same()
    {
        var server = await desk.Rent();
        var before = await Kept(server);
        desk.PowerOff(server);
        await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam");
        await desk.RunJobs();
        Assert.Equal("running", await desk.StateOf(server));
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"The change of {server.Name}'s secrets was not finished");
        Assert.Equal(before, await Kept(server));
        var next = Values((await Vault.OpenNext(server.Id, Cancel))!.Value);

        desk.PowerOn(server);
        desk.Clock.Advance(desk.Nodes.Pace.Boot + desk.Nodes.Pace.Services);
        await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam");
        await desk.RunJobs();
        Assert.Equal(next, await Kept(server));
        Assert.Equal(next, On(server));
    }

    // Whoever died behind the node's answer left it with the new ones, and OpsBot with both.
    [Fact]
    public async Task A_node_that_has_the_new_ones_already_is_asked_for_nothing_more()
    {
        var server = await desk.Rent();
        await Vault.MakeNext(server.Id, Cancel);
        var next = (await Vault.OpenNext(server.Id, Cancel))!.Value;
        var target = (await desk.Get<ServerNodes>().Of(server.Id, Cancel)).Value;
        Assert.Null((await desk.Get<INode>().RotateSecrets(target, next, Cancel)).Fault);
        await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam");
        var asked = desk.Clock.GetUtcNow();
        await desk.RunJobs();
        Assert.Equal(Values(next), await Kept(server));
        Assert.Equal(Values(next), On(server));
        // A second rotation would have had to wait for a minute.
        Assert.True(desk.Clock.GetUtcNow() - asked < TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task A_node_that_knows_neither_is_said_to_and_both_are_kept()
    {
        var server = await desk.Rent();
        var before = await Kept(server);
        lock (desk.Nodes.Gate) Node(server).Rotate(new Dictionary<string, string> { ["INSTANCE_SECRET"] = new string('x', 64) });
        desk.Clock.Advance(desk.Nodes.Pace.Restart);
        await desk.Agreed("adam", $"/vps rotate-secrets {server.Name}", by: "sam");
        await desk.RunJobs();
        Assert.Contains("takes neither the secret that OpsBot kept for it nor the new one", (await desk.At("channel:COPS"))[^1].Text,
            StringComparison.Ordinal);
        Assert.Equal(before, await Kept(server));
        Assert.NotNull(await Vault.OpenNext(server.Id, Cancel));
    }
}
