namespace OpsBot.Sandbox.Discord;

/// <summary>Pins a message, which a notice in the channel tells everybody.</summary>
sealed class AddPin(string template) : IRoute
{
    public string Verb => HttpMethods.Put;
    public string Template => template;
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Message(world, call, out var message) is { } fault) return fault;
        var channel = world.Channels.Find(message.ChannelId)!;
        if (!channel.IsDirectMessage && !world.Roles.AppMay(Roles.PinMessages, channel)) return Fault.MissingPermissions;
        if (message.IsPinned) return Reply.NoContent;
        if (world.Messages.Pinned(channel.Id).Count >= Messages.MostPins) return Fault.MaximumPins;
        world.Messages.Change(channel.Id, message.Id, now => now with { IsPinned = true, PinnedAt = world.Time.GetUtcNow() });
        world.Messages.Put(new()
        {
            Id = world.Ids.Next(),
            ChannelId = channel.Id,
            AuthorId = world.App.BotUserId,
            Kind = MessageKind.PinNotice,
            SentAt = world.Time.GetUtcNow(),
            ReplyTo = message.Id,
        });
        return Reply.NoContent;
    }
}
