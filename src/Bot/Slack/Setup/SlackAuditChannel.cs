using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Reads the bot's own messages in a channel that it is in, and posts there at once.</summary>
sealed class SlackAuditChannel(SlackApi api) : IAuditChannel
{
    public string Platform => SlackPlace.Platform;

    public async Task<Result<IReadOnlyList<string>>> Own(string channel, CancellationToken cancel)
    {
        if ((await api.Identity(cancel)).Failed(out var me, out var failure)) return Refused(failure);
        if ((await api.History(channel, cancel)).Failed(out var messages, out failure)) return Refused(failure);
        return Result<IReadOnlyList<string>>.Of(
            [.. messages.Where(message => message.Text("user") == me.UserId).Select(message => message.GetRawText())]);
    }

    public async Task<Refusal?> Say(string channel, Reply reply, CancellationToken cancel) =>
        (await api.PostMessage(channel, SlackReply.Plainly(reply), cancel)).Failed(out _, out var failure) ? Refused(failure) : null;

    static Refusal Refused(SlackFailure failure) => new(failure.Code switch
    {
        "missing_scope" => $"the bot may not read there, it {failure.Detail ?? "lacks a scope"}; add it to the app and install it again",
        "not_in_channel" => "the bot is not in it; invite it",
        _ => $"Slack could not be asked, {failure}",
    });
}
