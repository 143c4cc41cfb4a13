using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using S = OpsBot.Core.Billing.Subscriptions.SubscriptionState;

namespace OpsBot.Core.Billing.Subscriptions;

public enum SubscriptionState
{
    Pending,
    [AlsoCalled("trial")] Trialing,
    Active,
    [AlsoCalled("overdue", "unpaid")] PastDue,
    Paused,
    [AlsoCalled("leaving")] Cancelling,
    [AlsoCalled("ended")] Cancelled,
    Expired,
}

/// <summary>The life of a subscription: every legal move, and nothing else. A renewal that fails is past due, never an error.</summary>
public static class SubscriptionLife
{
    public static readonly Move<S>
        Try = new("try", [S.Pending]) { Done = S.Trialing },
        Begin = new("begin", [S.Pending, S.Trialing]) { Done = S.Active },
        Expire = new("expire", [S.Pending]) { Done = S.Expired },
        FallDue = new("fall due", [S.Trialing, S.Active]) { Done = S.PastDue },
        CatchUp = new("catch up", [S.PastDue]) { Done = S.Active },
        Pause = new("pause", [S.Active]) { Done = S.Paused },
        Resume = new("resume", [S.Paused]) { Done = S.Active },
        EndNow = new("end now", [S.Trialing, S.Active, S.PastDue, S.Paused, S.Cancelling]) { Done = S.Cancelled },
        // What is paused has no period with which it could end: it is resumed first, or ends now.
        Cancel = new("cancel", [S.Trialing, S.Active, S.PastDue])
        {
            Via = S.Cancelling, Done = S.Cancelled, Otherwise = Fallback.GoBack, OnlyWaits = true,
        };

    public static readonly Life<S> Of = new("a subscription", S.Pending, null,
        Try, Begin, Expire, FallDue, CatchUp, Pause, Resume, EndNow, Cancel);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Active => "🟢",
            S.PastDue => "🔴",
            S.Pending or S.Trialing or S.Cancelling => "🟡",
            S.Paused => "⚪",
            S.Cancelled or S.Expired => "⚫",
        };

        public Tone Tone => state switch
        {
            S.Active => Tone.Good,
            S.PastDue => Tone.Bad,
            S.Pending or S.Trialing or S.Cancelling => Tone.Warning,
            S.Paused or S.Cancelled or S.Expired => Tone.Neutral,
        };
    }
}
