using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Database;
using OpsBot.Tests.Chaos;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>The bot's own program in a process of its own, to be killed at any moment, and a Slack that takes all it says.</summary>
public sealed class BotProcess : IAsyncDisposable
{
    const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    const string Team = "T0KILLED01";
    const string Super = "U0SUPER001";

    readonly Database database;
    readonly WebApplication slack;
    readonly HttpMessageInvoker client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(1) });
    readonly ConcurrentDictionary<string, int> answers = new();
    readonly int port = FreePorts.Take();
    BotProgram? program;

    BotProcess(Database database, WebApplication slack) => (this.database, this.slack) = (database, slack);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public BotProgram Program => program!;

    /// <summary>How often each command was answered.</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    public static async Task<BotProcess> Start(Postgres postgres)
    {
        var database = await postgres.NewDatabase();
        await using (var db = await database.Source.OpenConnectionAsync(Cancel))
            await db.Execute(
                """
                insert into operators (id, handle, name, role, created_at) values ('019cbd00-0000-7000-8000-000000000001', 'ruth', 'Ruth', 'super_admin', @Now);
                insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('slack', @Super, '019cbd00-0000-7000-8000-000000000001', 'Ruth', @Now)
                """, new { Super, Now = TimeProvider.System.GetUtcNow() }, Cancel);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var bot = new BotProcess(database, builder.Build());
        bot.slack.Run(context =>
        {
            bot.answers.AddOrUpdate(context.Request.Path.Value!.Split('/')[^1], 1, (_, count) => count + 1);
            return context.Response.WriteAsync("ok");
        });
        await bot.slack.StartAsync(Cancel);
        await bot.Start();
        return bot;
    }

    public Task Start()
    {
        program = BotProgram.Begin(database.ConnectionString,
        [
            new("Slack:SigningSecret", Secret), new("Slack:BotToken", "xoxb-killed"), new("Slack:TeamId", Team),
            new("Slack:ApiUrl", $"{slack.Urls.First()}/api/"), new("Slack:AnswerHosts", new Uri(slack.Urls.First()).Authority),
            .. Fleet.SoonTakenUp,
        ], port);
        return program.Ready();
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        await program!.Kill();
        await program.Process.DisposeAsync();
    }

    /// <summary>True once it is acknowledged; false when there was nobody to do so or it could not be recorded.</summary>
    public async Task<bool> Send(string trigger, string command, string text)
    {
        var body = Encoding.ASCII.GetBytes(
            $"team_id={Team}&api_app_id=A0KILLED&channel_id=C0OPS&channel_name=ops&user_id={Super}&user_name=ruth"
            + $"&command={Uri.EscapeDataString(command)}&text={Uri.EscapeDataString(text)}"
            + $"&response_url={Uri.EscapeDataString($"{slack.Urls.First()}/commands/{trigger}")}&trigger_id={trigger}");
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.ASCII.GetBytes($"v0:{timestamp}:").Concat(body).ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/slack/commands")
            { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature",
            $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Eventually.Patience);
        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync(limit.Token)).Length == 0;
        }
        catch (Exception gone)
            when (gone is HttpRequestException or IOException || (gone is OperationCanceledException && !Cancel.IsCancellationRequested))
        {
            return false;
        }
    }

    public async Task<T> Get<T>(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>While held, nobody finds out who anybody is, so nothing is handled.</summary>
    public async Task<IAsyncDisposable> HoldHandling()
    {
        var db = await database.Source.OpenConnectionAsync(Cancel);
        await db.Execute("begin; lock table chat_accounts in access exclusive mode", null, Cancel);
        return new Held(db);
    }

    sealed class Held(Npgsql.NpgsqlConnection db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Execute("commit", null, CancellationToken.None);
            await db.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (program is { } running) await running.Process.DisposeAsync();
        client.Dispose();
        await slack.DisposeAsync();
        await database.DisposeAsync();
    }
}
