using System.Buffers;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;

namespace OpsBot.Bench.Servers;

/// <summary>What the bot is measured against: Kestrel, the signature, and nothing or one plain insert.</summary>
static class Bare
{
    public static Task<int> Slack(string secret, string? connectionString, string url)
    {
        var signature = new SlackSignature(secret, TimeProvider.System);
        return Serve("/slack/commands", (headers, body) =>
            signature.Check(headers[SlackSignature.TimestampHeader], headers[SlackSignature.SignatureHeader], body), connectionString, url);
    }

    public static async Task<int> Discord(string publicKey, string? connectionString, string url)
    {
        var signature = new DiscordSignature(publicKey, TimeProvider.System);
        return await Serve("/discord/interactions", (headers, body) => signature.Check(headers[DiscordSignature.TimestampHeader],
            headers[DiscordSignature.SignatureHeader], body), connectionString, url);
    }

    delegate SignatureCheck Check(IHeaderDictionary headers, ReadOnlySpan<byte> body);

    static async Task<int> Serve(string path, Check check, string? connectionString, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await using var source = connectionString is null ? null : NpgsqlDataSource.Create(connectionString);
        app.MapGet("/readyz", () => "ready");
        app.MapPost(path, async context =>
        {
            var length = (int)context.Request.ContentLength!.Value;
            var body = ArrayPool<byte>.Shared.Rent(length);
            await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, length), context.RequestAborted);
            if (check(context.Request.Headers, body.AsSpan(0, length)) != SignatureCheck.Valid)
                context.Response.StatusCode = 401;
            else if (source is not null)
                await Insert(source, System.Text.Encoding.UTF8.GetString(body, 0, length), context.RequestAborted);
            ArrayPool<byte>.Shared.Return(body);
        });
        await app.RunAsync();
        return 0;
    }

    // As one would write it: a pooled connection, one row, one commit. It knows nothing of duplicates.
    internal static async Task<Guid> Insert(NpgsqlDataSource source, string body, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            "insert into bench_requests (id, key, platform, kind, body, received_at) values ($1, $2, 'chat', 'command', $3, $4)");
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body[Math.Max(0, body.Length - 120)..] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancel);
        return id;
    }
}
