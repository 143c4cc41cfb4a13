using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The WebSocket that /gateway/bot points to.</summary>
static class GatewayEndpoint
{
    internal static async Task Accept(DiscordWorld world, HttpContext context)
    {
        if (world.Trouble.Absence.IsAway)
        {
            context.Abort();
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new GatewayConnection(world, socket) { IsForResuming = context.Request.RouteValues["resume"] is not null };
        world.Gateway.Join(connection);
        try
        {
            await using var silence = world.Time.CreateTimer(_ => EndSilence(world, connection), null, Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            Greet(world, connection, context.Request.Query, silence);
            await connection.Run(new(world, connection, silence), context.RequestAborted);
        }
        finally
        {
            world.Gateway.Leave(connection);
        }
    }

    /// <summary>How long a client may be silent: its interval and half of another.</summary>
    internal static TimeSpan Tolerance(DiscordWorld world) => world.Gateway.HeartbeatInterval * 1.5;

    static void Greet(DiscordWorld world, GatewayConnection connection, IQueryCollection query, ITimer silence)
    {
        if (query["v"].ToString() is not ("10" or "9"))
        {
            connection.Close(CloseCode.InvalidApiVersion, "Invalid API version.");
            return;
        }

        if (query["encoding"].ToString() is not ("json" or ""))
        {
            connection.Close(CloseCode.DecodeError, "Only json is spoken here.");
            return;
        }

        connection.Send(Op.Hello, new JsonObject { ["heartbeat_interval"] = (long)world.Gateway.HeartbeatInterval.TotalMilliseconds,
            ["_trace"] = new JsonArray("sandbox") });
        silence.Change(Tolerance(world), Timeout.InfiniteTimeSpan);
    }

    static void EndSilence(DiscordWorld world, GatewayConnection connection)
    {
        if (world.Gateway.EndsSilentSessions) connection.Close(CloseCode.SessionTimedOut, "Session timed out.");
    }
}
