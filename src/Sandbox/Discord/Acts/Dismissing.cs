namespace OpsBot.Sandbox.Discord;

/// <summary>A person waves an ephemeral message away.</summary>
public static class Dismissing
{
    extension(DiscordWorld world)
    {
        /// <summary>"Dismiss message" below what only this person can see.</summary>
        public Outcome Dismiss(string personId, string channelId, string messageId) =>
            world.Messages.Find(channelId, messageId) is { } message && message.EphemeralTo == personId
                && world.Messages.Remove(channelId, messageId)
                ? Outcome.Done
                : Outcome.Failed(Outcome.Gone);
    }
}
