using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>App Home: one page for each person, replaced whole.</summary>
sealed class Homes(SlackApi api)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Home home, CancellationToken cancel) =>
        await api.PublishHome(home.User, SlackReply.Render(outgoing.AsReply(), Surface.Home).Blocks, cancel) is { } failure
            ? failure.ToDelivered() : new Delivered.Sent(new("home"));
}
