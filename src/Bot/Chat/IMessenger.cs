namespace OpsBot.Bot.Chat;

/// <summary>What brings to people what was said: a chat platform.</summary>
public interface IMessenger
{
    /// <summary>As it stands in deliveries.platform: "slack", "discord".</summary>
    string Name { get; }

    /// <summary>How long after it was said a place still takes it: 3 s for a dialog, 30 min for a reply link; none when it lasts.</summary>
    TimeSpan? Lasts(string place);

    /// <summary>Nothing but what answers one request is ever said in that lane, so nothing in it waits for anything else.</summary>
    bool IsOfOneRequest(string lane);

    /// <summary>Posts the message, or edits the one that Ref names; throws only for a bug.</summary>
    Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel);
}
