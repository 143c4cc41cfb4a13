using OpsBot.Core.Values;
using S = OpsBot.Core.Billing.Invoices.InvoiceState;

namespace OpsBot.Core.Billing.Invoices;

public enum InvoiceState
{
    Draft,
    [AlsoCalled("unpaid")] Open,
    [AlsoCalled("late")] Overdue,
    Paid,
    [AlsoCalled("voided")] Void,
    Uncollectible,
}

/// <summary>The life of an invoice: every legal move, and nothing else. Once it is open it has a number, and keeps it.</summary>
public static class InvoiceLife
{
    public static readonly Move<S>
        Open = new("open", [S.Draft]) { Done = S.Open },
        // Of nothing, there is nothing to pay.
        OpenPaid = new("open for nothing", [S.Draft]) { Done = S.Paid },
        FallDue = new("fall due", [S.Open]) { Done = S.Overdue },
        Pay = new("pay", [S.Open, S.Overdue, S.Uncollectible]) { Done = S.Paid },
        Void = new("void", [S.Open, S.Overdue]) { Done = S.Void },
        WriteOff = new("write off", [S.Open, S.Overdue]) { Done = S.Uncollectible };

    public static readonly Life<S> Of = new("an invoice", S.Draft, null, Open, OpenPaid, FallDue, Pay, Void, WriteOff);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Paid => "🟢",
            S.Overdue => "🔴",
            S.Draft or S.Open => "🟡",
            S.Void => "⚪",
            S.Uncollectible => "⚫",
        };
    }
}
