using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.open</summary>
sealed class ConversationsOpen : IApiMethod
{
    public string Name => "conversations.open";
    public string? Scope => "im:write";
    public RateLimit Limit => Tiers.Tier3;
    public bool TakesJson => true;

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (given.Has("channel"))
            return Conversation.Visible(world, given.Text("channel")) is { IsIm: true } known ? Opened(world, known, given)
                : Reply.Error("channel_not_found");
        var users = (given.Text("users") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (users.Length == 0) return Reply.Error("users_list_not_supplied");
        if (users.Length > 8) return Reply.Error("too_many_users");
        foreach (var user in users)
        {
            if (world.People.Find(user) is not { } person) return Reply.Error("user_not_found");
            if (person.IsDeleted) return Reply.Error("user_disabled");
            if (person.IsBot) return Reply.Error("cannot_dm_bot");
        }

        if (users.Length == 1) return Opened(world, world.Channels.DirectMessage(users[0], world.App.BotUserId), given);
        if (!world.App.Scopes.Contains("mpim:write")) return Reply.MissingScope(world.App, "mpim:write");
        string[] members = [.. users, world.App.BotUserId];
        var group = world.Channels.All.FirstOrDefault(channel => channel.Name.StartsWith("mpdm-", StringComparison.Ordinal)
            && channel.Members.SetEquals(members));
        group ??= world.Channels.Create($"mpdm-{string.Join("--", users.Select(user => world.People.Find(user)!.Name))}-1",
            "Group messaging", isPrivate: true, members);
        return Opened(world, group, given);
    }

    static JsonObject Opened(SlackWorld world, Channel channel, Arguments given) =>
        Reply.Ok("channel", given.Flag("return_im") ? ChannelJson.Of(world, channel) : new JsonObject { ["id"] = channel.Id });
}
