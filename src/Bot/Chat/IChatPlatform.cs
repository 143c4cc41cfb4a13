using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>What a chat platform has to be able to do; the inbox pump and the delivery do the rest.</summary>
public interface IChatPlatform
{
    /// <summary>As it stands in inbox.platform and deliveries.platform: "slack", "discord".</summary>
    string Name { get; }

    /// <summary>What the row asks for, its Receipt set to the row's id; none when it asks for nothing.</summary>
    Request? Translate(InboxRow row);

    /// <summary>How long after it was said a place still takes it: 3 s for a dialog, 30 min for a reply link; none when it lasts.</summary>
    TimeSpan? Lasts(string place);

    /// <summary>Nothing but what answers one request is ever said in that lane, so nothing in it waits for anything else.</summary>
    bool IsOfOneRequest(string lane);

    /// <summary>Posts the message, or edits the one that Ref names; throws only for a bug.</summary>
    Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel);

    /// <summary>Checks, reads and renders once what nobody sent and nobody gets, so that the first real request does not wait for it.</summary>
    void Rehearse() { }
}
