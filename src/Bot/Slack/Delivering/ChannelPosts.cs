using System.Collections.Concurrent;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Messages in channels and direct messages: posted once, edited in place from then on.</summary>
sealed class ChannelPosts(SlackApi api, SlackFiles files, SlackPictures pictures, Inbox inbox, TimeProvider time)
{
    // Slack takes about one post a second for each channel.
    static readonly TimeSpan pace = TimeSpan.FromSeconds(1);

    // As long as somebody may still notice that the bot was never invited.
    static readonly TimeSpan patience = TimeSpan.FromHours(1);
    static readonly TimeSpan betweenTries = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, string> directMessages = new();

    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Channel channel, CancellationToken cancel)
    {
        var delivered = await Put(outgoing, channel.Id, note: null, cancel);
        if (delivered is not Delivered.Gone gone || !IsShut(gone.Reason)) return delivered;
        if (channel.Asker is { } asker)
            return new Delivered.Moved(new SlackPlace.Person(asker, SlackPlace.Cause.NotInChannel).ToChat(), gone.Reason);
        return time.GetUtcNow() - outgoing.SaidAt < patience
            ? new Delivered.RetryLater($"{gone.Reason}: invite the bot to {channel.Id}, or set another channel", betweenTries) : gone;
    }

    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Person person, CancellationToken cancel)
    {
        if ((await DirectMessages(person.Id, cancel)).Failed(out var channel, out var failure)) return failure.ToDelivered();
        var note = person.Why switch
        {
            SlackPlace.Cause.NotInChannel =>
                "I could not post this in the channel where you asked, because I am not in it. Type /invite there and add me.",
            SlackPlace.Cause.LinkExpired => "Slack no longer lets me answer where you asked, so here it is.",
            SlackPlace.Cause.Meant or SlackPlace.Cause.FromHome => null,
        };
        var delivered = await Put(outgoing, channel, note, cancel);
        if (delivered is Delivered.Sent && person.Why is SlackPlace.Cause.FromHome) await PaintHome(outgoing, person.Id, cancel);
        return delivered;
    }

    /// <summary>The channel of the direct messages with that person; it never changes.</summary>
    public async Task<Result<string, SlackFailure>> DirectMessages(string user, CancellationToken cancel)
    {
        if (directMessages.TryGetValue(user, out var known)) return known;
        if ((await api.OpenDirectMessage(user, cancel)).Failed(out var channel, out var failure)) return failure;
        return directMessages[user] = channel;
    }

    async Task<Delivered> Put(Outgoing outgoing, string channel, string? note, CancellationToken cancel)
    {
        var reply = outgoing.AsReply();
        var shown = await pictures.Of(outgoing, reply, cancel);
        var message = SlackReply.Render(reply, Surface.Message, note, shown);
        var print = SlackFiles.Print(message.Files);
        // Files first: when they fail for now, nothing was said yet that a second try would say twice. Once for each wording.
        if (print != outgoing.Ref?.Files && await files.Share(message.Files, channel, cancel) is { } lost)
        {
            if (lost.IsPassing || IsShut(lost.Code)) return lost.ToDelivered();
            message = SlackReply.Render(reply, Surface.Message, note = $"A file could not be uploaded: {lost}.", shown);
        }
        var result = await Put(outgoing.Ref, channel, message, reply.Anew, cancel);
        if (result.Fault is { IsAboutAPicture: true } unready && shown.Any)
        {
            if (pictures.Again(outgoing, shown, unready) is { } again) return again;
            shown = Pictures.None;
            result = await Put(outgoing.Ref, channel, SlackReply.Render(reply, Surface.Message, note), reply.Anew, cancel);
        }
        if (result.Fault is { IsAboutTheBlocks: true })
            result = await Put(outgoing.Ref, channel, SlackReply.Plainly(reply), reply.Anew, cancel);
        if (result.Failed(out var id, out var failure)) return failure.ToDelivered();
        await pictures.Settle(outgoing, shown, cancel);
        return new Delivered.Sent(new(id.Ts) { Channel = id.Channel, Files = print, Pictures = shown.ForRef }) { Rest = pace };
    }

    async Task<Result<MessageId, SlackFailure>> Put(MessageRef? at, string channel, Rendered message, bool anew, CancellationToken cancel)
    {
        if (at is not { Channel: { } where, Id: var ts }) return await api.PostMessage(channel, message, cancel);
        if (anew)
        {
            var kept = await api.Delete(new(where, ts), cancel);
            if (kept is { IsPassing: true }) return kept;
            // Gone, also where an earlier try took it away. What may not be taken away is edited: it is never said twice.
            if (kept is null or { Code: "message_not_found" }) return await api.PostMessage(channel, message, cancel);
        }
        var result = await api.Update(new(where, ts), message, cancel);
        // Deleted by somebody, or too old to edit: what it says now still has to be said.
        return result.Fault?.Code is "message_not_found" or "cant_update_message" or "edit_window_closed"
            ? await api.PostMessage(channel, message, cancel) : result;
    }

    // What was done from App Home shows there, too: a request of its own, safe in the inbox like any other.
    async Task PaintHome(Outgoing outgoing, string user, CancellationToken cancel) =>
        await inbox.Receive(new($"slack:home:{outgoing.Key}:{outgoing.Version}", SlackPlace.Platform, "event",
            PayloadReader.Home(user).Write()), cancel);

    static bool IsShut(string reason) =>
        reason.Split(' ')[0] is "not_in_channel" or "channel_not_found" or "is_archived" or "restricted_action" or "ekm_access_denied"
            or "user_not_in_channel";
}
