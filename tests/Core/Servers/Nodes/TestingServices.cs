using OpsBot.Core.Jobs;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Nodes;

public sealed class TestingServices(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    ServiceTest Test => desk.Get<ServiceTest>();

    [Theory]
    [InlineData(ServerReach.Node)]
    [InlineData(ServerReach.Direct)]
    public async Task Whichever_way_it_is_reached_the_first_sign_comes_before_the_last_service(ServerReach reach)
    {
        var server = await desk.Rent(reach, boots: false);
        desk.PowerOn(server);
        var silent = Assert.IsType<StepResult.LookAgain>(await Test.FirstSign(server.Id, Cancel));
        Assert.Equal(reach == ServerReach.Direct, silent.Detail == "None of its services answers.");
        desk.Clock.Advance(desk.Nodes.Pace.FirstBoot);
        Assert.IsType<StepResult.Done>(await Test.FirstSign(server.Id, Cancel));
        var some = Assert.IsType<StepResult.LookAgain>(await Test.AllAnswer(server.Id, Cancel));
        Assert.Equal("Convex and web answer; not yet: mail.", some.Detail);
        desk.Clock.Advance(desk.Nodes.Pace.Services);
        Assert.IsType<StepResult.Done>(await Test.AllAnswer(server.Id, Cancel));
    }

    [Fact]
    public async Task Without_its_secrets_one_behind_a_node_cannot_be_asked_and_one_that_is_open_can()
    {
        var (behind, open) = (await desk.Rent(), await desk.Rent(ServerReach.Direct));
        await desk.Execute("delete from server_secrets where server_id in (@Behind, @Open)",
            new { Behind = behind.Id.Value, Open = open.Id.Value });
        var failed = Assert.IsType<StepResult.Failed>(await Test.AllAnswer(behind.Id, Cancel));
        Assert.Contains("keeps no secrets of this server", failed.Error, StringComparison.Ordinal);
        Assert.IsType<StepResult.Done>(await Test.AllAnswer(open.Id, Cancel));
    }

    [Fact]
    public async Task One_that_does_not_take_its_secret_is_not_waited_for()
    {
        var server = await desk.Rent();
        lock (desk.Nodes.Gate)
            desk.Nodes.Find(server.Name)!.Rotate(new Dictionary<string, string> { ["INSTANCE_SECRET"] = new string('x', 64) });
        desk.Clock.Advance(desk.Nodes.Pace.Restart);
        var failed = Assert.IsType<StepResult.Failed>(await Test.FirstSign(server.Id, Cancel));
        Assert.Contains("does not take the secret", failed.Error, StringComparison.Ordinal);
    }
}
