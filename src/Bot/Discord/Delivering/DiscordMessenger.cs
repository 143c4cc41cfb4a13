using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>Discord as the delivery knows it.</summary>
sealed class DiscordMessenger(
    ChannelPosts channels, Answers answers, Rooms rooms, Dialogs dialogs, Boards boards) : IMessenger
{
    public string Name => DiscordPlace.Platform;

    // What has worn out moves on to a place that has not; only Discord knows when.
    public TimeSpan? Lasts(string place) => null;

    public bool IsOfOneRequest(string lane) => DiscordPlace.Parse(lane) is DiscordPlace.Answer or DiscordPlace.Room or DiscordPlace.Dialog;

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => DiscordPlace.Parse(outgoing.Place) switch
    {
        DiscordPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        DiscordPlace.Person person => channels.Deliver(outgoing, person, cancel),
        DiscordPlace.Answer answer => answers.Deliver(outgoing, answer, cancel),
        DiscordPlace.Room room => rooms.Deliver(outgoing, room, cancel),
        DiscordPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        DiscordPlace.Board board => boards.Deliver(outgoing, board, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Discord has no place {outgoing.Place.Split(':')[0]}.")),
    };
}
