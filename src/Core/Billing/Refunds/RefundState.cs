using OpsBot.Core.Values;
using S = OpsBot.Core.Billing.Refunds.RefundState;

namespace OpsBot.Core.Billing.Refunds;

public enum RefundState
{
    [AlsoCalled("open", "waiting")] Asked,
    Sending,
    Pending,
    [AlsoCalled("done", "paid")] Succeeded,
    [AlsoCalled("came back")] Failed,
    [AlsoCalled("stopped")] Cancelled,
}

/// <summary>The life of a refund: every legal move, and nothing else. What has arrived may still come back days later.</summary>
public static class RefundLife
{
    public static readonly Move<S>
        Send = new("send", [S.Asked]) { Done = S.Sending },
        Wait = new("wait for the bank", [S.Asked, S.Sending]) { Done = S.Pending },
        // A cancelled one that nobody could ask about had gone out after all.
        Arrive = new("arrive", [S.Asked, S.Sending, S.Pending, S.Cancelled]) { Done = S.Succeeded },
        Fail = new("fail", [S.Asked, S.Sending, S.Pending, S.Succeeded]) { Done = S.Failed },
        Cancel = new("cancel", [S.Asked, S.Sending, S.Pending]) { Done = S.Cancelled };

    public static readonly Life<S> Of = new("a refund", S.Asked, null, Send, Wait, Arrive, Fail, Cancel);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Succeeded => "🟢",
            S.Asked or S.Sending or S.Pending => "🟡",
            S.Failed => "🔴",
            S.Cancelled => "⚪",
        };
    }
}
