using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>
/// What a refund is in the ledger: set aside when it was asked for, counted when it has arrived, given back when it came back. What was
/// too much is taken from the organization's credit, the rest is our cost, until a credit note says what it was.
/// </summary>
sealed class RefundBooks(CreditNotes.CreditNotes notes)
{
    /// <summary>Nobody else can be promised it. Refused where the credit is not there any more.</summary>
    public static async Task<Refusal?> SetAside(Refund refund, Work work, CancellationToken cancel)
    {
        foreach (var part in Parts(refund))
            if (await work.Hold(part, cancel) is { } refusal) return refusal;
        return null;
    }

    /// <summary>It is with the customer, or as good as: the bank has it, and the money is gone from us.</summary>
    public async Task Arrived(Refund refund, string? providerId, Work work, CancellationToken cancel)
    {
        if (!RefundLife.Arrive.MayBegin(refund.State)) return;
        await Move(refund, RefundState.Succeeded, null, providerId, work, cancel);
        foreach (var part in Parts(refund))
            // Called off while nobody knew: what was set aside is free since then, and went all the same.
            if (refund.State is RefundState.Cancelled)
                await work.Transfer(part with { Key = $"{part.Key}:after-all", Debit = Account.Refunds }, cancel);
            else await work.Post(part.Key, cancel);
        if (refund is { NotedInvoice: { } invoice, FromPaid.Minor: > 0 }) await Note();

        async Task Note()
        {
            var why = $"Refund {refund.Number}{(refund.Note is { } said ? $": {said}" : "")}";
            // Others may have taken the invoice off since; then the refund stands without a note, and its card says so.
            if ((await notes.Write(work, invoice, refund.FromPaid, why, cancel)).Failed(out var note, out var refused))
            {
                await work.Execute("update refunds set error = @Sentence where id = @Id", new { refused.Sentence, refund.Id }, cancel);
                return;
            }
            await work.Execute("update refunds set note_id = @Note where id = @Id", new { Note = note.Id, refund.Id }, cancel);
            if (note.Credited.Minor > 0)
                await work.Transfer(new($"refund:{refund.Trail}:noted", Account.CreditOf(refund.OrganizationId), Account.Refunds,
                    note.Credited, TransferCode.Refund), cancel);
        }
    }

    /// <summary>It never went, or came back: what was set aside is free, what was counted is where it came from.</summary>
    public static async Task GaveUp(Refund refund, RefundState into, string? error, Work work, CancellationToken cancel)
    {
        var move = into is RefundState.Cancelled ? RefundLife.Cancel : RefundLife.Fail;
        if (!move.MayBegin(refund.State)) return;
        await Move(refund, into, error, null, work, cancel);
        if (refund.State is not RefundState.Succeeded)
        {
            foreach (var part in Parts(refund)) await work.Void(part.Key, cancel);
            return;
        }
        var noted = new Money(await work.Find<long?>(
            "select amount from ledger_transfers where key = @Key", new { Key = $"refund:{refund.Trail}:noted" }, cancel) ?? 0,
            refund.Amount.Currency);
        foreach (var part in Parts(refund))
            await work.Transfer(part with { Key = $"{part.Key}:back", Debit = part.Credit, Credit = part.Debit }, cancel);
        // The note stands: what it took off is owed to them again.
        if (noted.Minor > 0)
            await work.Transfer(new($"refund:{refund.Trail}:noted:back", Account.Refunds, Account.CreditOf(refund.OrganizationId), noted,
                TransferCode.Refund), cancel);
    }

    /// <summary>The payment it belongs to is another now: what was agreed about it before has to be looked at again.</summary>
    public static async Task Move(
        Refund refund, RefundState into, string? error, string? providerId, Work work, CancellationToken cancel)
    {
        await work.Execute(
            """
            update refunds
            set    state = @State, error = @error, provider_id = coalesce(@providerId, provider_id),
                   ended_at = case when @State in ('succeeded', 'failed', 'cancelled') then @Now::timestamptz end
            where  id = @Id and state = @Before
            """,
            new { refund.Id, Before = refund.State.Snake(), State = into.Snake(), error, providerId, work.Now }, cancel);
        await work.Execute("update payments set version = version + 1 where id = @PaymentId", new { refund.PaymentId }, cancel);
    }

    static IEnumerable<Transfer> Parts(Refund refund)
    {
        var from = refund.IsByHand ? Account.Bank : Account.Stripe;
        if (refund.FromPaid.Minor > 0)
            yield return new($"refund:{refund.Trail}:paid", Account.Refunds, from, refund.FromPaid, TransferCode.Refund);
        if (refund.FromCredit.Minor > 0)
            yield return new($"refund:{refund.Trail}:credit", Account.CreditOf(refund.OrganizationId), from, refund.FromCredit,
                TransferCode.Refund);
    }
}
