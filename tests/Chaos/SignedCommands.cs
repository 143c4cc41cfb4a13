using System.Net;
using System.Text;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>Slash commands as Slack sends them, again and again until each is acknowledged.</summary>
public sealed class SignedCommands(SlackWorld world) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = Eventually.Patience };

    /// <summary>The same number is the same command, to the byte.</summary>
    public byte[] Body(int number, string line, string person = Workspace.Ruth)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return SignedRequest.Form(new Dictionary<string, string>
        {
            ["team_id"] = world.TeamId, ["api_app_id"] = world.App.Id, ["channel_id"] = world.Channels.FindByName("ops")!.Id,
            ["channel_name"] = "ops",
            ["user_id"] = person, ["user_name"] = "somebody", ["command"] = line[..space], ["text"] = line[(space + 1)..],
            ["response_url"] = world.ResponseUrls.New("commands", person, world.Channels.FindByName("ops")!.Id, null, line),
            ["trigger_id"] = $"{number}.12345678901.{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(world.App.Id))}",
        });
    }

    /// <summary>Sends all of them, so many at a time.</summary>
    public Task Send(IEnumerable<byte[]> bodies, int atOnce, Uri bot) =>
        Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = atOnce,
            CancellationToken = TestContext.Current.CancellationToken }, async (body, cancel) =>
        {
            while (!await Try(bot, body, cancel)) { }
        });

    /// <summary>What one try came to: the status and the text, or none when nobody answered.</summary>
    public async Task<(HttpStatusCode Status, string Text)?> Post(Uri bot, byte[] body, CancellationToken cancel)
    {
        try
        {
            using var request = SignedRequest.Of(world.App.SigningSecret, TimeProvider.System.GetUtcNow(), new Uri(bot, "slack/commands"),
                body, "application/x-www-form-urlencoded");
            using var response = await http.SendAsync(request, cancel);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    // An empty 200 is the acknowledgement; a sentence in it asks the person to try again.
    async Task<bool> Try(Uri bot, byte[] body, CancellationToken cancel) => await Post(bot, body, cancel) is (HttpStatusCode.OK, "");

    public void Dispose() => http.Dispose();
}
