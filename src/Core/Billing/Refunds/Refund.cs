using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public readonly record struct RefundId(Guid Value) : IId<RefundId>
{
    public static string Prefix => "rfd";
    public static RefundId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

public enum RefundWhy
{
    [AlsoCalled("twice")] Duplicate,
    [AlsoCalled("fraudulent")] Fraud,
    [AlsoCalled("requested")] Request,
}

/// <summary>Money that goes back, or went.</summary>
public sealed record Refund(
    RefundId Id, PaymentId PaymentId, OrganizationId OrganizationId, string Organization, RefundState State, RefundWhy Why, string? Note,
    string Currency, long AmountMinor, long CreditMinor, InvoiceId? NotedInvoice, string? CreditNote, string? ProviderId,
    string? Reference, bool IsByHand, Guid Trail, string? AskedBy, string Number, DateTimeOffset AskedAt, DateTimeOffset? EndedAt,
    string? Error)
{
    Currency In => Values.Currency.Of(Currency);

    public Money Amount => new(AmountMinor, In);

    /// <summary>What of it was credit.</summary>
    public Money FromCredit => new(CreditMinor, In);

    /// <summary>What of it had paid invoices.</summary>
    public Money FromPaid => Amount - FromCredit;

    public Target Target => Operations.Target.Of(Id, Number) with { Organization = OrganizationId.Value };

    internal Refusal NotNow(string why) => new($"{Number} {why}") { WaysOn = [new("Show", $"/refund show {Number}")] };

    internal static Task<Refund> One(Work work, RefundId id, CancellationToken cancel) => work.Get<Refund>(
        """
        select r.id, r.payment_id, r.organization_id, o.slug as organization, r.state, r.why, r.note, r.currency, r.amount_minor,
               r.credit_minor, r.noted_invoice, n.number as credit_note, r.provider_id, r.reference, p.provider_id is null as is_by_hand,
               r.trail, w.name as asked_by, r.number, r.asked_at, r.ended_at, r.error
        from   refunds r
        join   payments p on p.id = r.payment_id
        join   organizations o on o.id = r.organization_id
        left   join operators w on w.id = r.asked_by
        left   join credit_notes n on n.id = r.note_id
        where  r.id = @id
        """, new { id }, cancel);

    /// <summary>The one that the command asked for; nobody else changes it until this transaction ends.</summary>
    internal static async Task<Refund?> Asked(Work work, Guid trail, CancellationToken cancel) =>
        await work.Find<RefundId?>("select id from refunds where trail = @trail for no key update", new { trail }, cancel) is { } id
            ? await One(work, id, cancel) : null;
}
