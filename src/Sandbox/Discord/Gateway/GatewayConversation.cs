using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>What Discord makes of what a client says. https://docs.discord.com/developers/events/gateway</summary>
sealed class GatewayConversation(DiscordWorld world, GatewayConnection connection, ITimer silence)
{
    // Bits that stand for no event group: 17 to 19, 22, 23, and all above 25.
    const long KnownIntents = 0x1_FFFF | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;

    // https://docs.discord.com/developers/events/gateway-events#identify-identify-connection-properties
    static readonly string[] Properties = ["os", "browser", "device"];

    internal void Take(string text)
    {
        if (!StrictJson.TryParse(text, out var node) || node is not JsonObject frame || Shape.AsInt(frame["op"]) is not { } op)
        {
            connection.Close(CloseCode.DecodeError, "Error while decoding payload.");
            return;
        }

        switch (op)
        {
            case Op.Heartbeat when frame["d"] is not null && Shape.AsInt(frame["d"]) is null:
                connection.Close(CloseCode.DecodeError, "Error while decoding payload.");
                break;
            case Op.Heartbeat:
                silence.Change(GatewayEndpoint.Tolerance(world), Timeout.InfiniteTimeSpan);
                connection.Send(Op.HeartbeatAck, null);
                break;
            case Op.Identify when connection.Session is null:
                Identify(frame["d"] as JsonObject);
                break;
            case Op.Resume when connection.Session is null:
                Resume(frame["d"] as JsonObject);
                break;
            case Op.Identify or Op.Resume:
                connection.Close(CloseCode.AlreadyAuthenticated, "Already authenticated.");
                break;
            case Op.PresenceUpdate or Op.VoiceStateUpdate or Op.RequestGuildMembers when connection.Session is null:
                connection.Close(CloseCode.NotAuthenticated, "Not authenticated.");
                break;
            case Op.PresenceUpdate or Op.VoiceStateUpdate or Op.RequestGuildMembers:
                break;
            default:
                connection.Close(CloseCode.UnknownOpcode, "Unknown opcode.");
                break;
        }
    }

    void Identify(JsonObject? data)
    {
        if (Refuse(data) is { } code)
        {
            connection.Close(code, code == CloseCode.AuthenticationFailed ? "Authentication failed." : "");
            return;
        }

        if (connection.IsForResuming)
        {
            connection.Send(Op.InvalidSession, false);
        }
        else if (world.Gateway.Start(connection, Shape.AsInt(data!["intents"]) ?? 0, out var isTooSoon) is { } session)
        {
            connection.Session = session;
            session.Dispatch("READY", Ready(session), copies: 1);
        }
        else if (isTooSoon)
        {
            connection.Send(Op.InvalidSession, false);
        }
        else
        {
            // A thousand starts in a day, and Discord takes the token away.
            world.App = world.App with { Token = Ids.BotToken(world.App.ApplicationId, world.Time.GetUtcNow()) };
            connection.Close(CloseCode.AuthenticationFailed, "Authentication failed.");
        }
    }

    int? Refuse(JsonObject? data)
    {
        if (data?["properties"] is not JsonObject properties || Properties.Any(name => Shape.AsText(properties[name]) is null))
            return CloseCode.DecodeError;
        if (Shape.AsText(data["token"]) != world.App.Token) return CloseCode.AuthenticationFailed;
        if (data["shard"] is { } shard && !IsShard(shard)) return CloseCode.InvalidShard;
        if (Shape.AsInt(data["intents"]) is not { } intents || (intents & ~KnownIntents) != 0) return CloseCode.InvalidIntents;
        return (intents & world.App.DisallowedIntents) != 0 ? CloseCode.DisallowedIntents : null;
    }

    static bool IsShard(JsonNode node) =>
        node is JsonArray { Count: 2 } shard && Shape.AsInt(shard[0]) is { } id && Shape.AsInt(shard[1]) is { } count && id >= 0
            && id < count;

    void Resume(JsonObject? data)
    {
        if (Shape.AsText(data?["session_id"]) is not { } id || Shape.AsInt(data?["seq"]) is not { } seq)
        {
            connection.Close(CloseCode.DecodeError, "Error while decoding payload.");
            return;
        }

        if (Shape.AsText(data!["token"]) != world.App.Token)
        {
            connection.Close(CloseCode.AuthenticationFailed, "Authentication failed.");
            return;
        }

        if (world.Gateway.Resumable(id) is not { } session)
        {
            connection.Send(Op.InvalidSession, false);
            return;
        }

        if (!session.Replay(connection, (int)Math.Clamp(seq, 0, int.MaxValue)))
        {
            world.Gateway.End(session);
            connection.Close(CloseCode.InvalidSeq, "Invalid seq.");
            return;
        }

        connection.Session = session;
        world.Gateway.NoteResumed();
        session.Dispatch("RESUMED", new() { ["_trace"] = new JsonArray("sandbox") }, copies: 1);
    }

    JsonObject Ready(GatewaySession session) => new()
    {
        ["v"] = 10,
        ["user_settings"] = new JsonObject(),
        ["user"] = UserJson.Of(world.People.Find(world.App.BotUserId)!),
        ["session_type"] = "normal",
        ["session_id"] = session.Id,
        ["resume_gateway_url"] = $"{world.GatewayUrl.AbsoluteUri}/resume",
        ["relationships"] = new JsonArray(),
        ["private_channels"] = new JsonArray(),
        ["presences"] = new JsonArray(),
        ["guilds"] = new JsonArray(new JsonObject { ["unavailable"] = true, ["id"] = world.Guild.Id }),
        ["guild_join_requests"] = new JsonArray(),
        ["geo_ordered_rtc_regions"] = new JsonArray(),
        ["auth"] = new JsonObject(),
        ["application"] = new JsonObject { ["id"] = world.App.ApplicationId, ["flags"] = 0 },
        ["_trace"] = new JsonArray("sandbox"),
    };
}
