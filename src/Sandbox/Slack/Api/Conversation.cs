namespace OpsBot.Sandbox.Slack;

/// <summary>Finds the conversation that a call names.</summary>
static class Conversation
{
    /// <summary>Where the app wants to post: an id, a #name, or a person's id, which means the app's direct message with them.</summary>
    internal static string? ForPosting(SlackWorld world, string name, out Channel? channel)
    {
        channel = world.Channels.Find(name) ?? world.Channels.FindByName(name);
        if (channel is null && world.People.Find(name) is { IsBot: false } person)
            channel = world.Channels.DirectMessage(person.Id, world.App.BotUserId);
        if (channel is null) return "channel_not_found";
        if (channel.IsArchived) return "is_archived";
        if (channel.Members.Contains(world.App.BotUserId)) return null;
        // A private place where the app is no member does not exist for it.
        if (channel.IsPrivate || channel.IsIm) return "channel_not_found";
        return world.App.Scopes.Contains("chat:write.public") ? null : "not_in_channel";
    }

    /// <summary>One that the app may look at, by id only.</summary>
    internal static Channel? Visible(SlackWorld world, string? id) =>
        world.Channels.Find(id) is { } channel && channel.IsOpenTo(world.App.BotUserId) ? channel : null;

    /// <summary>The scope that reading this kind of conversation takes.</summary>
    internal static string ReadScope(Channel channel) =>
        channel.IsIm ? "im:read" : channel.IsPrivate ? "groups:read" : "channels:read";
}
