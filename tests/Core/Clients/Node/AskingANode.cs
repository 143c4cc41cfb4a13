using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Node;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Node;

public sealed class AskingANode(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    INode Node => desk.Get<INode>();

    async Task<NodeTarget> Target(RentedServer server) => (await desk.Get<ServerNodes>().Of(server.Id, Cancel)).Value;

    [Fact]
    public async Task Tells_which_services_answer_as_they_come_up_one_after_the_other()
    {
        var server = await desk.Rent(boots: false);
        var target = await Target(server);
        Assert.Equal((NodeTrouble.Away, true, false), Told((await Node.Health(target, Cancel)).Fault!));
        desk.PowerOn(server);
        Assert.Equal(NodeTrouble.Away, (await Node.Health(target, Cancel)).Fault!.Trouble);
        desk.Clock.Advance(desk.Nodes.Pace.FirstBoot);
        var seen = (await Node.Health(target, Cancel)).Value;
        Assert.Equal((true, false, "Convex and web answer; not yet: mail."), (seen.AnyAnswers, seen.AllAnswer, seen.Sentence));
        desk.Clock.Advance(desk.Nodes.Pace.Services);
        Assert.True((await Node.Health(target, Cancel)).Value.AllAnswer);
    }

    [Fact]
    public async Task One_that_is_off_is_silent_and_answers_to_the_same_secret_once_it_is_on_again()
    {
        var server = await desk.Rent();
        var target = await Target(server);
        desk.PowerOff(server);
        Assert.Equal((NodeTrouble.Away, true, false), Told((await Node.Health(target, Cancel)).Fault!));
        desk.PowerOn(server);
        desk.Clock.Advance(desk.Nodes.Pace.Boot + desk.Nodes.Pace.Services);
        Assert.True((await Node.Health(target, Cancel)).Value.AllAnswer);
    }

    [Fact]
    public async Task Behind_a_node_no_service_is_open_to_the_outside_and_without_one_all_are()
    {
        var behind = await Target(await desk.Rent());
        Assert.Equal(new ServicesSeen(false, true, false), (await Node.Knock(behind, Cancel)).Value);
        var direct = await Target(await desk.Rent(reach: ServerReach.Direct));
        Assert.True((await Node.Knock(direct, Cancel)).Value.AllAnswer);
    }

    [Fact]
    public async Task With_another_secret_it_is_locked_and_says_no_more()
    {
        var server = await desk.Rent();
        var stranger = new NodeTarget(server.Name, server.Address, new string('x', 64));
        Assert.Equal((NodeTrouble.Locked, false, false), Told((await Node.Health(stranger, Cancel)).Fault!));
        Assert.Equal(NodeTrouble.Locked, (await Node.Update(stranger, "1.8.4", Cancel)).Fault!.Trouble);
        Assert.Equal(NodeTrouble.Locked, (await Node.ConfigureIp(stranger, "203.0.113.9", IpChange.Add, Cancel)).Fault!.Trouble);
        Assert.Equal(NodeTrouble.Locked, (await Node.RotateSecrets(stranger, ServerSecrets.AtRandom(), Cancel)).Fault!.Trouble);
    }

    [Fact]
    public async Task Updates_itself_and_tells_how_far_it_is()
    {
        var target = await Target(await desk.Rent());
        Assert.Equal(new NodeUpdate(NodeUpdateState.None, null, "1.8.3"), (await Node.UpdateProgress(target, Cancel)).Value);
        Assert.Equal(NodeUpdateState.Running, (await Node.Update(target, "1.8.4", Cancel)).Value.State);
        desk.Clock.Advance(desk.Nodes.Pace.Update / 2);
        Assert.Equal((NodeUpdateState.Running, 50), (await Node.Update(target, "1.8.4", Cancel)).Value is var joined
            ? (joined.State, joined.Progress) : default);
        var busy = (await Node.Update(target, "1.9.0", Cancel)).Fault!;
        Assert.Equal((NodeTrouble.Busy, true, false), Told(busy));
        Assert.Contains("an update to 1.8.4 is running", busy.Sentence, StringComparison.Ordinal);
        desk.Clock.Advance(desk.Nodes.Pace.Update / 2);
        // Its services start anew.
        Assert.Equal(NodeTrouble.Away, (await Node.UpdateProgress(target, Cancel)).Fault!.Trouble);
        desk.Clock.Advance(desk.Nodes.Pace.Restart);
        var done = (await Node.UpdateProgress(target, Cancel)).Value;
        Assert.Equal((NodeUpdateState.Done, "1.8.4", 100), (done.State, done.CurrentVersion, done.Progress));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("1.8")]
    public async Task What_is_no_release_is_refused_by_it_in_its_own_words(string version)
    {
        var fault = (await Node.Update(await Target(await desk.Rent()), version, Cancel)).Fault!;
        Assert.Equal((NodeTrouble.Refused, false, false), Told(fault));
        Assert.Contains("its node refuses: targetVersion has to be one release.", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_other_secrets_once_a_minute_and_then_only_those()
    {
        var server = await desk.Rent();
        var (before, next) = (await Target(server), ServerSecrets.AtRandom());
        Assert.Null((await Node.RotateSecrets(before, next, Cancel)).Fault);
        desk.Clock.Advance(desk.Nodes.Pace.Restart);
        Assert.Equal(NodeTrouble.Locked, (await Node.Health(before, Cancel)).Fault!.Trouble);
        var after = new NodeTarget(server.Name, server.Address, next[SecretName.InstanceSecret]);
        Assert.Null((await Node.Health(after, Cancel)).Fault);
        var early = (await Node.RotateSecrets(after, ServerSecrets.AtRandom(), Cancel)).Fault!;
        Assert.Equal((NodeTrouble.Busy, TimeSpan.FromSeconds(56)), (early.Trouble, early.Wait));
        Assert.Null((await Node.Health(after, Cancel)).Fault);
    }

    [Fact]
    public async Task Answers_at_an_address_more_and_no_longer()
    {
        var server = await desk.Rent();
        var target = await Target(server);
        var more = new NodeTarget(server.Name, "127.77.201.1", target.Secret);
        Assert.NotNull((await Node.Health(more, Cancel)).Fault);
        Assert.Null((await Node.ConfigureIp(target, more.Address, IpChange.Add, Cancel)).Fault);
        Assert.Null((await Node.ConfigureIp(target, more.Address, IpChange.Add, Cancel)).Fault);
        Assert.Null((await Node.Health(more, Cancel)).Fault);
        Assert.Null((await Node.ConfigureIp(target, more.Address, IpChange.Remove, Cancel)).Fault);
        Assert.NotNull((await Node.Health(more, Cancel)).Fault);
        Assert.Equal(NodeTrouble.Refused, (await Node.ConfigureIp(target, "nowhere", IpChange.Add, Cancel)).Fault!.Trouble);
    }

    [Fact]
    public async Task One_that_hangs_is_left_after_its_time_and_a_change_may_have_happened()
    {
        var target = await Target(await desk.Rent());
        var ports = desk.Get<IOptions<ServersOptions>>().Value.Ports;
        var hasty = new ServersOptions { CallTimeout = TimeSpan.FromMilliseconds(300), Ports = ports };
        using var node = new NodeClient(Options.Create(hasty), TimeProvider.System);
        desk.Nodes.Hanging.GoAway(null);
        try
        {
            Assert.Equal((NodeTrouble.Slow, true, false), Told((await node.Health(target, Cancel)).Fault!));
            Assert.Equal((NodeTrouble.Slow, true, true), Told((await node.Update(target, "1.8.4", Cancel)).Fault!));
        }
        finally
        {
            desk.Nodes.Hanging.ComeBack();
        }
    }

    [Fact]
    public async Task Where_nothing_listens_it_is_away_and_nothing_has_happened()
    {
        using var node = new NodeClient(
            Options.Create(new ServersOptions { Ports = new() { Web = 9, Convex = 10, Mta = 11 } }), TimeProvider.System);
        var target = await Target(await desk.Rent(boots: false));
        Assert.Equal((NodeTrouble.Away, true, false), Told((await node.Update(target, "1.8.4", Cancel)).Fault!));
        Assert.Equal("None of its services answers.", (await node.Knock(target, Cancel)).Value.Sentence);
    }

    static (NodeTrouble, bool MayPass, bool MayHaveHappened) Told(NodeFault fault) => (fault.Trouble, fault.MayPass, fault.MayHaveHappened);
}
