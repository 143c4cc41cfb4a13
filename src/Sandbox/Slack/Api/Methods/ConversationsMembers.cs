using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.members</summary>
sealed class ConversationsMembers : IApiMethod
{
    public string Name => "conversations.members";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => false;
    public string[] Required => ["channel"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.Visible(world, given.Text("channel")) is not { } channel)
            return world.App.Scopes.Contains("channels:read") ? Reply.Error("channel_not_found")
                : Reply.MissingScope(world.App, "channels:read");
        var scope = Conversation.ReadScope(channel);
        if (!world.App.Scopes.Contains(scope)) return Reply.MissingScope(world.App, scope);
        return Reply.Page("members", [.. channel.Members.Order(StringComparer.Ordinal).Select(member => JsonValue.Create(member))], given);
    }
}
