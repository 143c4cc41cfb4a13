using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The WebSocket that apps.connections.open points to.</summary>
static class SocketEndpoint
{
    static readonly TimeSpan Life = TimeSpan.FromHours(4);
    static readonly TimeSpan DebugLife = TimeSpan.FromSeconds(360);
    static readonly TimeSpan Warning = TimeSpan.FromSeconds(10);

    internal static async Task Accept(SlackWorld world, HttpContext context)
    {
        if (world.Trouble.Absence.IsAway)
        {
            context.Abort();
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest || !world.Sockets.Redeem(context.Request.Query["ticket"]))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket =
            await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(10) });
        using var connection = new SocketConnection(world, socket);
        if (!world.App.Manifest.SocketMode)
        {
            await connection.SayGoodbye("link_disabled", context.RequestAborted);
            return;
        }

        if (!world.Sockets.Join(connection))
        {
            await connection.SayGoodbye("too_many_websockets", context.RequestAborted);
            return;
        }

        try
        {
            await Converse(world, connection, context.Request.Query["debug_reconnects"] == "true" ? DebugLife : Life,
                context.RequestAborted);
        }
        finally
        {
            world.Sockets.Leave(connection);
            connection.Abort();
        }
    }

    static async Task Converse(SlackWorld world, SocketConnection connection, TimeSpan life, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await connection.Send(Hello(world, life), cancel);
        var ageing = Age(world, connection, life, ended.Token);
        await connection.Listen(cancel);
        await ended.CancelAsync();
        await ageing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    static async Task Age(SlackWorld world, SocketConnection connection, TimeSpan life, CancellationToken cancel)
    {
        await Task.Delay(life - Warning, world.Time, cancel);
        await connection.SayGoodbye("warning", cancel);
        await Task.Delay(Warning, world.Time, cancel);
        await connection.SayGoodbye("refresh_requested", cancel);
        await Task.Delay(Warning, world.Time, cancel);
        // Who has not closed by now is cut off.
        connection.Abort();
    }

    static JsonObject Hello(SlackWorld world, TimeSpan life) => new()
    {
        ["type"] = "hello",
        ["num_connections"] = world.Sockets.Count,
        ["debug_info"] = new JsonObject
        {
            ["host"] = "sandbox",
            ["build_number"] = 1,
            ["approximate_connection_time"] = (long)life.TotalSeconds,
        },
        ["connection_info"] = new JsonObject { ["app_id"] = world.App.Id },
    };
}
