using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Discord as the delivery knows it.</summary>
sealed class DiscordMessenger(ChannelPosts channels, Answers answers, Rooms rooms, Dialogs dialogs, Boards boards) : IMessenger
{
    public string Name => DiscordPlace.Platform;

    public TimeSpan? Lasts(ChatPlace place) => place.Kind switch
    {
        // Discord stops at 15.
        PlaceKind.Answer => TimeSpan.FromMinutes(14.9),
        PlaceKind.Dialog => TimeSpan.FromSeconds(3),
        // What was answered in a room goes on as a post in the channel.
        PlaceKind.Channel or PlaceKind.Person or PlaceKind.Page or PlaceKind.Room => null,
    };

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => DiscordPlace.Of(outgoing.Place) switch
    {
        DiscordPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        DiscordPlace.Person person => channels.Deliver(outgoing, person, cancel),
        DiscordPlace.Answer answer => answers.Deliver(outgoing, answer, cancel),
        DiscordPlace.Room room => rooms.Deliver(outgoing, room, cancel),
        DiscordPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        DiscordPlace.Board board => boards.Deliver(outgoing, board, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Discord has no {outgoing.Place.Kind.Words()} like that.")),
    };
}
