using OpsBot.Core.Values;
using S = OpsBot.Core.Billing.Events.EventState;

namespace OpsBot.Core.Billing.Events;

public enum EventState
{
    [AlsoCalled("pending", "open")] Waiting,
    [AlsoCalled("done")] Handled,
    [AlsoCalled("unread")] Parked,
}

/// <summary>By which way it was heard of.</summary>
public enum EventSource { Webhook, List }

/// <summary>The life of what the payment provider reported.</summary>
public static class EventLife
{
    public static readonly Move<S>
        Settle = new("read the thing and act on it", [S.Waiting]) { Done = S.Handled },
        Park = new("nobody acts on it", [S.Waiting]) { Done = S.Parked },
        Replay = new("replay", [S.Handled, S.Parked]) { Done = S.Waiting };

    public static readonly Life<S> Of = new("what the payment provider reported", S.Waiting, null, Settle, Park, Replay);
}
