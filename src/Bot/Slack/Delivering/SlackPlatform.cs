using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Slack;

/// <summary>Slack as the inbox and the delivery know it.</summary>
sealed class SlackPlatform(
    ChannelPosts channels, LinkAnswers links, Dialogs dialogs, Homes homes, IOptions<SlackOptions> options) : IChatPlatform
{
    public string Name => SlackPlace.Platform;

    public Request? Translate(InboxRow row) => SlackAsk.Read(row.Body)?.ToRequest(options.Value.TeamId, row.Id);

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
