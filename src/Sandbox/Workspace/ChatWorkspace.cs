using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Trouble;
using OpsBot.Sandbox.Workspace.Discord;
using OpsBot.Sandbox.Workspace.Live;
using OpsBot.Sandbox.Workspace.Shell;
using OpsBot.Sandbox.Workspace.Slack;

namespace OpsBot.Sandbox.Workspace;

/// <summary>The chat workspace in the browser.</summary>
public static class ChatWorkspace
{
    /// <summary>Needs a <see cref="SlackWorld"/> and a <see cref="DiscordWorld"/> among the services.</summary>
    public static IServiceCollection AddWorkspace(this IServiceCollection services) => services
        .AddSingleton<TroubleBoard>()
        .AddSingleton<Assets>()
        .AddScoped<Window>()
        .AddScoped<Seat>()
        .AddScoped<SlackSide>()
        .AddScoped<DiscordSide>();

    public static IEndpointRouteBuilder MapWorkspace(this IEndpointRouteBuilder app)
    {
        foreach (var pattern in new[] { "/", "/home", "/c/{channel}", "/dm/{person}", "/discord", "/discord/c/{channel}",
            "/discord/dm/{person}" })
            app.MapGet(pattern, (HttpRequest request, Assets assets, SlackWorld slack, DiscordWorld discord) =>
            {
                var on = Address.Parse(request.Path).On;
                var name = on switch { Platform.Slack => slack.TeamName, Platform.Discord => discord.Guild.Name };
                return TypedResults.Content(Page.Html(assets, name, on.ToString().ToLowerInvariant()), "text/html");
            });
        app.MapGet("/assets/{file}", Asset);
        app.MapGet("/live", Live);
        app.MapSlackFiles();
        app.MapDiscordFiles();
        return app;
    }

    static Results<FileContentHttpResult, NotFound> Asset(string file, Assets assets, HttpResponse response)
    {
        if (assets.Find($"/assets/{file}") is not { } asset) return TypedResults.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(asset.Content, asset.Type);
    }

    static async Task Live(HttpContext context)
    {
        // Another page in the same browser must not steer this one.
        var isOwn = Uri.TryCreate(context.Request.Headers.Origin, UriKind.Absolute, out var origin)
            && origin.Authority == context.Request.Host.Value;
        if (!context.WebSockets.IsWebSocketRequest || !isOwn)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket =
            await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var window = new LiveSocket(socket, context.RequestServices, context.RequestServices.GetRequiredService<ILogger<LiveSocket>>());
        await window.Run<Desk>(ending.Token);
        if (socket.State is WebSocketState.CloseReceived or WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
