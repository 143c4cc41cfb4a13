using System.Text.Json.Nodes;
using OpsBot.Bot.Cli;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class RegisteringTheCommands(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task What_changes_is_shown_then_registered_and_a_second_time_there_is_nothing_to_do()
    {
        discord.World.Commands.Replace(discord.World.Guild.Id,
            new JsonArray(new JsonObject { ["name"] = "old", ["description"] = "From another life" }));

        var (code, said) = await Apply();

        Assert.Equal(0, code);
        Assert.Contains("+ /instance\n", said, StringComparison.Ordinal);
        Assert.Contains("- /old\n", said, StringComparison.Ordinal);
        Assert.Contains("Registered: ", said, StringComparison.Ordinal);
        Assert.True((await discord.Run(discord.Olivia, "ops whoami")).Ok);
        Assert.Equal((0, "Nothing to do: the server has these commands.\n"), await Apply());
    }

    [Fact]
    public async Task What_Discord_does_not_take_is_said_and_changes_nothing()
    {
        discord.World.App = discord.World.App with { Token = discord.World.App.Token + "x" };

        var (code, said) = await Apply();

        Assert.Equal(1, code);
        Assert.StartsWith("Discord did not take it: ", said, StringComparison.Ordinal);
    }

    async Task<(int Code, string Said)> Apply()
    {
        await using var output = new StringWriter { NewLine = "\n" };
        return (await PrintManifest.Apply(discord.Services, output, Cancel), output.ToString());
    }
}
