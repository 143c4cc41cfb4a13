using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Bot.Discord;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>One call as it came in.</summary>
sealed record Called(string Method, string Path, string? Authorization, string? UserAgent, string? ContentType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>A web server that answers what the test says, and the real client pointed at it.</summary>
sealed class PretendApi : IAsyncDisposable
{
    public const string Token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0";
    public const string Application = "123456789012345678";
    public const string Guild = "223456789012345678";

    readonly ConcurrentQueue<Called> calls = new();
    readonly WebApplication host;
    readonly ServiceProvider services;

    PretendApi(WebApplication host, TimeProvider time)
    {
        this.host = host;
        Options = new() { Token = Token, ApplicationId = Application, GuildId = Guild, ApiUrl = new($"{host.Urls.First()}/api/v10/") };
        var collection = new ServiceCollection().AddLogging().AddSingleton(time);
        collection.AddSingleton(Microsoft.Extensions.Options.Options.Create(Options));
        services = collection.AddDiscordApi().BuildServiceProvider();
    }

    public DiscordOptions Options { get; }

    public DiscordApi Api => services.GetRequiredService<DiscordApi>();

    public IReadOnlyList<Called> Calls => [.. calls];

    /// <summary>What it answers; an empty 204 unless told otherwise.</summary>
    public Func<HttpContext, Task> Answers { get; set; } = context =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public static async Task<PretendApi> Start(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        PretendApi? api = null;
        host.UseWebSockets();
        host.Run(context => context.WebSockets.IsWebSocketRequest ? api!.Answers(context) : api!.Take(context));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return api = new(host, time ?? TimeProvider.System);
    }

    public static Task Json(HttpContext context, string json, int status = 200, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public void Json(string json, int status = 200, params (string Name, string Value)[] headers) => Answers = context =>
        Json(context, json, status, headers);

    async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        calls.Enqueue(new(context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization,
            context.Request.Headers.UserAgent, context.Request.ContentType, body));
        await Answers(context);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await host.DisposeAsync();
    }
}
