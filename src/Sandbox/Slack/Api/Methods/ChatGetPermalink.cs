using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.getPermalink</summary>
sealed class ChatGetPermalink : IApiMethod
{
    public string Name => "chat.getPermalink";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Hundreds;
    public bool TakesJson => false;
    public string[] Required => ["channel", "message_ts"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.Visible(world, given.Text("channel")) is not { } channel) return Reply.Error("channel_not_found");
        if (world.Messages.Find(channel.Id, given.Text("message_ts")!) is not { EphemeralTo: null } message)
            return Reply.Error("message_not_found");
        var link = $"https://{world.TeamDomain}.slack.com/archives/{channel.Id}/p{message.Ts.Replace(".", "", StringComparison.Ordinal)}";
        if (message.IsReply) link += $"?thread_ts={message.ThreadTs}&cid={channel.Id}";
        return new() { ["ok"] = true, ["channel"] = channel.Id, ["permalink"] = link };
    }
}
