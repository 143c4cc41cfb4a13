using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>Slack as the delivery knows it.</summary>
sealed class SlackMessenger(
    ChannelPosts channels, LinkAnswers links, Dialogs dialogs, Homes homes) : IMessenger
{
    public string Name => SlackPlace.Platform;

    // What has worn out moves on to a place that has not; only Slack knows when.
    public TimeSpan? Lasts(string place) => null;

    public bool IsOfOneRequest(string lane) => SlackPlace.Parse(lane) is SlackPlace.Link or SlackPlace.Dialog;

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => SlackPlace.Parse(outgoing.Place) switch
    {
        SlackPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        SlackPlace.Person person => channels.Deliver(outgoing, person, cancel),
        SlackPlace.Link link => links.Deliver(outgoing, link, cancel),
        SlackPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        SlackPlace.Home home => homes.Deliver(outgoing, home, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Slack has no place {outgoing.Place.Split(':')[0]}.")),
    };
}
