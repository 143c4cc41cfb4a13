using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>A channel's pinned message that shows how things stand: posted and pinned once, edited from then on.</summary>
sealed partial class Boards(DiscordApi api, ChannelPosts channels, ILogger<Boards> log)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Board board, CancellationToken cancel)
    {
        if ((await channels.Put(outgoing, board.Id, asker: null, note: null, cancel)).Failed(out var stands, out var failure))
            return failure.ToDelivered();
        // Also when it was deleted and stands anew; and with each edit until it could be pinned.
        var shown = stands with { Channel = board.Id };
        if (outgoing.Ref is { IsUnpinned: null, Id: var before } && before == shown.Id) return new Delivered.Sent(shown);
        if (await api.Pin(board.Id, shown.Id, cancel) is not { } unpinned) return new Delivered.Sent(shown);
        LogNotPinned(board.Id, unpinned.ToString());
        return new Delivered.Sent(shown with { IsUnpinned = true });
    }

    [LoggerMessage(LogLevel.Warning,
        "The overview in channel {Channel} could not be pinned; give the bot the permission to pin there: {Why}")]
    partial void LogNotPinned(string channel, string why);
}
