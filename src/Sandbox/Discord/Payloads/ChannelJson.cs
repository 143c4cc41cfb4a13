using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Channels, threads and direct messages as Discord writes them.</summary>
static class ChannelJson
{
    const int ForRole = 0;
    const int ForMember = 1;

    internal static JsonObject Of(DiscordWorld world, Channel channel)
    {
        var json = new JsonObject { ["id"] = channel.Id, ["type"] = (int)channel.Kind, ["last_message_id"] = LastMessage(world, channel),
            ["flags"] = 0 };
        if (channel.IsDirectMessage)
        {
            json["recipients"] = new JsonArray(
                [.. channel.Members.Where(id => id != world.App.BotUserId).Select(id => UserJson.Of(world.People.Find(id)!))]);
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
        json["permission_overwrites"] = Overwrites(world, channel);
        json["nsfw"] = false;
        return json;
    }

    /// <summary>The channel as it comes with an interaction.</summary>
    internal static JsonObject InInteraction(DiscordWorld world, Channel channel)
    {
        var json = Of(world, channel);
        if (!channel.IsDirectMessage && world.People.Find(world.App.BotUserId) is { } app)
            json["permissions"] = world.Roles.PermissionsOf(app).ToString(CultureInfo.InvariantCulture);
        return json;
    }

    // Against what the roles say: a private channel shuts everybody out and lets its members in.
    static JsonArray Overwrites(DiscordWorld world, Channel channel)
    {
        var overwrites = new JsonArray();
        if (channel.IsPrivate) overwrites.Add(Overwrite(world.Guild.Id, ForRole, allow: 0, Roles.ViewChannel));
        if (Roles.DeniedTo(channel) is not 0 and var denied) overwrites.Add(Overwrite(world.Roles.Bots.Id, ForRole, allow: 0, denied));
        foreach (var member in channel.IsPrivate ? channel.Members : [])
            overwrites.Add(Overwrite(member, ForMember, Roles.ViewChannel, deny: 0));
        return overwrites;
    }

    static JsonObject Overwrite(string id, int type, long allow, long deny) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["allow"] = allow.ToString(CultureInfo.InvariantCulture),
        ["deny"] = deny.ToString(CultureInfo.InvariantCulture),
    };

    static string? LastMessage(DiscordWorld world, Channel channel) =>
        world.Messages.All(channel.Id).LastOrDefault(message => message.EphemeralTo is null)?.Id;
}
