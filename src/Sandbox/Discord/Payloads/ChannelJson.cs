using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Channels, threads and direct messages as Discord writes them.</summary>
static class ChannelJson
{
    internal static JsonObject Of(DiscordWorld world, Channel channel)
    {
        var json = new JsonObject { ["id"] = channel.Id, ["type"] = (int)channel.Kind, ["last_message_id"] = LastMessage(world, channel), ["flags"] = 0 };
        if (channel.IsDirectMessage)
        {
            json["recipients"] = new JsonArray([.. channel.Members.Where(id => id != world.App.BotUserId).Select(id => UserJson.Of(world.People.Find(id)!))]);
            return json;
        }

        json["guild_id"] = world.Guild.Id;
        json["name"] = channel.Name;
        json["parent_id"] = channel.ParentId;
        json["rate_limit_per_user"] = 0;
        if (channel.IsThread)
        {
            json["owner_id"] = channel.OwnerId;
            json["message_count"] = world.Messages.All(channel.Id).Count;
            json["member_count"] = channel.Members.Count;
            json["thread_metadata"] = new JsonObject
            {
                ["archived"] = false,
                ["auto_archive_duration"] = 1440,
                ["archive_timestamp"] = Timestamp.Of(Ids.TimeOf(channel.Id)),
                ["locked"] = false,
                ["create_timestamp"] = Timestamp.Of(Ids.TimeOf(channel.Id)),
            };
            return json;
        }

        json["topic"] = channel.Topic;
        json["position"] = channel.Position;
        json["permission_overwrites"] = new JsonArray();
        json["nsfw"] = false;
        return json;
    }

    /// <summary>The channel as it comes with an interaction.</summary>
    internal static JsonObject InInteraction(DiscordWorld world, Channel channel)
    {
        var json = Of(world, channel);
        if (!channel.IsDirectMessage && world.People.Find(world.App.BotUserId) is { } app)
            json["permissions"] = app.Permissions.ToString(CultureInfo.InvariantCulture);
        return json;
    }

    static string? LastMessage(DiscordWorld world, Channel channel) =>
        world.Messages.All(channel.Id).LastOrDefault(message => message.EphemeralTo is null)?.Id;
}
