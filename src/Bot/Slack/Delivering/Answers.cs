using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>Answers that only the asker sees, through the link that came with the command or the click.</summary>
sealed class Answers(SlackApi api, SlackFiles files, SlackPictures pictures, ChannelPosts posts)
{
    // Slack takes five; one is kept for "Working on it…", which goes the same way.
    const int MostUses = 4;

    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Link link, CancellationToken cancel)
    {
        var used = outgoing.Ref?.Uses ?? 0;
        var reply = outgoing.AsReply();
        // An answer sent this way cannot be edited, only followed by another (slackapi/bolt-js#2287): between the first step and
        // the end of long work there is nothing to say that is worth one of the five uses. A replaced one can, a few times.
        var isSpent = used >= MostUses || outgoing.IsTooLate;
        if (used > 0 && outgoing.IsUnderWay && (!link.Replace || isSpent || used >= MostUses - 1)) return new Delivered.Sent(outgoing.Ref!);
        if (used > 0 && reply.OnlyAsEdit && (!link.Replace || isSpent)) return new Delivered.Sent(outgoing.Ref!);
        if (isSpent) return Late(link, outgoing.IsTooLate ? "the link has expired" : "the link is used up");

        var shown = await pictures.Of(outgoing, reply, cancel);
        var message = SlackReply.Render(reply, Surface.Message, pictures: shown);
        var print = SlackFiles.Print(message.Files);
        var note = print is not null && print != outgoing.Ref?.Files ? await Share(message, link, cancel) : null;
        if (note is not null) message = SlackReply.Render(reply, Surface.Message, note, shown);
        var failure = await api.Respond(link.Url, message, link.Replace, cancel);
        if (failure is { IsAboutAPicture: true } && shown.Any)
        {
            if (pictures.Again(outgoing, shown, failure) is { } again) return again;
            shown = Pictures.None;
            failure = await api.Respond(link.Url, SlackReply.Render(reply, Surface.Message, note), link.Replace, cancel);
        }
        if (failure is { IsAboutTheBlocks: true }) failure = await api.Respond(link.Url, SlackReply.Plainly(reply), link.Replace, cancel);
        if (failure is null) await pictures.Settle(outgoing, shown, cancel);
        return failure switch
        {
            null => new Delivered.Sent(new("link") { Uses = used + 1, Files = print, Pictures = shown.ForRef }),
            { IsPassing: true } => failure.ToDelivered(),
            _ when used > 0 && reply.OnlyAsEdit => new Delivered.Sent(outgoing.Ref!),
            // Expired, used up, or a channel that is gone: each has its own code, and none of them comes back.
            _ => Late(link, failure.ToString()),
        };
    }

    /// <summary>A link takes no files, so they go to the direct messages with the same person.</summary>
    async Task<string> Share(Rendered message, SlackPlace.Link link, CancellationToken cancel)
    {
        if ((await posts.DirectMessages(link.Asker, cancel)).Failed(out var channel, out var failure)) return Lost(failure);
        return await files.Share(message.Files, channel, cancel) is { } lost ? Lost(lost)
            : message.Files.Count == 1 ? "The file is in your direct messages with me." : "The files are in your direct messages with me.";
    }

    static string Lost(SlackFailure failure) => $"The file could not be uploaded: {failure}.";

    static Delivered.Moved Late(SlackPlace.Link link, string reason) =>
        new(new SlackPlace.Person(link.Asker, SlackPlace.Cause.LinkExpired).ToChat(), reason);
}
