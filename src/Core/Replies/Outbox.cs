using System.Collections.Concurrent;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Replies;

/// <summary>A delivery that was this process's own from its first moment, with what is to be said: nobody need look it up.</summary>
public sealed record HandedOver(
    long Id, Guid MessageId, string Key, object Content, string Text, long Version, ChatPlace At, DateTimeOffset SaidAt,
    DateTimeOffset ClaimedUntil)
{
    public string? Trace { get; init; }

    public string Kind => Content is Form ? "form" : "reply";
}

/// <summary>Who in this process brings what was said to one platform.</summary>
/// <param name="Claim">How long what it is handed is its own; none while its hands are full.</param>
/// <param name="Take">Takes what was said, once that is committed.</param>
/// <param name="Look">There is more to be said than it was handed.</param>
public sealed record Deliverer(string Platform, Func<TimeSpan?> Claim, Action<HandedOver> Take, Action Look);

/// <summary>Tells those who deliver what was said: at once whoever is in this process, and a moment later every other.</summary>
public sealed class Outbox(Hints hints)
{
    readonly ConcurrentDictionary<string, Deliverer> deliverers = new();

    public void Join(Deliverer deliverer) => deliverers[deliverer.Platform] = deliverer;

    public void Leave(Deliverer deliverer) => deliverers.TryRemove(new(deliverer.Platform, deliverer));

    /// <summary>Something was said, here or elsewhere, that nobody was handed.</summary>
    public void Look()
    {
        foreach (var deliverer in deliverers.Values) deliverer.Look();
    }

    /// <summary>As Look, also in other processes.</summary>
    internal void Said()
    {
        Look();
        hints.Raise(Hints.Outbox);
    }

    internal void Hint(string channel) => hints.Raise(channel);

    // What answers one request has a place of its own: nothing can stand before it, so it can be claimed as it is said. In a channel
    // and in direct messages it waits its turn, and for as long as the platform wants.
    internal TimeSpan? Claim(To to) =>
        to is To.Place({ IsOfOneRequest: true } place) && deliverers.TryGetValue(place.Platform, out var deliverer)
            ? deliverer.Claim() : null;

    internal void Take(HandedOver handed)
    {
        // Left meanwhile: its claim lapses, and another delivers it.
        if (deliverers.TryGetValue(handed.At.Platform, out var deliverer)) deliverer.Take(handed);
    }
}
