using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A message as payloads and API answers carry it.</summary>
static class MessageJson
{
    internal static JsonObject Of(SlackWorld world, Message message)
    {
        var json = new JsonObject
        {
            ["type"] = "message",
            ["user"] = message.UserId,
            ["ts"] = message.Ts,
            ["text"] = message.Text,
            ["team"] = world.TeamId,
        };
        if (message.BotId is not null)
        {
            json["bot_id"] = message.BotId;
            json["app_id"] = message.AppId;
            json["bot_profile"] = new JsonObject
            {
                ["id"] = message.BotId,
                ["app_id"] = message.AppId,
                ["user_id"] = message.UserId,
                ["name"] = world.App.Manifest.Name,
                ["team_id"] = world.TeamId,
                ["deleted"] = false,
            };
        }

        if (message.Blocks is not null) json["blocks"] = message.Blocks.DeepClone();
        if (message.Metadata is not null) json["metadata"] = message.Metadata.DeepClone();
        if (message.ThreadTs is not null) json["thread_ts"] = message.ThreadTs;
        if (message.EditedAt is { } edited)
        {
            json["edited"] = new JsonObject
            {
                ["user"] = message.UserId,
                ["ts"] = edited.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + ".000000",
            };
        }

        if (!message.Files.IsEmpty)
            json["files"] = new JsonArray([.. message.Files.Select(file => FileJson.Of(world, file))]);
        return json;
    }
}
