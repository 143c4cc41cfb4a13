using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Bot.Discord;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>A gateway whose every word the test says itself, and the real bot on the other end.</summary>
sealed class PretendGateway : IAsyncDisposable
{
    readonly Channel<Line> lines = Channel.CreateUnbounded<Line>();
    readonly List<WebApplication> bots = [];
    readonly PretendApi api;
    readonly Written log = new();
    long toldOfNone;

    PretendGateway(PretendApi api, Database database)
    {
        (this.api, Database) = (api, database);
        api.Answers = context => context.WebSockets.IsWebSocketRequest ? Accept(context)
            : context.Request.Path.Value!.EndsWith("gateway/bot", StringComparison.Ordinal) ? PretendApi.Json(context, Limit())
            : PretendApi.Json(context, """{"id":"1"}""");
    }

    public Database Database { get; }

    public IReadOnlyList<Called> Calls => api.Calls;

    /// <summary>What bots wrote into their logs.</summary>
    public IReadOnlyList<(LogLevel Level, string Text)> Logged => [.. log.Lines];

    public int HeartbeatMilliseconds { get; set; } = 600_000;

    /// <summary>How many sessions may be begun, and after how many milliseconds there is another.</summary>
    public (int Remaining, int ResetAfter) SessionStarts { get; set; } = (1_000, 0);

    /// <summary>When a bot was last told that no session is left to begin; 0 where none was.</summary>
    public long ToldOfNone => Interlocked.Read(ref toldOfNone);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<PretendGateway> Open(Postgres postgres) => new(await PretendApi.Start(), await postgres.NewDatabase());

    public async Task<WebApplication> StartBot(params (string Name, string Value)[] settings)
    {
        var bot = await BotInside.Start(Database.ConnectionString,
        [
            new("Discord:Token", PretendApi.Token), new("Discord:ApplicationId", PretendApi.Application),
                new("Discord:GuildId", PretendApi.Guild),
            new("Discord:ApiUrl", api.Options.ApiUrl.AbsoluteUri), new("Discord:Lease:Length", "00:01:00"),
                new("Discord:Lease:Renewal", "00:00:00.2"),
            .. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)),
        ], log);
        bots.Add(bot);
        return bot;
    }

    public async Task StopBot(WebApplication bot)
    {
        bots.Remove(bot);
        await BotInside.Stop(bot);
    }

    /// <summary>The next connection that a bot makes.</summary>
    public async Task<Line> Connected()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Eventually.Patience);
        return await lines.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next connection, once it has identified itself and been told that it is ready.</summary>
    public async Task<Line> Ready(string session = "s1")
    {
        var line = await Connected();
        Assert.Equal(2, (int)(await line.Hear(2))["op"]!);
        await line.Say(ReadyMessage(session));
        return line;
    }

    public string ReadyMessage(string session, int number = 1) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"op":0,"t":"READY","s":{{{number}}},"d":{"v":10,"session_id":"{{{session}}}","resume_gateway_url":"{{{Url}}}/resumed","application":{"id":"{{{PretendApi.Application}}}"} } }""");

    public static string Command(int number, string id, string padding = "") =>
        $$"""{"op":0,"t":"INTERACTION_CREATE","s":{{number}},"d":{"id":"{{id}}","application_id":"{{PretendApi.Application}}","type":2,"token":"token{{id}}","version":1,"guild_id":"{{PretendApi.Guild}}","channel_id":"623456789012345678","member":{"user":{"id":"723456789012345678","username":"olivia"} },"data":{"id":"823456789012345678","name":"ops","type":1,"options":[{"name":"whoami","type":1}] },"padding":"{{padding}}"} }""";

    public async Task<long> Count(string table)
    {
        await using var command = Database.Source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public async Task Execute(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<string?> Memo()
    {
        await using var db = await Database.Source.OpenConnectionAsync(Cancel);
        return await db.Find<string>("select memo from leases where name = 'discord-gateway'", null, Cancel);
    }

    public static GatewayDuty DutyOf(WebApplication bot) => bot.Services.GetRequiredService<GatewayDuty>();

    string Url => $"ws://{api.Options.ApiUrl.Authority}";

    string Limit()
    {
        var (remaining, resetAfter) = SessionStarts;
        if (remaining == 0) Interlocked.Exchange(ref toldOfNone, TimeProvider.System.GetTimestamp());
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""{"url":"{{{Url}}}","session_start_limit":{"total":1000,"remaining":{{{remaining}}},"reset_after":{{{resetAfter}}},"max_concurrency":1}}""");
    }

    async Task Accept(HttpContext context)
    {
        var line = new Line(await context.WebSockets.AcceptWebSocketAsync(), context.Request.Path + context.Request.QueryString);
        await line.Say(
            string.Create(CultureInfo.InvariantCulture, $$$"""{"op":10,"d":{"heartbeat_interval":{{{HeartbeatMilliseconds}}}}}"""));
        lines.Writer.TryWrite(line);
        await line.Listen();
    }

    public async ValueTask DisposeAsync()
    {
        while (bots.Count > 0) await StopBot(bots[0]);
        await api.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>One connection, seen from the gateway.</summary>
sealed class Line(WebSocket socket, string path)
{
    readonly Channel<JsonNode> heard = Channel.CreateUnbounded<JsonNode>();
    readonly TaskCompletionSource<int?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task said = Task.CompletedTask;

    public string Path => path;

    /// <summary>Whether heartbeats are answered.</summary>
    public bool Acknowledges { get; set; } = true;

    public int Heartbeats { get; private set; }

    /// <summary>The code that the bot closed with; none where it broke off.</summary>
    public Task<int?> Closed => closed.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

    // One after the other: a heartbeat is answered while the test speaks.
    public Task Say(string text)
    {
        lock (heard) return said = After(said, text);
    }

    async Task After(Task before, string text)
    {
        await before;
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <summary>The next thing of that kind that the bot says.</summary>
    public async Task<JsonNode> Hear(int op)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Patience);
        while (true)
            if (await heard.Reader.ReadAsync(limit.Token) is var message && (int)message["op"]! == op) return message;
    }

    public Task Close(int code) => socket.CloseOutputAsync((WebSocketCloseStatus)code, "as the test says", CancellationToken.None);

    public void Break() => socket.Abort();

    public async Task Listen()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType is WebSocketMessageType.Close) break;
                Assert.True(received.EndOfMessage && received.Count <= 4096, "Discord takes no more than 4096 bytes");
                var message = JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
                if ((int)message["op"]! == 1)
                {
                    Heartbeats++;
                    if (Acknowledges) await Say("""{"op":11}""");
                }
                heard.Writer.TryWrite(message);
            }
            closed.TrySetResult((int?)socket.CloseStatus);
            if (socket.State is WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception broken) when (broken is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            closed.TrySetResult(null);
        }
    }
}
