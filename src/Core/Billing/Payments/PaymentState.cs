using OpsBot.Core.Values;
using S = OpsBot.Core.Billing.Payments.PaymentState;

namespace OpsBot.Core.Billing.Payments;

public enum PaymentState
{
    [AlsoCalled("open")] Pending,
    RequiresAction,
    [AlsoCalled("paid", "done")] Succeeded,
    [AlsoCalled("declined")] Failed,
    Disputed,
}

/// <summary>The life of a payment: every legal move, and nothing else. One that failed may be tried again, and yet come in.</summary>
public static class PaymentLife
{
    public static readonly Move<S>
        Confirm = new("the bank asks the customer", [S.Pending, S.Failed]) { Done = S.RequiresAction },
        ComeIn = new("come in", [S.Pending, S.RequiresAction, S.Failed]) { Done = S.Succeeded },
        Fail = new("fail", [S.Pending, S.RequiresAction]) { Done = S.Failed },
        TryAgain = new("try again", [S.Failed, S.RequiresAction]) { Done = S.Pending },
        Dispute = new("the bank takes it back", [S.Succeeded]) { Done = S.Disputed },
        Keep = new("the dispute ends", [S.Disputed]) { Done = S.Succeeded };

    public static readonly Life<S> Of = new("a payment", S.Pending, null, Confirm, ComeIn, Fail, TryAgain, Dispute, Keep);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Succeeded => "🟢",
            S.Pending or S.RequiresAction => "🟡",
            S.Failed or S.Disputed => "🔴",
        };
    }
}
