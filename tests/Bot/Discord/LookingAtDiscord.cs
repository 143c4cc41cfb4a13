using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Bot;
using OpsBot.Bot.Cli;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Bot.Discord;

public sealed class LookingAtDiscord(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_bot_that_is_set_up_is_well()
    {
        var findings = await Look();

        Assert.All(findings, finding => Assert.True(finding.IsGood, finding.ToString()));
        Assert.Contains("✓ Discord delivers over the gateway", Said(findings));
        Assert.Contains("✓ The server has this program's commands", Said(findings));
        Assert.Contains("✓ #approvals is there for Approvals", Said(findings));
    }

    [Fact]
    public async Task What_is_not_well_is_said_with_what_to_do()
    {
        discord.World.Commands.Replace(discord.World.Guild.Id, new JsonArray(new JsonObject { ["name"] = "old", ["description"] = "x" }));
        discord.World.Channels.Remove(discord.Channel("billing"));
        discord.World.App = discord.World.App with { InteractionsUrl = new("https://ops.example.com/discord/interactions") };

        var said = Said(await Look());

        Assert.Contains(said, line => line.StartsWith("✗ The server's commands are not this program's (+ /", StringComparison.Ordinal)
            && line.Contains("more). Run: docker compose run --rm bot manifest discord --apply", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("✗ The channel for Billing, ", StringComparison.Ordinal)
            && line.Contains("Check OPSBOT_Channels__Billing", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith(
            "✗ Discord delivers to https://ops.example.com/discord/interactions, and nothing over the gateway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_token_another_server_and_another_application_are_told_apart()
    {
        Assert.Contains(Said(await Look(guild: "111111111111111111")),
            line => line.StartsWith("✗ The bot is not in the server 111111111111111111", StringComparison.Ordinal)
            && line.Contains("https://discord.com/oauth2/authorize?client_id=", StringComparison.Ordinal));
        Assert.Contains(Said(await Look(application: "111111111111111111")),
            line => line.EndsWith(
            $"Set OPSBOT_Discord__ApplicationId to {discord.World.App.ApplicationId}, or take the other application's token.",
            StringComparison.Ordinal));
        discord.World.App = discord.World.App with { Token = discord.World.App.Token + "x" };
        Assert.StartsWith("✗ Discord does not accept the bot's token", Assert.Single(Said(await Look())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_could_not_be_tried_is_not_called_wrong()
    {
        discord.World.Trouble.RateLimit(1, TimeSpan.FromMinutes(1), "GET /users/@me");
        Assert.StartsWith("✗ Discord could not be asked: You are being rate limited. Is http", Assert.Single(Said(await Look())),
            StringComparison.Ordinal);
    }

    // The example of https://docs.discord.com/developers/topics/permissions#permission-overwrites, step by step.
    [Fact]
    public void What_a_channel_denies_everybody_a_role_or_the_bot_itself_may_allow_again()
    {
        const ulong View = 1 << 10, Send = 1 << 11;
        var member = new Membership("bot", "server", ["server", "role", "other"], Permissions.Invited);
        IReadOnlyList<string> Missing(params Overwrite[] overwrites) =>
            Permissions.Missing(new DiscordChannel("1", "ops", 0, "server", false, false) { Overwrites = overwrites }, member, pins: true);

        Assert.Empty(Missing());
        Assert.Equal(["Send Messages"], Missing(new Overwrite("server", 0, Send)));
        Assert.Empty(Missing(new Overwrite("role", Send, 0), new Overwrite("server", 0, Send)));
        Assert.Equal(["Send Messages"], Missing(new Overwrite("bot", 0, Send), new Overwrite("role", Send, 0)));
        Assert.Empty(Missing(new Overwrite("role", View, 0), new Overwrite("other", 0, View)));
        Assert.Empty(Missing(new Overwrite("stranger", 0, View)));
        Assert.Equal(["View Channel", "Send Messages in Threads"], Permissions.Missing(
            new DiscordChannel("1", "incident", 11, "server", false, false), member
                with { Allowed = Permissions.Invited & ~(View | (1UL << 38)) }, pins: false));
        Assert.Empty(
            Permissions.Missing(new DiscordChannel("1", "ops", 0, "server", false, false), member with { Allowed = 1 << 3 }, pins: true));
    }

    static List<string> Said(IEnumerable<Finding> findings) => [.. findings.Select(finding => finding.ToString())];

    // With the settings that the bot was started with, whatever became of the application since.
    async Task<IReadOnlyList<Finding>> Look(string? guild = null, string? application = null)
    {
        var set = discord.Services.GetRequiredService<IOptions<DiscordOptions>>().Value;
        var options = Options.Create(new DiscordOptions { Token = set.Token, ApplicationId = application ?? set.ApplicationId,
            GuildId = guild ?? set.GuildId, ApiUrl = set.ApiUrl });
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(options)
            .AddDiscordApi().BuildServiceProvider();
        var checkup = new DiscordCheckup(services.GetRequiredService<DiscordApi>(), options,
            discord.Services.GetRequiredService<IOptions<ChannelsOptions>>(), TimeProvider.System);
        return await checkup.Look(DiscordCommands.Of(discord.Services.GetRequiredService<Catalog>()), Cancel);
    }
}
