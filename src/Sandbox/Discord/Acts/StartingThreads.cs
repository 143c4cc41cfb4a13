namespace OpsBot.Sandbox.Discord;

/// <summary>A person starts a thread.</summary>
public static class StartingThreads
{
    const int LongestName = 100;

    extension(DiscordWorld world)
    {
        /// <summary>From a message when <paramref name="messageId"/> is given; the outcome names the new channel.</summary>
        public Outcome StartThread(string personId, string channelId, string name, string? messageId = null)
        {
            if (Here.Find(world, personId, channelId) is not { } here) return Outcome.Failed(Outcome.Gone);
            if (here.Channel.Kind is not ChannelKind.Text) return Outcome.Failed("Threads are started in the server's channels only.");
            if (name.Trim() is not { Length: > 0 and <= LongestName } trimmed)
                return Outcome.Failed($"Must be between 1 and {LongestName} in length.");
            if (messageId is not null)
            {
                if (here.Message(world, messageId) is not { EphemeralTo: null } message) return Outcome.Failed(Outcome.Gone);
                if (world.Channels.Find(messageId) is not null) return Outcome.Failed("A thread has already been created for this message");
                world.Messages.Change(channelId, messageId, now => now with { Flags = now.Flags | MessageFlags.HasThread });
                return new() { ChannelId = world.Channels.CreateThread(here.Channel, trimmed, personId, message.Id).Id };
            }

            var thread = world.Channels.CreateThread(here.Channel, trimmed, personId, messageId: null);
            world.Messages.Put(new()
            {
                Id = world.Ids.Next(),
                ChannelId = channelId,
                AuthorId = personId,
                Kind = MessageKind.ThreadCreated,
                Content = trimmed,
                SentAt = world.Time.GetUtcNow(),
                ReplyTo = thread.Id,
            });
            return new() { ChannelId = thread.Id };
        }
    }
}
