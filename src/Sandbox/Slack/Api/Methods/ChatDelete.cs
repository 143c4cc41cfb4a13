using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.delete</summary>
sealed class ChatDelete : IApiMethod
{
    public string Name => "chat.delete";
    public string? Scope => "chat:write";
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => true;
    public string[] Required => ["channel", "ts"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.Visible(world, given.Text("channel")) is not { } channel) return Reply.Error("channel_not_found");
        if (world.Messages.Find(channel.Id, given.Text("ts")!) is not { EphemeralTo: null } message)
            return Reply.Error("message_not_found");
        if (message.UserId != world.App.BotUserId) return Reply.Error("cant_delete_message");
        world.Messages.Remove(channel.Id, message.Ts);
        return new() { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = message.Ts };
    }
}
