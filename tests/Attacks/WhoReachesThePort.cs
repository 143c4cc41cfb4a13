using System.Globalization;
using System.Net;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;
using Signatures = OpsBot.Bot.Chat.SignatureCheck;

namespace OpsBot.Tests.Attacks;

/// <summary>Reaches the bot's port over the network and has no secret of Slack's or Discord's.</summary>
public sealed class WhoReachesThePort(Postgres postgres)
{
    const string Form = "application/x-www-form-urlencoded";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cannot_sign_with_an_empty_key_where_no_signing_secret_is_set()
    {
        await using var slack = await Workspace.Open(postgres, sockets: true, settings: [new("Slack:SigningSecret", "")]);
        using var http = new HttpClient(new SocketsHttpHandler());
        foreach (var path in new[] { "commands", "interactions", "options", "events" })
        {
            var address = new Uri(slack.Address, $"/slack/{path}");
            using var forged = SignedRequest.Of("", TimeProvider.System.GetUtcNow(), address, Command(slack.World), Form);
            using var response = await http.SendAsync(forged, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        Assert.Equal(0, await slack.Count("inbox"));

        // What comes over the socket is taken all the same.
        Assert.True((await slack.Type(Workspace.Olivia, "/ops whoami")).Ok);
        await slack.Sees(Workspace.Olivia, "olivia");
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("                                ")]
    public void Cannot_sign_with_a_key_that_is_none(string secret)
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = "command=/ops"u8.ToArray();
        using var forged = SignedRequest.Of(secret, now, new("http://127.0.0.1/slack/commands"), body, Form);
        string Header(string name) => forged.Headers.GetValues(name).Single();

        Assert.NotEqual(Signatures.Valid, new SlackSignature(secret, TimeProvider.System)
            .Check(Header(SlackSignature.TimestampHeader), Header(SlackSignature.SignatureHeader), body));
    }

    [Fact]
    public async Task Cannot_reach_Discords_address_where_no_public_key_is_set()
    {
        await using var discord = await Server.Open(postgres);
        using var http = new HttpClient(new SocketsHttpHandler());
        using var forged = new HttpRequestMessage(HttpMethod.Post, new Uri(discord.Address, "/discord/interactions"));
        forged.Content = new StringContent("""{"type":1}""");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        forged.Headers.Add(DiscordSignature.TimestampHeader, now);
        forged.Headers.Add(DiscordSignature.SignatureHeader, new string('0', 128));
        using var response = await http.SendAsync(forged, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    static byte[] Command(SlackWorld world) => SignedRequest.Form(
    [
        new("team_id", world.TeamId), new("api_app_id", world.App.Id), new("channel_id", world.Channels.FindByName("ops")!.Id),
        new("user_id", Workspace.Ruth), new("command", "/ops"), new("text", "whoami"), new("trigger_id", "1.2.3"),
        new("response_url", new Uri(world.Address, "commands/T/1/x").AbsoluteUri),
    ]);
}
