using System.Buffers;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bench.Servers;

/// <summary>The inbox, its pump and the Runner behind one endpoint, without the rest of the bot.</summary>
static class InboxOnly
{
    public static async Task<int> Serve(string secret, string connectionString, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Services.AddCore(connectionString).AddChats().AddSingleton<IChatPlatform, Nowhere>();
        await using var app = builder.Build();
        var signature = new SlackSignature(secret, TimeProvider.System);
        var inbox = app.Services.GetRequiredService<Inbox>();
        app.MapGet("/readyz", () => "ready");
        app.MapPost("/slack/commands", async context =>
        {
            var length = (int)context.Request.ContentLength!.Value;
            var body = ArrayPool<byte>.Shared.Rent(length);
            await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, length), context.RequestAborted);
            if (signature.Check(context.Request.Headers[SlackSignature.TimestampHeader], context.Request.Headers[SlackSignature.SignatureHeader], body.AsSpan(0, length)) != SignatureCheck.Valid)
            {
                context.Response.StatusCode = 401;
                return;
            }
            var text = Encoding.UTF8.GetString(body, 0, length);
            ArrayPool<byte>.Shared.Return(body);
            if (await inbox.Receive(new("slack:" + text[text.LastIndexOf('=')..], "slack", "command", text), context.RequestAborted) == Received.NotRecorded)
                context.Response.StatusCode = 503;
        });
        await app.RunAsync();
        return 0;
    }

    sealed class Nowhere : IChatPlatform
    {
        public string Name => "slack";

        public Request? Translate(InboxRow row) => new(new Caller(new ChatAccount("slack", "U2CERLKJA")), "ops whoami")
        {
            Answer = new("slack", $"link:{row.Id}", $"link:{row.Id}"),
        };

        public TimeSpan? Lasts(string place) => null;

        public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => Task.FromResult<Delivered>(new Delivered.Sent("1"));
    }
}
