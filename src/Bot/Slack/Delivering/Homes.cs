using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>App Home: one page for each person, replaced whole.</summary>
sealed class Homes(SlackApi api, SlackPictures pictures)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Home home, CancellationToken cancel)
    {
        var reply = outgoing.AsReply();
        var shown = await pictures.Of(outgoing, reply, cancel);
        var failure = await api.PublishHome(home.User, SlackReply.Render(reply, Surface.Home, pictures: shown).Blocks, cancel);
        if (failure is { IsAboutAPicture: true } && shown.Any)
        {
            // Somebody looks at it now: it is there in words at once, and the pictures take their places when they are ready.
            var again = pictures.Again(outgoing, shown, failure);
            shown = Pictures.None;
            failure = await api.PublishHome(home.User, SlackReply.Render(reply, Surface.Home).Blocks, cancel);
            if (failure is null && again is not null) return again;
        }
        if (failure is not null) return failure.ToDelivered();
        await pictures.Settle(outgoing, shown, cancel);
        return new Delivered.Sent(new("home") { Pictures = shown.ForRef });
    }
}
