using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person writes into a channel.</summary>
public static class Typing
{
    extension(SlackWorld world)
    {
        /// <summary>Posts a message, or runs a slash command when the text starts with a slash.</summary>
        public async Task<Outcome> Type(string personId, string channelId, string text, string? threadTs, CancellationToken cancel)
        {
            var person = world.People.Find(personId) ?? throw new ArgumentException($"Nobody has the id {personId}.", nameof(personId));
            var channel = world.Channels.Find(channelId)
                ?? throw new ArgumentException($"No channel has the id {channelId}.", nameof(channelId));
            if (world.Trouble.Absence.IsAway) return Outcome.Failed(Answer.Away);
            if (text.StartsWith('/')) return await world.RunCommand(person, channel, text, threadTs, cancel);

            var message = world.Messages.Put(new()
            {
                ChannelId = channelId,
                Ts = world.Ids.Ts(),
                UserId = personId,
                Text = Escape(text),
                ThreadTs = threadTs,
                SentAt = world.Time.GetUtcNow(),
            });
            if (channel.IsIm && channel.PeerOf(personId) == world.App.BotUserId && world.App.Scopes.Contains("im:history"))
                await world.Events.Send(Happened(world, message), cancel);
            return Outcome.Done;
        }

        public Task<Outcome> Type(string personId, string channelId, string text, CancellationToken cancel) =>
            world.Type(personId, channelId, text, threadTs: null, cancel);
    }

    static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    static JsonObject Happened(SlackWorld world, Message message)
    {
        var happened = MessageJson.Of(world, message);
        happened["channel"] = message.ChannelId;
        happened["channel_type"] = "im";
        happened["event_ts"] = message.Ts;
        return happened;
    }
}
