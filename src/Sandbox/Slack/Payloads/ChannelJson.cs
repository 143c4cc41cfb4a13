using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A conversation as conversations.info and conversations.list show it.</summary>
static class ChannelJson
{
    internal static JsonObject Of(SlackWorld world, Channel channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id,
            ["created"] = channel.Created.ToUnixTimeSeconds(),
            ["is_im"] = channel.IsIm,
            ["is_archived"] = channel.IsArchived,
            ["is_org_shared"] = false,
            ["context_team_id"] = world.TeamId,
        };
        if (channel.IsIm)
        {
            json["user"] = channel.PeerOf(world.App.BotUserId);
            return json;
        }

        json["name"] = channel.Name;
        json["name_normalized"] = channel.Name;
        json["is_channel"] = !channel.IsPrivate;
        json["is_group"] = channel.IsPrivate;
        json["is_mpim"] = false;
        json["is_private"] = channel.IsPrivate;
        json["is_member"] = channel.Members.Contains(world.App.BotUserId);
        json["num_members"] = channel.Members.Count;
        json["purpose"] = new JsonObject { ["value"] = channel.Purpose, ["creator"] = "", ["last_set"] = 0 };
        json["topic"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 };
        return json;
    }

    /// <summary>The name that a slash command or a click carries: private places are not named.</summary>
    internal static string ShownName(Channel channel) =>
        channel.IsIm ? "directmessage" : channel.IsPrivate ? "privategroup" : channel.Name;
}
