using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.history for a workspace's own app: newest first, no replies.</summary>
sealed class ConversationsHistory : IApiMethod
{
    public string Name => "conversations.history";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => false;
    public string[] Required => ["channel"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.Visible(world, given.Text("channel")) is not { } channel) return Reply.Error("channel_not_found");
        var scope = channel.IsIm ? "im:history" : channel.IsPrivate ? "groups:history" : "channels:history";
        if (!world.App.Scopes.Contains(scope)) return Reply.MissingScope(world.App, scope);
        if (!channel.Members.Contains(world.App.BotUserId)) return Reply.Error("not_in_channel");
        var limit = given.Number("limit") ?? 100;
        if (limit is < 1 or > 999) return Reply.Error("invalid_limit");
        if (given.Text("cursor") is { Length: > 0 }) return Reply.Error("invalid_cursor");
        var all = world.Messages.All(channel.Id)
            .Where(message => message.EphemeralTo is null && (!message.IsReply || message.IsBroadcast))
            .Where(message => string.CompareOrdinal(message.Ts, given.Text("oldest") ?? "0") > 0)
            .Where(message => given.Text("latest") is not { Length: > 0 } latest || string.CompareOrdinal(message.Ts, latest) < 0)
            .Reverse().ToList();
        return new()
        {
            ["ok"] = true,
            ["messages"] = new JsonArray([.. all.Take(limit).Select(message => MessageJson.Of(world, message))]),
            ["has_more"] = all.Count > limit,
            ["pin_count"] = 0,
        };
    }
}
