using System.Globalization;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>Answers that only the asker sees, through the link that came with the command or the click.</summary>
sealed class LinkAnswers(SlackApi api, SlackFiles files, ChannelPosts posts)
{
    // Slack takes five; one is kept for "Working on it…", which goes the same way.
    const int MostUses = 4;

    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Link link, CancellationToken cancel)
    {
        var used = Used(outgoing.Ref);
        var reply = outgoing.AsReply();
        // An answer sent this way cannot be edited, only followed by another (slackapi/bolt-js#2287): between the first step and
        // the end of long work there is nothing to say that is worth one of the five uses. A replaced one can, a few times.
        if (used > 0 && outgoing.IsUnderWay && (!link.Replace || used >= MostUses - 1)) return new Delivered.Sent(outgoing.Ref!);
        if (used > 0 && reply.OnlyAsEdit && (!link.Replace || used >= MostUses)) return new Delivered.Sent(outgoing.Ref!);
        if (used >= MostUses) return Late(link, "the link is used up");

        var message = SlackReply.Render(reply, Surface.Message);
        var print = SlackFiles.Print(message.Files);
        if (print.Length > 0 && print != outgoing.Ref?.Split(':').ElementAtOrDefault(2))
            message = SlackReply.Render(reply, Surface.Message, await Share(message, link, cancel));
        var failure = await api.Respond(link.Url, message, link.Replace, cancel);
        if (failure is { IsAboutTheBlocks: true }) failure = await api.Respond(link.Url, SlackReply.Plainly(reply), link.Replace, cancel);
        return failure switch
        {
            null => new Delivered.Sent(string.Create(CultureInfo.InvariantCulture, $"link:{used + 1}:{print}")),
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

    static int Used(string? at) => at?.Split(':') is ["link", var used, ..]
        && int.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    static Delivered.Moved Late(SlackPlace.Link link, string reason)
    {
        var person = new SlackPlace.Person(link.Asker, SlackPlace.Cause.LinkExpired);
        return new(person.ToString(), person.Lane, reason);
    }
}
