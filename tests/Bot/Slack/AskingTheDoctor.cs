using OpsBot.Bot.Cli;
using OpsBot.Bot.Slack;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;

namespace OpsBot.Tests.Bot.Slack;

public sealed class AskingTheDoctor(Postgres postgres) : IAsyncLifetime
{
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres);

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task A_bot_that_is_set_up_is_well()
    {
        var (code, said) = await Ask();

        Assert.Equal(0, code);
        Assert.DoesNotContain("✗", said, StringComparison.Ordinal);
        Assert.Contains("✓ Requests from Slack come in by HTTP at /slack/…, signed with the signing secret; Socket Mode is off", said,
            StringComparison.Ordinal);
        Assert.EndsWith("All is well.\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_scopes_and_channels_are_named_with_what_to_do()
    {
        slack.World.App = slack.World.App with { Scopes = [.. SlackManifest.Scopes.Except(["files:write"])] };
        slack.World.Channels.Leave(slack.Channel("billing"), slack.World.App.BotUserId);

        var (code, said) = await Ask();

        Assert.Equal(1, code);
        Assert.Contains("✗ The token lacks files:write. Add it at https://api.slack.com/apps", said, StringComparison.Ordinal);
        Assert.Contains("✗ The bot is not in #billing, for Billing. Type /invite @OpsBot in #billing.", said, StringComparison.Ordinal);
        Assert.EndsWith("2 things to repair.\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_said_to_be_one()
    {
        slack.World.App = slack.World.App with { BotToken = "xoxb-another" };

        var (code, said) = await Ask();

        Assert.Equal(1, code);
        Assert.Contains("✗ Slack does not accept the bot token: invalid_auth. Set OPSBOT_Slack__BotToken", said, StringComparison.Ordinal);
    }

    async Task<(int Code, string Said)> Ask()
    {
        await using var said = new StringWriter { NewLine = "\n" };
        return (await Doctor.Run(slack.Services, said, Cancel), said.ToString());
    }
}
