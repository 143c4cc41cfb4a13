using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.info</summary>
sealed class ConversationsInfo : IApiMethod
{
    public string Name => "conversations.info";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => false;
    public string[] Required => ["channel"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        // The scope depends on the kind of conversation; what the app may not see does not exist for it.
        if (Conversation.Visible(world, given.Text("channel")) is not { } channel)
            return world.App.Scopes.Contains("channels:read") ? Reply.Error("channel_not_found")
                : Reply.MissingScope(world.App, "channels:read");
        var scope = Conversation.ReadScope(channel);
        return world.App.Scopes.Contains(scope) ? Reply.Ok("channel", ChannelJson.Of(world, channel))
            : Reply.MissingScope(world.App, scope);
    }
}
