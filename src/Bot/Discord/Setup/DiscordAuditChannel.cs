using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Reads the bot's own messages in a channel that it sees, and posts there at once.</summary>
sealed class DiscordAuditChannel(DiscordApi api) : IAuditChannel
{
    public string Platform => DiscordPlace.Platform;

    public async Task<Result<IReadOnlyList<string>>> Own(string channel, CancellationToken cancel)
    {
        if ((await api.Me(cancel)).Failed(out var me, out var failure)) return Refused(failure);
        if ((await api.History(channel, cancel)).Failed(out var messages, out failure)) return Refused(failure);
        return Result<IReadOnlyList<string>>.Of(
            [.. messages.Where(message => message.At("author")?.Text("id") == me.Id).Select(message => message.GetRawText())]);
    }

    public async Task<Refusal?> Say(string channel, Reply reply, CancellationToken cancel)
    {
        var nonce = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{channel} {ReplyText.Of(reply)}")).AsSpan(0, 12));
        var posted = await api.Post(channel, DiscordReply.Plainly(reply), nonce, cancel);
        return posted.Failed(out _, out var failure) ? Refused(failure) : null;
    }

    // Without the permission to read on, Discord answers with an empty list and no error.
    static Refusal Refused(DiscordFailure failure) =>
        new(failure.IsForbidden || failure.IsUnknownChannel ? "the bot may not see it; allow it View Channel and Read Message History"
            : $"Discord could not be asked, {failure}");
}
