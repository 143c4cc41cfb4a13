using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Carries out what the app says in a command's acknowledgement or at a response_url.</summary>
static class AppResponse
{
    /// <summary>Null when it was done, else Slack's reasons with the error code first.</summary>
    internal static IReadOnlyList<string>? Post(SlackWorld world, JsonObject said, ResponseUrl to)
    {
        var original = to.MessageTs is null ? null : world.Messages.Find(to.ChannelId, to.MessageTs);
        if (Flag(said, "delete_original"))
        {
            if (original is null) return ["message_not_found"];
            world.Messages.Remove(original.ChannelId, original.Ts);
            return null;
        }

        if (MessageContent.Read(world, said, out var content) is { } refused) return refused;
        if (Flag(said, "replace_original") && original is not null)
        {
            world.Messages.Put(original with { Text = content!.Text, Blocks = content.Blocks, EditedAt = world.Time.GetUtcNow() });
            return null;
        }

        var type = Field(said, "response_type") ?? "ephemeral";
        if (type is not ("ephemeral" or "in_channel")) return ["invalid_response_type"];
        world.Messages.Put(new()
        {
            ChannelId = to.ChannelId,
            Ts = world.Ids.Ts(),
            UserId = world.App.BotUserId,
            BotId = world.App.BotId,
            AppId = world.App.Id,
            Text = content!.Text,
            Blocks = content.Blocks,
            ThreadTs = Field(said, "thread_ts"),
            SentAt = world.Time.GetUtcNow(),
            EphemeralTo = type == "ephemeral" ? to.PersonId : null,
            Command = type == "in_channel" ? to.Command : null,
        });
        return null;
    }

    static bool Flag(JsonObject said, string name) => said[name] is JsonValue value && value.ToString() is "true";

    static string? Field(JsonObject said, string name) => said[name] is JsonValue value ? value.ToString() : null;
}
