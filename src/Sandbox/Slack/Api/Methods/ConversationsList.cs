using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.list</summary>
sealed class ConversationsList : IApiMethod
{
    public string Name => "conversations.list";
    public string? Scope => null;
    public RateLimit Limit => Tiers.Tier2;
    public bool TakesJson => false;

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        var kinds = (given.Text("types") ?? "public_channel").Split(',', StringSplitOptions.TrimEntries);
        foreach (var kind in kinds)
        {
            var scope = kind switch
            {
                "public_channel" => "channels:read",
                "private_channel" => "groups:read",
                "im" => "im:read",
                "mpim" => "mpim:read",
                _ => null,
            };
            if (scope is null) return Reply.Error("invalid_types");
            if (!world.App.Scopes.Contains(scope)) return Reply.MissingScope(world.App, scope);
        }

        var channels = world.Channels.All
            .Where(channel => channel.IsOpenTo(world.App.BotUserId))
            .Where(channel => kinds.Contains(channel.IsIm ? "im" : channel.IsPrivate ? "private_channel" : "public_channel"))
            .Where(channel => !(channel.IsArchived && given.Flag("exclude_archived")));
        return Reply.Page("channels", [.. channels.Select(channel => ChannelJson.Of(world, channel))], given);
    }
}
