using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.update</summary>
sealed class ChatUpdate : IApiMethod
{
    const int LongestText = 4000;

    public string Name => "chat.update";
    public string? Scope => "chat:write";
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => true;
    public string[] Required => ["channel", "ts"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        // Unlike chat.postMessage, a person's id or a #name is no channel here.
        if (world.Channels.Find(given.Text("channel")) is not { } channel || !channel.IsOpenTo(world.App.BotUserId))
            return Reply.Error("channel_not_found");
        if (channel.IsArchived) return Reply.Error("is_archived");
        if (world.Messages.Find(channel.Id, given.Text("ts")!) is not { } message) return Reply.Error("message_not_found");
        if (message.EphemeralTo is not null) return Reply.Error("message_not_found");
        if (message.UserId != world.App.BotUserId) return Reply.Error("cant_update_message");
        if (given.Text("text") is { Length: > LongestText }) return Reply.Error("msg_too_long");
        if (MessageContent.Read(world, given.Json, out var content) is { } reasons) return Reply.Error(reasons);

        // Text without blocks takes the old blocks away.
        var updated = world.Messages.Put(message with
        {
            Text = content!.Text,
            Blocks = content.Blocks,
            EditedAt = world.Time.GetUtcNow(),
            Metadata = given.Has("metadata") ? given.Structure("metadata")?.DeepClone() : message.Metadata,
        });
        return new()
        {
            ["ok"] = true,
            ["channel"] = channel.Id,
            ["ts"] = updated.Ts,
            ["text"] = updated.Text,
            ["message"] = MessageJson.Of(world, updated),
        };
    }
}
