using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The fields that every interaction payload has.</summary>
static class Interaction
{
    internal static JsonObject Payload(SlackWorld world, string type, Person person) => new()
    {
        ["type"] = type,
        ["user"] = new JsonObject
        {
            ["id"] = person.Id,
            ["username"] = person.Name,
            ["name"] = person.Name,
            ["team_id"] = world.TeamId,
        },
        ["api_app_id"] = world.App.Id,
        ["token"] = world.App.VerificationToken,
        ["team"] = new JsonObject { ["id"] = world.TeamId, ["domain"] = world.TeamDomain },
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
    };

    /// <summary>container, and channel and message or view, of a block_actions or block_suggestion payload.</summary>
    internal static void PutSource(SlackWorld world, JsonObject payload, Surface surface)
    {
        if (surface.View is { } view)
        {
            payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
            payload["view"] = ViewJson.Of(world, view);
            return;
        }

        var message = surface.Message!;
        var container = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = message.Ts,
            ["channel_id"] = message.ChannelId,
            ["is_ephemeral"] = message.EphemeralTo is not null,
        };
        if (message.ThreadTs is not null) container["thread_ts"] = message.ThreadTs;
        payload["container"] = container;
        payload["channel"] = Channel(world, message.ChannelId);
        // Slack keeps no copy of an ephemeral message that it could send back.
        if (message.EphemeralTo is null) payload["message"] = MessageJson.Of(world, message);
    }

    internal static JsonObject Channel(SlackWorld world, string channelId) => new()
    {
        ["id"] = channelId,
        ["name"] = ChannelJson.ShownName(world.Channels.Find(channelId)!),
    };
}
