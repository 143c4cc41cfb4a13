using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Stories;

public sealed class LettingTheBotDie(Stage stage) : IClassFixture<Stage>
{
    const string Olivia = "U0OLIVIA01";

    [Fact]
    public async Task What_it_has_acknowledged_is_answered_once_when_it_is_up_again()
    {
        var (slack, ops) = (stage.Sandbox.Slack, stage.Sandbox.Slack.Channels.FindByName("ops")!.Id);
        await stage.Sandbox.Trouble.KillBot!(TestContext.Current.CancellationToken);

        await slack.Type(Olivia, ops, "/ops whoami", TestContext.Current.CancellationToken);

        await Eventually.True(() => Answers() > 0, what: "the bot answers after its death");
        Assert.Equal(1, Answers());

        int Answers() => slack.Messages.In(ops, Olivia)
            .Count(message => message.Blocks?.ToJsonString().Contains("You are olivia", StringComparison.OrdinalIgnoreCase) == true);
    }
}
