using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The app's Socket Mode connections; each payload goes to exactly one of them.</summary>
public sealed class SocketHub(SlackWorld world)
{
    public const int MostConnections = 10;
    static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(60);

    readonly Lock gate = new();
    readonly List<SocketConnection> open = [];
    readonly ConcurrentDictionary<string, DateTimeOffset> tickets = new();

    public int Count
    {
        get { lock (gate) return open.Count; }
    }

    /// <summary>A ticket for one connection, to be used promptly.</summary>
    internal string NewTicket()
    {
        var ticket = $"{Ids.Digits(13)}-{Ids.Hex(32)}";
        tickets[ticket] = world.Time.GetUtcNow() + TicketLife;
        return ticket;
    }

    internal bool Redeem(string? ticket) =>
        ticket is not null && tickets.TryRemove(ticket, out var expires) && world.Time.GetUtcNow() < expires;

    /// <summary>False when the app already has as many connections as Slack allows.</summary>
    internal bool Join(SocketConnection connection)
    {
        lock (gate)
        {
            if (open.Count >= MostConnections) return false;
            open.Add(connection);
        }

        world.Announce(new(Changed.App));
        return true;
    }

    internal void Leave(SocketConnection connection)
    {
        lock (gate) open.Remove(connection);
        world.Announce(new(Changed.App));
    }

    internal async Task<Answer> Send(Parcel parcel, CancellationToken cancel)
    {
        SocketConnection? chosen;
        lock (gate) chosen = open.Count == 0 ? null : open[RandomNumberGenerator.GetInt32(open.Count)];
        return chosen is null ? Answer.Failed(Answer.NotReached) : await chosen.Deliver(Envelope(parcel), parcel, cancel);
    }

    /// <summary>Announces the end to every connection: "warning" leaves them open, the other reasons close them.</summary>
    public async Task Disconnect(string reason, CancellationToken cancel)
    {
        foreach (var connection in Snapshot()) await connection.SayGoodbye(reason, cancel);
    }

    /// <summary>Cuts every connection without a goodbye.</summary>
    public void Drop()
    {
        foreach (var connection in Snapshot()) connection.Abort();
    }

    SocketConnection[] Snapshot()
    {
        lock (gate) return [.. open];
    }

    static JsonObject Envelope(Parcel parcel)
    {
        var envelope = new JsonObject
        {
            ["envelope_id"] = EnvelopeId(),
            ["payload"] = parcel.Payload.DeepClone(),
            ["type"] = parcel.Kind switch
            {
                DeliveryKind.Command => "slash_commands",
                DeliveryKind.Interaction or DeliveryKind.Options => "interactive",
                DeliveryKind.Event => "events_api",
            },
            ["accepts_response_payload"] = parcel.TakesAnswer,
        };
        if (parcel.Kind == DeliveryKind.Event)
        {
            envelope["retry_attempt"] = parcel.Retry;
            envelope["retry_reason"] = parcel.RetryReason ?? "";
        }

        return envelope;
    }

    static string EnvelopeId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
