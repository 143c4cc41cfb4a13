namespace OpsBot.Sandbox.Discord;

/// <summary>A person writes into a channel, a thread or direct messages.</summary>
public static class Typing
{
    public const int LongestMessage = 2000;

    extension(DiscordWorld world)
    {
        /// <summary>
        /// Posts a message; a known command with its options, "/instance stop instance:acme-prod", is run, as when it is pasted into
        /// Discord's client.
        /// </summary>
        public async Task<Outcome> Type(string personId, string channelId, string text, CancellationToken cancel)
        {
            if (Here.Find(world, personId, channelId) is not { } here) return Outcome.Failed(Outcome.Gone);
            if (CommandLine.Read(world.Commands.RunnableBy(here.Person, here.Channel), text) is { } line)
                return await world.RunCommand(personId, channelId, line.Command, line.Options, cancel);
            if (string.IsNullOrWhiteSpace(text)) return Outcome.Done;
            if (text.Length > LongestMessage) return Outcome.Failed("Your message is too long!");
            world.Messages.Put(new()
            {
                Id = world.Ids.Next(),
                ChannelId = channelId,
                AuthorId = personId,
                Content = text.Trim(),
                SentAt = world.Time.GetUtcNow(),
                Pings = Mentions.In(world, here.Channel, text),
            });
            return Outcome.Done;
        }
    }
}
