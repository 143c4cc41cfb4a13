using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Slack as the delivery knows it.</summary>
sealed class SlackMessenger(ChannelPosts channels, Answers answers, Dialogs dialogs, Homes homes) : IMessenger
{
    public string Name => SlackPlace.Platform;

    public TimeSpan? Lasts(ChatPlace place) => place.Kind switch
    {
        PlaceKind.Answer => TimeSpan.FromMinutes(30),
        PlaceKind.Dialog => TimeSpan.FromSeconds(3),
        PlaceKind.Channel or PlaceKind.Person or PlaceKind.Page or PlaceKind.Room => null,
    };

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => SlackPlace.Of(outgoing.Place) switch
    {
        SlackPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        SlackPlace.Person person => channels.Deliver(outgoing, person, cancel),
        SlackPlace.Link link => answers.Deliver(outgoing, link, cancel),
        SlackPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        SlackPlace.Home home => homes.Deliver(outgoing, home, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Slack has no {outgoing.Place.Kind.Words()} like that.")),
    };
}
