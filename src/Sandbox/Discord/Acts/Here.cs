namespace OpsBot.Sandbox.Discord;

/// <summary>A person in a channel that they can see.</summary>
sealed record Here(Person Person, Channel Channel)
{
    /// <summary>Null when either is gone, or the channel was never this person's to see; who has left keeps the direct messages.</summary>
    internal static Here? Find(DiscordWorld world, string personId, string channelId) =>
        world.People.Find(personId) is { } person && world.Channels.Find(channelId) is { } channel && channel.IsOpenTo(personId)
            && (channel.IsDirectMessage || !person.HasLeft)
            ? new(person, channel)
            : null;

    internal Message? Message(DiscordWorld world, string messageId) =>
        world.Messages.Find(Channel.Id, messageId) is { Failure: null } message && message.IsSeenBy(Person.Id) ? message : null;
}
