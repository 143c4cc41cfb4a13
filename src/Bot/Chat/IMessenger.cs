using OpsBot.Core.Operations;

namespace OpsBot.Bot.Chat;

/// <summary>What brings to people what was said: a chat platform.</summary>
public interface IMessenger
{
    /// <summary>As it stands in deliveries.platform: "slack", "discord".</summary>
    string Name { get; }

    /// <summary>What cannot be taken holds up all behind it in its place, however long: later news must not come before earlier.</summary>
    bool KeepsOrder => false;

    /// <summary>
    /// How long after something was first said there a place takes it: 3 s for a dialog, 30 min for a reply link; none when it lasts.
    /// </summary>
    TimeSpan? Lasts(ChatPlace place);

    /// <summary>
    /// Posts the message, or edits the one that Ref names. What is too late for its place goes elsewhere, or nowhere, without a call that
    /// is bound to fail. Throws only for a bug.
    /// </summary>
    Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel);
}
