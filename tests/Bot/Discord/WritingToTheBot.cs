using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class WritingToTheBot(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_message_to_the_bot_gets_one_line_that_points_to_help()
    {
        var direct = discord.Direct(discord.Olivia);
        Assert.True((await discord.World.Type(discord.Olivia, direct, "is acme-prod down?", Cancel)).Ok);

        var hint = await discord.Sees(discord.Olivia, "Type /ops help", direct);
        Assert.Equal(2, discord.World.Messages.In(direct, discord.Olivia).Count);
        Assert.True((await discord.Press(discord.Olivia, hint, "Help")).Ok);
        await discord.Sees(discord.Olivia, "What you can do", direct);
    }

    [Fact]
    public async Task A_message_in_a_channel_is_nobodys_question()
    {
        await discord.World.Type(discord.Olivia, discord.Channel("ops"), "is acme-prod down?", Cancel);
        await discord.World.Type(discord.Olivia, discord.Direct(discord.Olivia), "and here?", Cancel);
        await discord.Sees(discord.Olivia, "Type /ops help", discord.Direct(discord.Olivia));
        Assert.Single(discord.World.Messages.In(discord.Channel("ops"), discord.Olivia));
    }
}
