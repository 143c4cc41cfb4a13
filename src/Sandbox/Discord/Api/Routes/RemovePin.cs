namespace OpsBot.Sandbox.Discord;

/// <summary>Takes a pin away.</summary>
sealed class RemovePin(string template) : IRoute
{
    public string Verb => HttpMethods.Delete;
    public string Template => template;
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Message(world, call, out var message) is { } fault) return fault;
        var channel = world.Channels.Find(message.ChannelId)!;
        if (!channel.IsDirectMessage && !world.Roles.AppMay(Roles.PinMessages, channel)) return Fault.MissingPermissions;
        if (message.IsPinned) world.Messages.Change(channel.Id, message.Id, now => now with { IsPinned = false, PinnedAt = null });
        return Reply.NoContent;
    }
}
